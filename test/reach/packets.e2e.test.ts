import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reach, worldOf } from '../../src/features/reach/index.js';
import { anyTopology } from './support/arbitrary.js';
import { anyFlow, flowIn } from './support/flows.js';
import { disagreements, LAB_HOST } from './support/packets.js';

const numRuns = Number(process.env['VPCCTL_TEST_RUNS'] ?? 4);

const ONE = process.env['VPCCTL_TEST_BACKEND'];
const BACKENDS = ONE === undefined ? ['nftables', 'iptables-legacy'] : [ONE];

const seed = Number(process.env['VPCCTL_TEST_SEED'] ?? Date.now() & 0x7fffffff);

/** Of each world. */
const FLOWS = 20;

/** Each step of shrinking builds a world, too. */
const LIMIT_MS = Number(process.env['VPCCTL_TEST_LIMIT_MS'] ?? 120_000);

describe('the model and the kernel agree', () => {
  it.each(BACKENDS)(
    `in ${numRuns} random worlds, with %s`,
    async (backend) => {
      const met = { worlds: 0, flows: 0, reachable: 0 };
      const count = () =>
        `${backend}, seed ${seed}: ${met.worlds} worlds agreed, ${met.flows} flows, of which ${met.reachable} get there`;
      const agreement = fc.assert(
        fc.asyncProperty(
          anyTopology,
          fc.array(anyFlow, { minLength: FLOWS, maxLength: FLOWS }),
          async (topology, specs) => {
            const flows = specs.map((spec) => flowIn(topology.state, spec));
            expect(await disagreements(topology, flows, backend)).toEqual([]);
            const world = worldOf(topology, LAB_HOST);
            met.worlds += 1;
            met.flows += flows.length;
            met.reachable += flows.filter((flow) => reach(world, flow).reachable).length;
          },
        ),
        { numRuns, seed, interruptAfterTimeLimit: LIMIT_MS, markInterruptAsFailure: true },
      );
      // Past the reporter, which keeps what tests that pass print to itself.
      await agreement.finally(() => process.stderr.write(`${count()}\n`));
    },
    3_600_000,
  );
});
