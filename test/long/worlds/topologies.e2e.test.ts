import type { JsonObject } from '@vpcctl/sdk';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { exportOutputSchema } from '../../../src/schemas/topology.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { expectReplayed } from '../../support/engine/drive.js';
import { vpcctlMeeting } from '../../support/lab/faults.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { LENGTHS } from '../../support/run/lengths.js';
import { anyTopology } from '../../support/topology/arbitrary.js';
import { withoutChoices } from '../../support/topology/registry.js';

const { topologies: RUNS, seed } = LENGTHS;
const MINUTE = 60_000;

const counts = { pairs: 0, failedSteps: 0 };
afterAll(() => console.log(`topologies, --seed ${seed}: ${JSON.stringify(counts)}`));

/** A topology for any kernel: not each has sch_netem, which delays and loses. */
const anyFile = anyTopology.map((document) => {
  const text = JSON.stringify({ name: 'net', ...document });
  return text.replaceAll(/"in":\{"delay":"40ms","loss":"1%"\}/g, '"in":{"rate":"3mbit"}');
});

/** Does `work` in a lab where nothing is. */
async function inLab<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await startLab();
  try {
    return await work(lab);
  } finally {
    await lab.stop();
  }
}

/** The words that apply a file. */
function applying(lab: Lab, text: string): string[] {
  writeIn(lab, '/run/net.json', text);
  return ['apply', '-f', '/run/net.json', '--prune', '--yes'];
}

const exportOf = async (lab: Lab) =>
  (await json(lab, exportOutputSchema, 'export', '--name', 'net')) as JsonObject;

/** What a file alone makes of an empty host. */
const alone = (text: string) =>
  inLab(async (lab) => {
    await ok(lab, ...applying(lab, text));
    return { host: await wholeHost(lab), document: await exportOf(lab) };
  });

async function check(first: string, second: string, step: number): Promise<void> {
  await inLab(async (lab) => {
    const empty = await wholeHost(lab);
    await ok(lab, ...applying(lab, first));
    const before = await wholeHost(lab);
    const exported = JSON.stringify(await exportOf(lab));

    expect(await ok(lab, ...applying(lab, exported))).toContain('Nothing to do');
    expect(hostChanges((await alone(exported)).host, before), 'the export, elsewhere').toEqual([]);

    const fault = { at: step, does: 'fail', says: 'Broken' } as const;
    const failed = await vpcctlMeeting(lab, fault, applying(lab, second));
    counts.pairs += 1;
    if (failed.exitCode !== 0) {
      counts.failedSteps += 1;
      expect(failed.stderr).toContain('Broken');
      expect(hostChanges(before, await wholeHost(lab)), `step ${step} failed`).toEqual([]);
      await ok(lab, ...applying(lab, second));
    }
    await expectReplayed(lab, await wholeHost(lab), 'one over the other');
    const { document } = await alone(second);
    expect(withoutChoices(await exportOf(lab))).toEqual(withoutChoices(document));

    // Where the second file had nothing to do there is no change of its own.
    const entries = (await ok(lab, 'history', '-q')).split('\n').length - 1;
    if (entries > 1) await ok(lab, 'undo', '--to', '1');
    expect(hostChanges(before, await wholeHost(lab)), 'undone').toEqual([]);
    await ok(lab, 'destroy', '--all', '--yes');
    expect(hostChanges(empty, await wholeHost(lab)), 'destroyed').toEqual([]);
  });
}

it(
  'applied, exported, failing, over another, undone: the host is what the files say',
  async () => {
    await fc.assert(fc.asyncProperty(anyFile, anyFile, fc.integer({ min: 1, max: 40 }), check), {
      numRuns: RUNS,
      seed,
      endOnFailure: true,
    });
  },
  RUNS * MINUTE,
);
