import type { HostNeeds } from '@vpcctl/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { executeHistory } from '../../../../src/engine/run/execute.js';
import {
  dryRunTopology,
  executeTopology,
  type TopologyRequest,
} from '../../../../src/engine/topology/index.js';
import { openTestEngine, rejection, type TestEngine } from '../../../support/engine/support.js';
import { LENGTHS } from '../../../support/run/lengths.js';
import { anyTopology } from '../../../support/topology/arbitrary.js';
import { onlyCore } from '../../../support/topology/registry.js';

const RUNS = { numRuns: LENGTHS.examples ?? 8 };

const requestOf = (document: TopologyRequest['document']): TopologyRequest => ({
  ...{ action: 'apply', document: onlyCore(document), name: 'net', label: 'net', prune: true },
});

/** Applies a document; null where there was nothing to do. */
async function apply({ context }: TestEngine, document: TopologyRequest['document']) {
  const request = requestOf(document);
  const planned = await dryRunTopology(context, request);
  return planned.plan === null ? null : executeTopology(context, request, planned);
}

it('is one entry, and its undo is exact', async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology, anyTopology, async (first, second) => {
      const engine = openTestEngine();
      await apply(engine, first);
      const [state, things] = [await engine.state(), engine.host.things];
      const applied = await apply(engine, second);
      if (applied === null) return;
      expect(engine.host.things).toEqual(await engine.desired());
      await executeHistory(engine.context, { type: 'undo', count: 1 });
      expect(await engine.state()).toEqual(state);
      expect(engine.host.things).toEqual(things);
      expect((await engine.outcomes()).length).toBe(3);
    }),
    RUNS,
  );
});

it('leaves nothing of itself when a step in the middle fails', async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology, anyTopology, fc.nat(30), async (first, second, step) => {
      const engine = openTestEngine();
      await apply(engine, first);
      const [state, things] = [await engine.state(), engine.host.things];
      let count = 0;
      engine.host.trouble = () => (count++ === step ? 'broken' : null);
      const failure = await apply(engine, second).catch((error: unknown) => error);
      engine.host.trouble = () => null;
      if (!(failure instanceof Error)) return;
      expect(failure).toMatchObject({ code: 'HOST_STEP_FAILED' });
      expect(await engine.state()).toEqual(state);
      expect(engine.host.things).toEqual(things);
    }),
    RUNS,
  );
});

it('is refused where another change came after its plan', async () => {
  const engine = openTestEngine();
  const request = requestOf({ vpcs: { red: { cidr: 'auto/16' } } });
  const planned = await dryRunTopology(engine.context, request);
  await engine.run(['vpc.create', { name: 'blue', cidr: '10.0.0.0/16' }]);
  expect(await rejection(executeTopology(engine.context, request, planned))).toMatchObject({
    code: 'PLAN_CHANGED',
  });
});

it('is refused where the host came to use its network after its plan', async () => {
  const engine = openTestEngine();
  const request = requestOf({ vpcs: { red: { cidr: 'auto/16' } } });
  const planned = await dryRunTopology(engine.context, request);
  const route = { destination: '10.0.0.0/9', interface: 'tun0', gateway: null, metric: 0 };
  const context = {
    ...engine.context,
    facts: async (needs: HostNeeds) => {
      const facts = await engine.context.facts(needs);
      return { ...facts, routes: [...facts.routes, route] };
    },
  };
  expect(await rejection(executeTopology(context, request, planned))).toMatchObject({
    code: 'PLAN_CHANGED',
  });
});

it('is decided once where nothing changed after its plan', async () => {
  const engine = openTestEngine();
  const vpcs = Array.from({ length: 60 }, (_, n) => [`v${n}`, { cidr: `10.${n}.0.0/16` }]);
  const request = requestOf({ vpcs: Object.fromEntries(vpcs) });
  let planning = 0;
  const observer = { ...engine.context.observer, planning: () => void planning++ };
  const context = { ...engine.context, observer };
  const planned = await dryRunTopology(context, request);
  expect(planning).toBe(1);
  await executeTopology(context, request, planned);
  expect(planning).toBe(1);
  expect(engine.host.things).toEqual(await engine.desired());
});
