import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reach, type Step } from '../../../src/model/reach/index.js';
import { anyTopology } from '../../support/reach/arbitrary.js';
import { anyFlow, flowIn } from '../../support/reach/flows.js';
import { disagreements, labWorld } from '../../support/reach/packets.js';

const numRuns = Number(process.env['VPCCTL_TEST_RUNS'] ?? 4);

const ONE = process.env['VPCCTL_TEST_BACKEND'];
const BACKENDS = ONE === undefined ? ['nftables', 'iptables-legacy'] : [ONE];

const seed = Number(process.env['VPCCTL_TEST_SEED'] ?? Date.now() & 0x7fffffff);

/** Worlds side by side: each waits a while for silence. */
const AT_ONCE = Number(process.env['VPCCTL_TEST_AT_ONCE'] ?? 2);

/** Flows of each world. */
const FLOWS = 20;

/** How long a world that disagrees is shrunk. */
const LIMIT_MS = Number(process.env['VPCCTL_TEST_LIMIT_MS'] ?? 120_000);

/** Whether a step stands on a resource, which forwards are. */
const isForward = ({ about }: Step) => about !== null && 'resource' in about;

const anyWorld = fc
  .tuple(anyTopology, fc.array(anyFlow, { minLength: FLOWS, maxLength: FLOWS }))
  .map(([topology, specs]) => ({
    topology,
    flows: specs.map((spec) => flowIn(topology.state, spec)),
  }));

describe('the model and the kernel agree', () => {
  it.each(BACKENDS)(
    `in ${numRuns} random worlds, with %s`,
    async (backend) => {
      const met = { worlds: 0, flows: 0, reachable: 0, led: 0 };
      const worlds = fc.sample(anyWorld, { seed, numRuns }).entries();
      let failed: number | null = null;
      const said: string[] = [];
      const work = async () => {
        for (const [index, { topology, flows }] of worlds) {
          if (failed !== null) return;
          const found = await disagreements(topology, flows, backend);
          if (found.length > 0) {
            said.push(...found);
            failed = Math.min(index, failed ?? index);
            return;
          }
          const world = labWorld(topology);
          met.worlds += 1;
          met.flows += flows.length;
          const verdicts = flows.map((flow) => reach(world, flow));
          met.reachable += verdicts.filter(({ reachable }) => reachable).length;
          met.led += verdicts.filter(({ steps }) => steps.some(isForward)).length;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      // Past the reporter, which keeps what tests that pass print to itself.
      process.stderr.write(
        `${backend}, seed ${seed}: ${met.worlds} worlds agreed, ${met.flows} flows, of which ${met.reachable} get there, and ${met.led} met a forward\n`,
      );
      if (failed === null) return;
      // Once more from the world that did not agree, to shrink it.
      await fc.assert(
        fc.asyncProperty(anyWorld, async ({ topology, flows }) => {
          expect(await disagreements(topology, flows, backend)).toEqual([]);
        }),
        { seed, path: `${failed}`, numRuns: 1, interruptAfterTimeLimit: LIMIT_MS },
      );
      throw new Error(
        [
          `world ${failed} of seed ${seed} disagreed, and not when it was built again:`,
          ...said,
        ].join('\n'),
      );
    },
    3_600_000,
  );
});
