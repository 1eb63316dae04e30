import type { Discipline, Operation } from '@vpcctl/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTcDriver } from '../../../plugins/shaping/src/driver/index.js';
import type { Qdisc, Redirect } from '../../../plugins/shaping/src/driver/resources.js';
import { createIproute2Driver } from '../../../src/host/index.js';
import { type HostLab, startHostLab } from '../../support/host/lab.js';
import { creations, deletions, network } from '../../support/host/resources.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

const { compile } = createIproute2Driver();
const tc = createTcDriver();
const step = { namespace: null, resources: [], why: 'a test' } as const;
const why = 'a test';

/** The same operations run in both labs: in one by programs, in the other by netlink. */
let programs: HostLab;
let netlink: HostLab;
beforeAll(async () => {
  programs = await startHostLab({ env: { VPCCTL_EXECUTOR: 'programs' } });
  netlink = await startHostLab({ env: { VPCCTL_EXECUTOR: 'netlink' } });
});
afterAll(async () => {
  await programs?.stop();
  await netlink?.stop();
});

/** Executes operations by both, and expects equal hosts. */
async function executeByBoth(operations: readonly Operation[]): Promise<void> {
  await programs.execute(operations);
  await netlink.execute(operations);
  const expected = sorted(await wholeHost(programs.lab));
  expect(hostChanges(expected, sorted(await wholeHost(netlink.lab)))).toEqual([]);
}

/** The kernel lists neighbours by a hash, and routes in the order in which links got a carrier. */
function sorted(host: HostState): HostState {
  return Object.fromEntries(Object.entries(host).map(([name, lines]) => [name, [...lines].sort()]));
}

const FULL = network({ vpcs: [2, 1], altnames: true, peered: true });
const PORT = 'veth-vpc1-net1';

