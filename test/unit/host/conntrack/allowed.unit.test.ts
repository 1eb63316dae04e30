import {
  ECHO_REQUEST,
  ipv4Of,
  isWithinAny,
  PACKET_POLICY_KINDS,
  type PacketPolicyResource,
  parseNetwork,
  type State,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { selectVpcs } from '../../../../src/features/vpc/state.js';
import { isAllowed } from '../../../../src/host/conntrack/allowed.js';
import type { Connection } from '../../../../src/host/conntrack/entry.js';
import { UPLINK } from '../../../../src/lab/layout.js';
import { endpointText, type Flow, reach, type Verdict } from '../../../../src/model/reach/index.js';
import { allWorkloads } from '../../../../src/model/workloads/select.js';
import type { CommandRequest } from '../../../support/features/given.js';
import { anyTopology, type Topology } from '../../../support/reach/arbitrary.js';
import { APART } from '../../../support/reach/ask.js';
import { anyFlow, flowIn } from '../../../support/reach/flows.js';
import { lowered } from '../../../support/reach/forwards.js';
import { flowText, labModel } from '../../../support/reach/packets.js';
import { LENGTHS } from '../../../support/run/lengths.js';

const RUNS = LENGTHS.examples ?? 40;
vi.setConfig({ testTimeout: 120_000 + RUNS * 100 });

function policyOf({ resources }: Pick<Topology, 'resources'>): PacketPolicyResource[] {
  return resources.filter((resource): resource is PacketPolicyResource =>
    (PACKET_POLICY_KINDS as readonly string[]).includes(resource.kind),
  );
}

/** The connection that a flow would be, had it been let through, as the kernel lists it; null where none would be. */
function connectionOf(state: State, { from, to, protocol, port }: Flow): Connection | null {
  const vpcs = Object.values(selectVpcs(state));
  const own = ['127.0.0.1', UPLINK.address, ...vpcs.map(({ gateway }) => gateway)];
  if (to.kind !== 'address' || (own.includes(to.address) && protocol !== 'icmp')) return null;
  const workloads = allWorkloads(state);
  const sender = workloads.find(({ label }) => label === endpointText(from));
  const receivers = workloads.filter(({ addresses }) => ipv4Of(addresses).text === to.address);
  // The host uses one of several addresses; a workload that connects to itself sends no packet.
  if (sender === undefined && (from.kind !== 'host' || receivers.length !== 1)) return null;
  const sending = sender && ipv4Of(sender.addresses).text;
  if (sending === to.address) return null;
  const vpc = vpcs.find(({ name }) => name === (sender ?? receivers[0])?.vpc);
  if (vpc === undefined) return null;
  const source = sending ?? vpc.gateway;
  const leaves = !vpcs.some(({ cidr }) => isWithinAny([parseNetwork(cidr)], to.address));
  return {
    protocol,
    icmpType: protocol === 'icmp' ? ECHO_REQUEST : null,
    mark: vpc.segment,
    segment: sender === undefined ? null : vpc.segment,
    answered: true,
    original: { source, sourcePort: 40_000, destination: to.address, port },
    reply: {
      ...{ source: to.address, sourcePort: port, port: 40_000 },
      destination: leaves ? UPLINK.address : source,
    },
  };
}

/** What only a packet meets: routes, and the kernel's own addresses. A connection was there, so it has met them. */
const BY_POLICY = ['firewall', 'peering'];

function isByPolicy({ decided, reachable }: Verdict): boolean {
  return (
    !reachable &&
    decided.about !== null &&
    'feature' in decided.about &&
    BY_POLICY.includes(decided.about.feature)
  );
}

describe('a connection is allowed', () => {
  it('where the model allows its flow, and not where a policy or a missing peering denies it', () => {
    const met = { open: 0, closed: 0 };
    fc.assert(
      fc.property(anyTopology, fc.array(anyFlow, { maxLength: 30 }), (topology, specs) => {
        const { state } = topology;
        const allowed = isAllowed(policyOf(topology), []);
        const model = labModel(topology);
        for (const flow of specs.map((spec) => flowIn(state, spec))) {
          const verdict = reach(model, flow);
          const known = connectionOf(state, flow);
          if (known === null || !(verdict.reachable || isByPolicy(verdict))) continue;
          met[verdict.reachable ? 'open' : 'closed'] += 1;
          expect(allowed(known), flowText(flow)).toBe(verdict.reachable);
        }
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(met.open, met.closed)).toBeGreaterThan(0);
  });

  it('where a workload reached itself by a forward, as the gateway', () => {
    const requests: readonly CommandRequest[] = [
      ...APART,
      ['port-forward.add', { vpc: 'vpc1', targets: ['private'], ports: ['8080:80'], listen: null }],
    ];
    const toItself: Connection = {
      ...{ protocol: 'tcp', icmpType: null, mark: 7001, segment: 7001, answered: true },
      original: {
        ...{ source: '10.0.2.1', sourcePort: 40_000 },
        ...{ destination: UPLINK.address, port: 8080 },
      },
      reply: {
        ...{ source: '10.0.2.1', sourcePort: 80 },
        ...{ destination: '10.0.0.1', port: 40_000 },
      },
    };
    expect(isAllowed(policyOf(lowered(...requests)), [])(toItself)).toBe(true);
    const elsewhere = { ...toItself.reply, destination: UPLINK.address };
    const leaving = { ...toItself, reply: elsewhere };
    expect(isAllowed(policyOf(lowered(...requests)), [])(leaving)).toBe(false);
  });

  it('through a port forward as long as the forward exists, and its security group opens the port', () => {
    let met = 0;
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const policy = policyOf(topology);
        for (const forward of policy.filter((each) => each.kind === 'port-forward')) {
          const { segment, protocol, ports, listen, targets } = forward.attributes;
          for (const target of targets) {
            const forwarded: Connection = {
              ...{ protocol, icmpType: null, mark: segment, segment: null, answered: true },
              original: {
                ...{ source: '198.51.100.8', sourcePort: 40_000 },
                ...{ destination: listen ?? UPLINK.address, port: ports.to },
              },
              reply: {
                ...{ source: target.address, sourcePort: target.port + ports.to - ports.from },
                ...{ destination: '198.51.100.8', port: 40_000 },
              },
            };
            const others = policy.filter((each) => each !== forward);
            const allowed = isAllowed(policy, [])(forwarded);
            // Without the forward it is another program's, and only the groups decide.
            expect(isAllowed(others, [])(forwarded)).toBe(allowed);
            expect(isAllowed(others, [forward])(forwarded)).toBe(false);
            expect(isAllowed(policy, [forward])(forwarded)).toBe(allowed);
            const elsewhere = { ...forwarded.reply, source: '10.99.99.99' };
            expect(isAllowed(policy, [])({ ...forwarded, reply: elsewhere })).toBe(false);
            met += 1;
          }
        }
      }),
      { numRuns: RUNS },
    );
    expect(met).toBeGreaterThan(RUNS / 10);
  });
});
