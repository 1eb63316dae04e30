import { type ChangeEvent, isVpcctlError, overlaps, parseNetwork, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lower } from '../../../src/engine/model/desired.js';
import { EMPTY_STATE, evolveWith } from '../../../src/engine/model/evolve.js';
import { subnetsOf } from '../../../src/features/subnet/state.js';
import { selectVpcs } from '../../../src/features/vpc/state.js';
import { allWorkloads, workloadsOf } from '../../../src/model/workloads/select.js';
import { anyMove, type Move, requestOf } from '../../support/features/arbitrary.js';
import { BARE_HOST, hostWith } from '../../support/features/facts.js';
import {
  type CommandRequest,
  decide,
  type Outcome,
  registry,
} from '../../support/features/given.js';

/** Every request of a sequence that was not refused, and its result. */
interface Met {
  readonly request: CommandRequest;
  readonly outcome: Outcome;
}

/** Plays a sequence. What can't be met is refused as wrong input, and changes nothing. */
function play(moves: readonly Move[], seen: (state: State) => typeof BARE_HOST = hostWith): Met[] {
  const met: Met[] = [];
  for (const move of moves) {
    const state = met.at(-1)?.outcome.state ?? EMPTY_STATE;
    const request = requestOf(state, move);
    const before = JSON.stringify(state);
    try {
      met.push({ request, outcome: decide(state, request, seen(state)) });
    } catch (error) {
      if (!isVpcctlError(error) || error.category !== 'input') throw error;
      expect(error.hints.length).toBeGreaterThan(0);
    }
    expect(JSON.stringify(state)).toBe(before);
  }
  return met;
}

const sequence = fc.array(anyMove, { maxLength: 25, size: 'max' });
const lastState = (met: readonly Met[]) => met.at(-1)?.outcome.state ?? EMPTY_STATE;

/** Checks `holds` of the state that any sequence leads to, on a host that shows it and on one that was rebooted. */
function always(holds: (state: State, met: readonly Met[]) => void, numRuns = 60): void {
  fc.assert(
    fc.property(sequence, fc.boolean(), (moves, rebooted) => {
      const met = play(moves, rebooted ? () => BARE_HOST : hostWith);
      holds(lastState(met), met);
    }),
    { numRuns },
  );
}

it('most requests of the sequences are not refused', () => {
  const played = fc.sample(sequence, { numRuns: 100, seed: 7 }).map((moves) => play(moves));
  expect(played.filter(({ length }) => length >= 5).length).toBeGreaterThan(30);
  const states = played.map(lastState);
  const peerings = states.filter((state) => Object.keys(state['peering'] ?? {}).length > 0);
  const policies = states.filter((state) => Object.keys(state['firewall'] ?? {}).length > 0);
  expect(peerings.length).toBeGreaterThan(5);
  expect(policies.length).toBeGreaterThan(5);
  const instances = states.filter((state) => Object.keys(state['instance'] ?? {}).length > 0);
  expect(instances.length).toBeGreaterThan(5);
});

it('the fold of the recorded intents is the state, also after a round trip through JSON', () => {
  always((state, met) => {
    let folded: State = EMPTY_STATE;
    for (const { outcome } of met) {
      const recorded: ChangeEvent[] = JSON.parse(JSON.stringify(outcome.events));
      expect(recorded).toEqual(outcome.events);
      for (const { type, data } of recorded)
        folded = evolveWith(registry, JSON.parse(JSON.stringify(folded)), type, data);
    }
    expect(folded).toEqual(state);
    // Byte for byte: the order of keys is part of it.
    expect(JSON.stringify(folded)).toBe(JSON.stringify(state));
    expect(JSON.stringify(lower(registry, folded))).toBe(JSON.stringify(lower(registry, state)));
  });
});

it('recorded data passes its own schema unchanged', () => {
  always((_, met) => {
    for (const { type, v, data } of met.flatMap(({ outcome }) => outcome.events)) {
      const intent = registry.intent(type);
      expect(intent?.version).toBe(v);
      expect(intent?.data.safeParse(data)).toEqual({ success: true, data });
    }
  }, 50);
});

it('resources have unique ids, and depend on existing resources', () => {
  always((state) => {
    const resources = lower(registry, state);
    const ids = new Set(resources.map(({ id }) => id));
    expect(ids.size).toBe(resources.length);
    for (const { id, kind, dependsOn = [] } of resources) {
      expect(id.startsWith(`${kind}:`)).toBe(true);
      for (const dependency of dependsOn) expect(ids).toContain(dependency);
    }
  });
});

it('names of interfaces fit the kernel, and are unique', () => {
  always((state) => {
    const vpcs = Object.values(selectVpcs(state));
    const workloads = allWorkloads(state);
    const links = [...vpcs.map(({ bridge }) => bridge), ...workloads.map(({ hostEnd }) => hostEnd)];
    for (const { name } of [...links, ...workloads.map(({ guestEnd }) => guestEnd)]) {
      expect(name.length).toBeLessThanOrEqual(15);
    }
    const names = links.flatMap(({ name, altname }) => (altname === null ? name : [name, altname]));
    expect(new Set(names).size).toBe(names.length);
    const macs = [...links, ...workloads.map(({ guestEnd }) => guestEnd)].map(({ mac }) => mac);
    expect(new Set(macs).size).toBe(macs.length);
    const namespaces = workloads.map(({ namespace }) => namespace);
    expect(new Set(namespaces).size).toBe(namespaces.length);
  });
});

it('no two VPCs share a number, and no two workloads of a VPC an address', () => {
  always((state) => {
    const vpcs = Object.values(selectVpcs(state));
    expect(new Set(vpcs.map(({ segment }) => segment)).size).toBe(vpcs.length);
    for (const vpc of vpcs) {
      const subnets = subnetsOf(state, vpc.name);
      const workloads = subnets.flatMap((subnet) => workloadsOf(state, subnet));
      const own = workloads.flatMap(({ addresses }) => addresses.map(({ text }) => text));
      const addresses = [vpc.gateway, ...own];
      expect(new Set(addresses).size).toBe(addresses.length);
      for (const [i, subnet] of subnets.entries()) {
        const others = subnets.slice(i + 1).map(({ cidr }) => parseNetwork(cidr));
        expect(others.some((other) => overlaps(other, parseNetwork(subnet.cidr)))).toBe(false);
      }
    }
  });
});

it('each routing table has one route to each network', () => {
  always((state) => {
    const routes = lower(registry, state).filter(({ kind }) => kind === 'route');
    const ways = routes.map(({ attributes: { namespace, table, destination, metric } }) =>
      JSON.stringify([namespace, table, destination, metric]),
    );
    expect(new Set(ways).size).toBe(ways.length);
  });
});

it('deleting every VPC leaves nothing', () => {
  always((state) => {
    let left = state;
    for (const name of Object.keys(selectVpcs(state))) {
      left = decide(left, ['vpc.delete', { name }], hostWith(left)).state;
    }
    expect(lower(registry, left)).toEqual([]);
    const { backend: _, ...slices } = left;
    for (const slice of Object.values(slices)) expect(slice).toEqual({});
  });
});
