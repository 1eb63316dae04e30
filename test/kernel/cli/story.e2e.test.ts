import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { fileIn, journalOf, namesIn, STATE } from '../../support/cli/lab-files.js';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { json, ok, succeeded } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let before: HostState;
beforeAll(async () => {
  lab = await startLab();
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
  before = await wholeHost(lab);
});
afterAll(() => lab.stop());

it('a dry run creates no state directory and does not change the host', async () => {
  expect(await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16', '--dry-run')).toContain(
    'Would create VPC vpc1 10.0.0.0/16:\n',
  );
  await ok(lab, 'list');
  expect(namesIn(lab, STATE)).toBeNull();
  await expectUnchanged(lab, before);
});

it('changes do what their dry runs say, and nothing is left after the last deletion', async () => {
  for (const args of STORY) {
    const journal = journalOf(lab);
    const planned = await json(lab, changeOutputSchema, ...args, '--dry-run');
    expect(journalOf(lab)).toBe(journal);
    const done = await json(lab, changeOutputSchema, ...args);
    expect(done, args.join(' ')).toEqual({ ...planned, seq: done.seq, dryRun: false });
  }
  await expectUnchanged(lab, before);
});

it('a dry run between changes does not change the host either', async () => {
  for (const args of STORY.slice(0, 7)) await ok(lab, ...args);
  const built = await wholeHost(lab);
  for (const args of STORY.slice(7)) await lab.vpcctl(...args, '--dry-run');
  await expectUnchanged(lab, built);
});

it('a journal that is copied to another state directory describes the same host', async () => {
  const file = '/run/vpcs.ndjson';
  await ok(lab, 'journal', 'export', file);
  expect(fileIn(lab, file)).toBe(journalOf(lab));
  const there = async (line: string) =>
    succeeded(await lab.shell(`VPCCTL_HOME=/run/there vpcctl ${line}`)).stdout;
  await there(`journal import ${file}`);
  expect(await there('list')).toBe(await ok(lab, 'list'));
  expect(await there('replay')).toContain('nothing to do');
});
