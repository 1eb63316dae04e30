import type { State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { selectForwards } from '../../../../plugins/port-forward/src/state.js';
import { buildReachModel } from '../../../../src/engine/reach/model.js';
import { selectFirewalls } from '../../../../src/features/firewall/state.js';
import { selectPeerings } from '../../../../src/features/peering/state.js';
import { selectSubnets } from '../../../../src/features/subnet/state.js';
import { selectVpcs } from '../../../../src/features/vpc/state.js';
import {
  endsOf,
  type Flow,
  flowsBetween,
  reach,
  servicesOf,
} from '../../../../src/model/reach/index.js';
import type { CommandRequest } from '../../../support/features/given.js';
import { anyTopology, type Topology } from '../../../support/reach/arbitrary.js';
import { anyFlow, flowIn } from '../../../support/reach/flows.js';
import { decided, registry } from '../../../support/reach/forwards.js';
import { flowText, LAB_HOST } from '../../../support/reach/packets.js';
import { LENGTHS } from '../../../support/run/lengths.js';

const RUNS = LENGTHS.examples ?? 20;
vi.setConfig({ testTimeout: 120_000 + RUNS * 100 });

const anyFlows = fc.array(anyFlow, { minLength: 1, maxLength: 30 });

const modelOf = (state: State) => buildReachModel(registry, state, LAB_HOST);

/** Which flows get there in a state. */
function open(state: State, flows: readonly Flow[]): boolean[] {
  const model = modelOf(state);
  return flows.map((flow) => reach(model, flow).reachable);
}

/** The flows, in words, that get there after a change, and did not before. */
function opened(before: State, next: State, flows: readonly Flow[]): string[] {
  const [was, is] = [open(before, flows), open(next, flows)];
  return flows.filter((_, index) => is[index] && !was[index]).map(flowText);
}

/** How many workloads a flow may reach. */
function turns(state: State, { to, protocol, port }: Flow): number {
  const found = Object.values(selectForwards(state)).filter(
    (each) => each.protocol === protocol && port !== null && each.from <= port && port <= each.to,
  );
  return Math.max(1, ...found.map(({ targets }) => (to.kind === 'address' ? targets.length : 0)));
}

const after = (state: State, request: CommandRequest) => decided(state, request).state;

/** No request of `requests` lets a flow through that did not arrive before. */
function neverOpens(
  { state }: Topology,
  flows: readonly Flow[],
  requests: readonly CommandRequest[],
): void {
  for (const request of requests) {
    expect(opened(state, after(state, request), flows), JSON.stringify(request)).toEqual([]);
  }
}

function holdsFor(check: (topology: Topology, flows: Flow[]) => void): void {
  fc.assert(
    fc.property(anyTopology, anyFlows, (topology, specs) =>
      check(
        topology,
        specs.map((spec) => flowIn(topology.state, spec)),
      ),
    ),
    { numRuns: RUNS },
  );
}

describe('in any state', () => {
  it('every flow has an answer with a reason, and its path begins at the sender', () => {
    holdsFor(({ state }, flows) => {
      for (const flow of flows) {
        const { steps, decided, reachable, receivers } = reach(modelOf(state), flow);
        expect(steps).toContain(decided);
        expect(decided.allows).toBe(reachable);
        // Nothing goes on after it has ended, but to the next of those who take turns.
        const ends = steps.filter(({ allows }) => allows === false).length;
        expect(ends > 0).toBe(!reachable);
        if (receivers.length + ends > 1) expect(turns(state, flow)).toBe(receivers.length + ends);
        else expect(receivers.length).toBe(reachable ? 1 : 0);
        if (ends === 1 && receivers.length === 0) expect(steps.at(-1)?.allows).toBe(false);
      }
    });
  });

  it('the end of a peering never opens a flow', () => {
    holdsFor((topology, flows) => {
      const peerings = Object.values(selectPeerings(topology.state));
      const guestEnd = flows.filter(({ to }) => to.kind === 'address');
      neverOpens(
        topology,
        guestEnd,
        peerings.map(({ vpcs }): CommandRequest => ['peering.remove', { vpcs }]),
      );
    });
  });

  it('a deny rule in front of a policy never opens a flow', () => {
    fc.assert(
      fc.property(
        anyTopology,
        anyFlows,
        fc.constantFrom('tcp', 'udp', 'icmp', 'all'),
        (topology, specs, protocol) => {
          const { state } = topology;
          const flows = specs.map((spec) => flowIn(state, spec));
          const policies = Object.values(selectFirewalls(state)).filter(
            ({ ingress }) => ingress !== null,
          );
          for (const policy of policies) {
            const key = `${policy.vpc}/${policy.subnet}`;
            const deny = { action: 'deny', protocol, ports: null, remote: null, description: null };
            const ingress = [deny, ...(policy.ingress ?? [])];
            const slice = { ...selectFirewalls(state), [key]: { ...policy, ingress } };
            const next = { ...state, firewall: JSON.parse(JSON.stringify(slice)) };
            expect(opened(state, next, flows)).toEqual([]);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('a deletion opens no flow between the remaining workloads of a VPC', () => {
    holdsFor(({ state }) => {
      for (const { vpc, name } of Object.values(selectSubnets(state))) {
        const next = after(state, ['subnet.delete', { vpc, name }]);
        const model = modelOf(next);
        const flows = flowsBetween(model, endsOf(model, [vpc]), servicesOf(model, [vpc]))
          // With a target that did not get it gone, a forward always gets there.
          .filter(({ to }) => to.kind !== 'host');
        expect(opened(state, next, flows)).toEqual([]);
      }
    });
  });

  it('without policies, workloads of one VPC or of wholly peered VPCs reach each other both ways', () => {
    holdsFor(({ state }) => {
      const unpoliced = { ...state, firewall: {} };
      const model = modelOf(unpoliced);
      const names = Object.keys(selectVpcs(state));
      const flows = flowsBetween(model, endsOf(model, names), [{ protocol: 'tcp', port: 22 }]);
      const between = flows.filter(
        ({ from, to }) => from.kind === 'workload' && to.kind === 'workload',
      );
      const back = between.map((flow) => ({ ...flow, from: flow.to, to: flow.from }));
      expect(open(unpoliced, between)).toEqual(open(unpoliced, back));
    });
  });

  it('a private workload never reaches the internet, and the internet never a workload', () => {
    holdsFor(({ state }) => {
      const model = modelOf(state);
      for (const { name, isPublic } of model.workloads) {
        const [vpc = '', subnet = '', instance = null] = name.split('/');
        const workload = { kind: 'workload', vpc, subnet, instance } as const;
        const out = {
          from: workload,
          to: { kind: 'internet' },
          protocol: 'icmp',
          port: null,
        } as const;
        if (!isPublic) expect(reach(model, out).reachable).toBe(false);
        const into = { ...out, from: out.to, to: workload };
        expect(reach(model, into).reachable).toBe(false);
      }
    });
  });
});
