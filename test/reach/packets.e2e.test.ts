import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyFlow, anyTopology, flowIn } from './support/arbitrary.js';
import { disagreements } from './support/packets.js';

const numRuns = Number(process.env['VPCCTL_TEST_RUNS'] ?? 3);

const BACKEND = process.env['VPCCTL_TEST_BACKEND'] ?? 'nftables';

/** Each step of shrinking builds a world, too. */
const LIMIT_MS = Number(process.env['VPCCTL_TEST_LIMIT_MS'] ?? 120_000);

it(`the model and the kernel agree in ${numRuns} random worlds, with ${BACKEND}`, async () => {
  await fc.assert(
    fc.asyncProperty(
      anyTopology,
      fc.array(anyFlow, { minLength: 1, maxLength: 20, size: 'max' }),
      async (topology, specs) => {
        const flows = specs.map((spec) => flowIn(topology.state, spec));
        expect(await disagreements(topology, flows, BACKEND)).toEqual([]);
      },
    ),
    {
      numRuns,
      interruptAfterTimeLimit: LIMIT_MS,
      markInterruptAsFailure: true,
      ...(process.env['VPCCTL_TEST_SEED'] && { seed: Number(process.env['VPCCTL_TEST_SEED']) }),
    },
  );
}, 3_600_000);
