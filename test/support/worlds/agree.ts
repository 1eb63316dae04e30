import fc from 'fast-check';
import { expect } from 'vitest';
import { reach, type Step } from '../../../src/model/reach/index.js';
import { anyTopology } from '../reach/arbitrary.js';
import { anyFlow, flowIn } from '../reach/flows.js';
import { disagreements, labModel } from '../reach/packets.js';

/** Which random worlds are built, and how. */
export interface Worlds {
  readonly count: number;
  readonly seed: number;
  /** Worlds side by side: each waits a while for silence. */
  readonly atOnce: number;
  /** How long a world that disagrees is made smaller. */
  readonly shrinkSeconds: number;
}

/** Flows of each world. */
const FLOWS = 20;

/** Whether a step depends on a resource, as forwards do. */
const isForward = ({ about }: Step) => about !== null && 'resource' in about;

const anyWorld = fc
  .tuple(anyTopology, fc.array(anyFlow, { minLength: FLOWS, maxLength: FLOWS }))
  .map(([topology, specs]) => ({
    topology,
    flows: specs.map((spec) => flowIn(topology.state, spec)),
  }));

/** Builds random worlds, and expects packets to get where the model says. Prints what was met. */
export async function expectAgreement(backend: string, worlds: Worlds): Promise<void> {
  const { count: numRuns, seed, atOnce } = worlds;
  const met = { worlds: 0, flows: 0, reachable: 0, forwarded: 0 };
  const samples = fc.sample(anyWorld, { seed, numRuns }).entries();
  let failed: number | null = null;
  const said: string[] = [];
  const work = async () => {
    for (const [index, { topology, flows }] of samples) {
      if (failed !== null) return;
      const found = await disagreements(topology, flows, backend);
      if (found.length > 0) {
        said.push(...found);
        failed = Math.min(index, failed ?? index);
        return;
      }
      const model = labModel(topology);
      met.worlds += 1;
      met.flows += flows.length;
      const verdicts = flows.map((flow) => reach(model, flow));
      met.reachable += verdicts.filter(({ reachable }) => reachable).length;
      met.forwarded += verdicts.filter(({ steps }) => steps.some(isForward)).length;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  // Past the reporter, which keeps what tests that pass print to itself.
  process.stderr.write(
    `${backend}, seed ${seed}: ${met.worlds} worlds agreed, ${met.flows} flows, of which ${met.reachable} get there, and ${met.forwarded} met a forward\n`,
  );
  if (failed !== null) await shrink(backend, worlds, failed, said);
}

/** Starts once more from the world that did not agree, and looks for a smaller one. */
async function shrink(
  backend: string,
  { seed, shrinkSeconds }: Worlds,
  failed: number,
  said: readonly string[],
): Promise<never> {
  await fc.assert(
    fc.asyncProperty(anyWorld, async ({ topology, flows }) => {
      expect(await disagreements(topology, flows, backend)).toEqual([]);
    }),
    { seed, path: `${failed}`, numRuns: 1, interruptAfterTimeLimit: shrinkSeconds * 1000 },
  );
  throw new Error(
    [`world ${failed} of seed ${seed} disagreed, and not when it was built again:`, ...said].join(
      '\n',
    ),
  );
}
