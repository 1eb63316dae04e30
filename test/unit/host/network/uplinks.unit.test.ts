import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownRoute, uplinksOf } from '../../../../src/host/network/uplinks.js';

const MAIN = 254;

function route(destination: string, table: number, ...hops: [string, (string | null)?][]) {
  return {
    ...{ destination, table, metric: 0 },
    hops: hops.map(([name, gateway = null]) => ({ interface: name, gateway })),
  } satisfies KnownRoute;
}

const LAN = route('203.0.113.0/24', MAIN, ['eth0']);
const DEFAULT = route('default', MAIN, ['eth0', '203.0.113.1']);
const ADDRESSES = [{ interface: 'eth0', cidr: '203.0.113.2/24' }];

const choose = (routes: readonly KnownRoute[], best: string | null = null) =>
  uplinksOf(ADDRESSES, routes, best).map(
    ({ interface: name, gateway, isDefault, isRouted }) =>
      `${name} ${gateway} ${isDefault ? 'default' : isRouted ? 'routed' : 'neither'}`,
  );

describe('the uplinks of a host', () => {
  it.each<[string, readonly KnownRoute[], string | null, string[]]>([
    ['has a default route', [DEFAULT, LAN], 'eth0', ['eth0 203.0.113.1 default']],
    ['has none', [LAN], null, ['eth0 null neither']],
    [
      'has several next hops',
      [route('default', MAIN, ['eth0', '203.0.113.1'], ['eth1', '192.0.2.1'])],
      'eth1',
      ['eth1 192.0.2.1 default', 'eth0 203.0.113.1 default'],
    ],
    [
      'has a VPN that takes the default by two halves',
      [
        DEFAULT,
        route('0.0.0.0/1', MAIN, ['tun0', '10.8.0.1']),
        route('128.0.0.0/1', MAIN, ['tun0', '10.8.0.1']),
      ],
      'tun0',
      ['tun0 10.8.0.1 default', 'eth0 203.0.113.1 default'],
    ],
    [
      'has a VPN in a table of its own',
      [DEFAULT, route('default', 51_820, ['wg0'])],
      'wg0',
      ['wg0 null default', 'eth0 203.0.113.1 default'],
    ],
    [
      'has a second provider in a table of its own',
      [DEFAULT, route('default', 200, ['eth1', '192.0.2.1'])],
      'eth0',
      ['eth0 203.0.113.1 default', 'eth1 192.0.2.1 routed'],
    ],
    [
      'has a link from point to point, whose other end is the gateway',
      [DEFAULT, route('10.9.0.1', MAIN, ['ppp0'])],
      'eth0',
      ['eth0 203.0.113.1 default', 'ppp0 10.9.0.1 neither'],
    ],
    [
      'has a covering route, which is no default route',
      [DEFAULT, route('10.0.0.0/8', MAIN, ['tun0', '10.8.0.1'])],
      'eth0',
      ['eth0 203.0.113.1 default', 'tun0 null neither'],
    ],
    [
      'has default routes of VPCs, which are not its own',
      [DEFAULT, route('default', 27_001, ['eth1']), route('default', 40_002, ['eth2'])],
      'eth0',
      ['eth0 203.0.113.1 default'],
    ],
  ])('where it %s', (_, routes, best, expected) => {
    expect(choose(routes, best)).toEqual(expected);
  });

  it('begin with that of the best route, in whichever order routes are listed', () => {
    const names = fc.constantFrom('eth0', 'eth1', 'wlan0', 'tun0');
    const wide = fc.record({
      destination: fc.constantFrom('default', '0.0.0.0/1', '128.0.0.0/1', '192.0.0.0/3'),
      metric: fc.integer({ min: 0, max: 3 }),
      name: names,
    });
    const key = ({ destination, metric }: { destination: string; metric: number }) =>
      `${destination} ${metric}`;
    const tables = fc.uniqueArray(wide, { selector: key, minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(tables, (table) => {
        const routes = table.map(({ destination, metric, name }) => ({
          ...route(destination, MAIN, [name]),
          metric,
        }));
        const found = uplinksOf([], routes, null).map((uplink) => uplink.interface);
        const reversed = uplinksOf([], routes.toReversed(), null);
        expect(reversed.map((uplink) => uplink.interface)).toEqual(found);
        expect(new Set(found)).toEqual(new Set(table.map(({ name }) => name)));
      }),
    );
  });
});
