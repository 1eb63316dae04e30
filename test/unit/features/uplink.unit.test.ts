import type { HostFacts, Place, State } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { lower } from '../../../src/engine/model/desired.js';
import { BARE_HOST } from '../../support/features/facts.js';
import { type CommandRequest, given, givenOn, registry } from '../../support/features/given.js';

const vpc = (name: string, cidr = '10.0.0.0/16'): CommandRequest => ['vpc.create', { name, cidr }];

describe('the uplink', () => {
  const both = { isDefault: true, isRouted: true };
  const wide: HostFacts = {
    ...BARE_HOST,
    interfaces: ['lo', 'eth0', 'eth1', 'wlan0'],
    uplinks: [
      { interface: 'eth0', gateway: '203.0.113.1', addresses: ['203.0.113.2'], ...both },
      { interface: 'eth1', gateway: '192.0.2.1', addresses: ['192.0.2.2'], ...both },
    ],
  };
  const uplink = (wanted?: string) =>
    givenOn(wide).when('vpc.create', {
      name: 'vpc1',
      cidr: '10.0.0.0/16',
      ...(wanted && { interface: wanted }),
    });
  const place = {
    host: 'local',
    uplinks: wide.uplinks.map((each, at) => ({ ...each, number: at + 1 })),
    running: ['eth0', 'eth1', 'lo', 'wlan0'],
  };
  const lowered = (state: State, now: Place = place) =>
    Object.fromEntries(lower(registry, state, now).map((each) => [each.id, each.attributes]));

  it.each([undefined, 'auto'])('%s follows the default routes of the host', (wanted) => {
    const { data, state } = uplink(wanted);
    expect(data).toMatchObject({ uplink: null });
    const resources = lowered(state);
    expect(resources).toMatchObject({
      'uplink:eth0': { interface: 'eth0' },
      'uplink:eth1': { interface: 'eth1' },
    });
    expect(Object.keys(resources)).not.toContain('route:27001:default');
  });

  it('that is named has a default route behind the other routes of the host', () => {
    const { data, state } = uplink('eth1');
    expect(data).toMatchObject({ uplink: { interface: 'eth1', gateway: '192.0.2.1' } });
    const resources = lowered(state);
    expect(resources['route:27001:default']).toMatchObject({ link: 'eth1', via: '192.0.2.1' });
    const main = resources['rule:27001:main'];
    expect(main).toMatchObject({ priority: 7002, table: 254, longerThan: 7 });
    expect(resources['rule:27001:fwmark']).toMatchObject({ priority: 7003, table: 27_001 });
    expect(Object.keys(resources)).not.toContain('uplink:eth0');
  });

  it('that is named needs no gateway', () => {
    const { data, state } = uplink('wlan0');
    expect(data).toMatchObject({ uplink: { interface: 'wlan0', gateway: null } });
    const route = lowered(state)['route:27001:default'];
    expect(route).toMatchObject({ link: 'wlan0', via: null, onlink: false });
  });

  it('that is named has no route while its interface is down, or away', () => {
    const { state } = uplink('eth1');
    const down = lowered(state, { ...place, running: ['eth0', 'lo'] });
    expect(Object.keys(down)).not.toContain('route:27001:default');
    const unknown = lowered(state, { ...place, running: null });
    expect(unknown['route:27001:default']).toMatchObject({ link: 'eth1', via: '192.0.2.1' });
  });

  it('answers by the one that was asked, where there are several', () => {
    const { state } = uplink();
    expect(lowered(state)).toMatchObject({
      'answer-path:203.0.113.2': { mark: 0x7100_0000 },
      'answer-path:192.0.2.2': { mark: 0x7200_0000 },
      'rule:40002:answers': { fwmark: 0x7200_0000, mask: 0xff00_0000, table: 40_002 },
      'route:40002:default': { link: 'eth1', via: '192.0.2.1' },
    });
    const single = { ...place, uplinks: place.uplinks.slice(0, 1) };
    const kinds = lower(registry, state, single).map(({ kind }) => kind);
    expect(kinds).not.toContain('answer-path');
  });

  it('is changed by set-uplink, also back to auto', () => {
    const made = givenOn(wide, vpc('vpc1'));
    const request = { vpc: 'vpc1', interface: 'eth1' };
    const named = made.when('vpc.set-uplink', request);
    expect(named.data).toEqual({
      name: 'vpc1',
      uplink: { interface: 'eth1', gateway: '192.0.2.1' },
    });
    expect(named.state).toMatchObject({ vpc: { vpc1: { uplink: { interface: 'eth1' } } } });
    const again = givenOn(wide, vpc('vpc1'), ['vpc.set-uplink', request]);
    expect(again.refuses('vpc.set-uplink', request)).toMatchObject({ code: 'UPLINK_UNCHANGED' });
    const back = again.when('vpc.set-uplink', { ...request, interface: 'auto' });
    expect(back.state).toMatchObject({ vpc: { vpc1: { uplink: null } } });
    expect(made.refuses('vpc.set-uplink', { ...request, vpc: 'nope' })).toMatchObject({
      code: 'VPC_UNKNOWN',
    });
  });

  it('that is auto lets a VPC have public subnets before the host has a default route', () => {
    const made = givenOn({ ...BARE_HOST, routes: [], uplinks: [] }, vpc('vpc1'));
    const subnet = { vpc: 'vpc1', name: 'a', cidr: '10.0.1.0/24', type: 'public' };
    expect(made.when('subnet.add', subnet).data).toMatchObject(subnet);
  });

  it.each([
    ['veth-vpc1-a', 'INTERFACE_IS_PORT', 'veth-vpc1-a is the veth pair of vpc1/a'],
    ['lo', 'INTERFACE_IS_LOOPBACK', 'lo leads to this host alone'],
  ])('is refused where it is %s', (wanted, code, message) => {
    const made = givenOn(wide, vpc('vpc1'), [
      'subnet.add',
      { vpc: 'vpc1', name: 'a', cidr: '10.0.1.0/24' },
    ]);
    const error = made.refuses('vpc.set-uplink', { vpc: 'vpc1', interface: wanted });
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(message);
  });

  it('is refused for an unknown interface, listing the existing ones', () => {
    const request = { name: 'vpc1', cidr: '10.0.0.0/16', interface: 'eht0' };
    const error = givenOn(wide).refuses('vpc.create', request);
    expect(error).toMatchObject({
      code: 'INTERFACE_UNKNOWN',
      message: 'there is no interface "eht0"',
    });
    expect(error.hints).toEqual([
      'did you mean eth0?',
      'there is: lo, eth0, eth1, wlan0; auto follows the default route of the host',
    ]);
  });

  it("is refused when it is another VPC's router", () => {
    const error = given(vpc('vpc1')).refuses('vpc.create', {
      name: 'vpc2',
      cidr: '10.1.0.0/16',
      interface: 'br-vpc1',
    });
    expect(error).toMatchObject({ code: 'INTERFACE_IS_ROUTER' });
    expect(error.message).toContain('br-vpc1 is the router of VPC vpc1');
  });
});
