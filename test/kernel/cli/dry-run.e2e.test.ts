import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLUSH_REASON } from '../../../src/engine/model/conntrack-flush.js';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { journalOf, namesIn, STATE } from '../../support/cli/lab-files.js';
import { expectSameHost, settledHost } from '../../support/cli/settled.js';
import { POLICY, POLICY_FILE, STORY, writeIn } from '../../support/cli/tutorial.js';
import { json, ok, parse, succeeded } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  writeIn(lab, POLICY_FILE, JSON.stringify(POLICY));
});
afterAll(() => lab.stop());

it('makes no state directory where there is none, and neither does reading', async () => {
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16', '--dry-run');
  await ok(lab, 'list');
  await ok(lab, 'history');
  expect(namesIn(lab, STATE)).toBeNull();
});

// In one story: each command is rehearsed, and then done.
describe.each(STORY.map((args) => [args.join(' '), args] as const))('%s', (_, args) => {
  it('--dry-run says what --explain then shows, and changes nothing', async () => {
    const [host, journal, files] = [await settledHost(lab), journalOf(lab), namesIn(lab, STATE)];
    const forPeople = await ok(lab, ...args, '--dry-run');
    await expectSameHost(lab, host);
    expect(journalOf(lab)).toBe(journal);
    expect(namesIn(lab, STATE)).toEqual(files);

    const { stdout, stderr } = succeeded(await lab.vpcctl(...args, '--explain', '--json'));
    const done = parse(changeOutputSchema, stdout);
    expect(forPeople).toContain(`Would ${done.description}:\n`);
    expect(forPeople).toContain('A dry run: nothing was changed or recorded.');
    for (const { id, why } of done.changes) {
      expect(forPeople).toMatch(new RegExp(`^ {2}[+~-] ${literally(id)} +${literally(why)}$`, 'm'));
    }
    for (const line of done.commands) expect(forPeople).toContain(`  ${line}\n`);

    // The same commands, and why: of each change there is a reason, or it needs no command of its own.
    const explained = stderr.split('\n').filter((line) => !/(^$|^# | …$)/.test(line));
    expect(explained.sort()).toEqual(done.commands.toSorted());
    const reasons = stderr.match(/^# .+$/gm) ?? [];
    expect(reasons.length).toBeGreaterThan(0);
    const known = [FLUSH_REASON, ...done.changes.map(({ why }) => why)];
    for (const reason of reasons.flatMap((line) => line.slice(2).split(', '))) {
      expect(known.join(', ')).toContain(reason);
    }
  });
});

it('--dry-run --json is the plan, without an entry', async () => {
  const planned = await json(
    lab,
    changeOutputSchema,
    'create-vpc',
    'a',
    '10.0.0.0/16',
    '--dry-run',
  );
  const done = await json(lab, changeOutputSchema, 'create-vpc', 'a', '10.0.0.0/16');
  expect(done).toEqual({ ...planned, seq: done.seq, dryRun: false });
  expect(planned).toMatchObject({ seq: null, dryRun: true });
  await ok(lab, 'delete-vpc', 'a');
});

it('--dry-run refuses what the command itself refuses', async () => {
  const host = await settledHost(lab);
  expect(await lab.vpcctl('delete-vpc', 'vpc9', '--dry-run')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('VPC "vpc9" does not exist'),
  });
  await expectSameHost(lab, host);
});

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
