import {
  isWithin,
  PACKET_POLICY_KINDS,
  type PacketPolicyResource,
  parseCidr,
  type State,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { lower } from '../../../src/engine/lower.js';
import { allMachines } from '../../../src/features/machine/select.js';
import {
  endpointText,
  type Flow,
  reach,
  type Verdict,
  worldOf,
} from '../../../src/features/reach/index.js';
import { selectVpcs } from '../../../src/features/vpc/select.js';
import type { Connection } from '../../../src/host/connections/connection.js';
import { standing } from '../../../src/host/connections/stands.js';
import { UPLINK } from '../../../src/lab/layout.js';
import { registry } from '../../features/given.js';
import { anyFlow, anyTopology, flowIn } from '../../reach/support/arbitrary.js';
import { flowText, LAB_HOST } from '../../reach/support/packets.js';

const RUNS = Number(process.env['VPCCTL_TEST_RUNS'] ?? 60);
vi.setConfig({ testTimeout: 30_000 + RUNS * 100 });

function policyOf(state: State): PacketPolicyResource[] {
  return lower(registry, state).filter((resource): resource is PacketPolicyResource =>
    (PACKET_POLICY_KINDS as readonly string[]).includes(resource.kind),
  );
}

/** The connection that a flow would be, had it been let through, as the kernel lists it; null where none would be. */
function connectionOf(state: State, { from, to, protocol, port }: Flow): Connection | null {
  if (to.kind !== 'address') return null;
  const vpcs = Object.values(selectVpcs(state));
  const machines = allMachines(state);
  const sender = machines.find(({ label }) => label === endpointText(from));
  const receivers = machines.filter(({ address }) => address === to.address);
  // The host speaks with one of several; nothing leaves whoever speaks with itself.
  if (sender === undefined && (from.kind !== 'host' || receivers.length !== 1)) return null;
  if (sender?.address === to.address) return null;
  const vpc = vpcs.find(({ name }) => name === (sender ?? receivers[0])?.vpc);
  if (vpc === undefined) return null;
  const source = sender?.address ?? vpc.gateway;
  const leaves = !vpcs.some(({ cidr }) => isWithin(parseCidr(cidr), to.address));
  return {
    protocol,
    mark: vpc.zone,
    zone: sender === undefined ? null : vpc.zone,
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
  return !reachable && BY_POLICY.includes(decided.about?.feature ?? '');
}

describe('a connection stands', () => {
  it('where the model opens one like it, and not where a policy or a peering keeps it closed', () => {
    const met = { open: 0, closed: 0 };
    fc.assert(
      fc.property(anyTopology, fc.array(anyFlow, { maxLength: 30 }), ({ state }, specs) => {
        const stands = standing(policyOf(state), []);
        const world = worldOf(state, LAB_HOST);
        for (const flow of specs.map((spec) => flowIn(state, spec))) {
          const verdict = reach(world, flow);
          const known = connectionOf(state, flow);
          if (known === null || !(verdict.reachable || isByPolicy(verdict))) continue;
          met[verdict.reachable ? 'open' : 'closed'] += 1;
          expect(stands(known), flowText(flow)).toBe(verdict.reachable);
        }
      }),
      { numRuns: RUNS },
    );
    expect(Math.min(met.open, met.closed)).toBeGreaterThan(RUNS / 4);
  });
});