describe('netlink makes the same host as the programs', () => {
  it.each([
    { vpcs: [0], altnames: false, peered: false },
    { vpcs: [1, 1], altnames: false, peered: true },
  ])('of the network %o, and of its deletion', async (shape) => {
    const resources = network(shape);
    await executeByBoth(compile(creations(resources)));
    await executeByBoth(compile(deletions(resources)));
  });

  describe('where a network is', () => {
    beforeAll(() => executeByBoth(compile(creations(FULL))));
    afterAll(() => executeByBoth(compile(deletions(FULL))));

    it('of a change of each resource', async () => {
      const changes = FULL.flatMap((after) => {
        const { mac } = after.attributes;
        if (typeof mac !== 'string') return [];
        const attributes = { ...after.attributes, mac: mac.replace(/^02/, '06'), altname: null };
        return [{ action: 'update', before: after, after: { ...after, attributes } } as const];
      });
      expect(changes.length).toBeGreaterThan(3);
      const back = changes.map(({ before, after }) => {
        return { action: 'update', before: after, after: before } as const;
      });
      await executeByBoth(compile(changes));
      await executeByBoth(compile(back));
    });

    it('of a limit, by way of an ifb device', async () => {
      const ifb = { name: 'ifb-test', altname: 'ifb-of-the-test', mac: '02:00:00:00:09:09' };
      const redirect: Redirect['attributes'] = { link: PORT, ifb: ifb.name };
      const discipline: Discipline = { kind: 'tbf', rate: 10_000_000, burst: 20_000, latency: 50 };
      const qdisc: Qdisc['attributes'] = { link: PORT, discipline };
      const resources = [
        { kind: 'ifb', id: 'ifb:a', attributes: { ...ifb, alias: 'vpcctl:test' }, why },
        { kind: 'redirect', id: 'redirect:a', attributes: redirect, why },
        { kind: 'qdisc', id: 'qdisc:a', attributes: qdisc, why },
      ];
      await executeByBoth(tc.compile(creations(resources)));
      await executeByBoth(tc.compile(deletions(resources)));
    });

    it.each<Discipline>([
      { kind: 'netem', rate: 5_000_000, limit: 1000, delay: 20_000, jitter: 1000, loss: 1.5 },
      { kind: 'netem', rate: null, limit: 1000, delay: 0, jitter: 0, loss: 3 },
    ])('of %o, or gives the same error where the kernel lacks it', async (discipline) => {
      const port = { ...step, link: PORT };
      const limit: Operation = { op: 'qdisc.replace', phase: 'create', ...port, discipline };
      const failure = await errorOf(programs, limit);
      expect(await errorOf(netlink, limit)).toEqual(failure);
      await executeByBoth([{ op: 'qdisc.delete', phase: 'detach', ...port, parent: 'root' }]);
    });

    it('of locked ports, which are unlocked again', async () => {
      const port = { ...step, link: PORT };
      const mac = '02:00:00:00:0a:0a';
      await executeByBoth([
        { op: 'bridge-port.set', phase: 'create', ...port, locked: true, learning: false },
        { op: 'bridge-entry.replace', phase: 'configure', ...port, mac, state: 'static' },
      ]);
      await executeByBoth([
        { op: 'bridge-port.set', phase: 'detach', ...port, locked: false, learning: true },
        { op: 'bridge-entry.delete', phase: 'detach', ...port, mac },
        { op: 'bridge-entry.replace', phase: 'detach', ...port, mac, state: 'dynamic' },
      ]);
      await executeByBoth([
        { op: 'link.set', phase: 'create', ...port, up: false },
        { op: 'neighbour.flush', phase: 'create', ...port, link: 'br-vpc1' },
        { op: 'link.set', phase: 'create', ...port, up: true },
      ]);
    });

    it('of a deletion that finds nothing', async () => {
      const gone = { ...step, phase: 'detach', link: 'nowhere' } as const;
      const rule = { priority: 7, iif: null, fwmark: null, mask: null, table: 7, goto: null };
      await executeByBoth([
        { op: 'link.delete', ...gone },
        { op: 'address.delete', ...gone, link: 'br-vpc1', cidr: '10.9.0.1/24' },
        { op: 'rule.delete', ...step, phase: 'detach', ...rule },
        { op: 'qdisc.delete', ...gone, link: PORT, parent: 'ingress' },
        { op: 'namespace.delete', ...step, phase: 'detach', name: 'nowhere' },
      ]);
    });

    const device = { kind: 'bridge', multicastSnooping: false, ageingTime: 30_000 } as const;
    const bridge = { ...step, phase: 'create', mac: '02:00:00:00:00:01', device } as const;
    const way = { type: 'unicast', onlink: false, metric: null, source: null } as const;
    it.each<[string, Operation]>([
      ['a link of a name that is taken', { op: 'link.add', ...bridge, link: 'br-vpc1' }],
      ['a link that is missing', { op: 'link.set', ...bridge, link: 'nowhere', up: true }],
      [
        'a route by a router that is not in reach',
        {
          ...{ op: 'route.add', ...step, phase: 'create', ...way, table: 7 },
          ...{ destination: null, via: '192.0.2.1', link: 'br-vpc1' },
        },
      ],
      [
        'a port of no bridge',
        { op: 'bridge-port.set', ...step, phase: 'create', link: 'eth0', isolated: true },
      ],
      ['a namespace of a name that is taken', namespace('vpc1-net1')],
      [
        'an address that is there',
        {
          ...{ op: 'address.add', ...step, phase: 'configure', namespace: 'vpc1-net1' },
          ...{ link: 'veth-ns-net1', cidr: '10.1.1.1/24' },
        },
      ],
    ])('and gives the same error for %s', async (_, operation) => {
      const failure = await errorOf(programs, operation);
      expect(failure).toMatchObject({ code: 'HOST_STEP_FAILED' });
      expect(await errorOf(netlink, operation)).toEqual(failure);
    });
  });

  it('and starts no program for it', async () => {
    const operations = compile(creations(FULL));
    const request = { do: 'execute', operations } as const;
    const started = z.object({ started: z.number() });
    await expect(netlink.ask(started, request)).resolves.toEqual({ started: 0 });
    await netlink.execute(compile(deletions(FULL)));
  });
});

function namespace(name: string): Operation {
  return { op: 'namespace.add', ...step, phase: 'create', name };
}

/** What a host says of an operation that fails. */
async function errorOf(host: HostLab, operation: Operation) {
  return host.execute([operation]).then(
    () => null,
    ({ code, message, hints }) => ({ code, message, hints }),
  );
}
