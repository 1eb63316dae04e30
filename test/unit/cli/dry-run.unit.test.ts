import { describe, expect, it } from 'vitest';
import { FLUSH_REASON } from '../../../src/host/conntrack/after-change.js';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { hostWithPolicy, storyOn } from '../../support/cli/in-process/tutorial.js';
import { json, ok, parse, succeeded, withoutProgress } from '../../support/cli/vpcctl.js';

const host = hostWithPolicy();

it('--dry-run and reading create no state directory', async () => {
  await ok(host, 'create-vpc', 'vpc1', '10.0.0.0/16', '--dry-run');
  await ok(host, 'list');
  await ok(host, 'history');
  expect(host.files()).toBeNull();
});

// In one story: each command is rehearsed, and then done.
describe.each(storyOn(host).map((args) => [args.join(' '), args] as const))('%s', (_, args) => {
  it('--dry-run prints the commands that --explain then prints, and changes nothing', async () => {
    const [resources, journal, files] = [host.resources(), host.journal(), host.files()];
    const forPeople = await ok(host, ...args, '--dry-run');
    expect(host.resources()).toEqual(resources);
    expect(host.journal()).toBe(journal);
    expect(host.files()).toEqual(files);

    const { stdout, stderr } = succeeded(await host.vpcctl(...args, '--explain', '--json'));
    const done = parse(changeOutputSchema, stdout);
    expect(forPeople).toContain(`Would ${done.description}:\n`);
    expect(forPeople).toContain('A dry run: nothing was changed or recorded.');
    for (const { id, why } of done.changes) {
      expect(forPeople).toMatch(new RegExp(`^ {2}[+~-] ${literally(id)} +${literally(why)}$`, 'm'));
    }
    for (const line of done.commands) expect(forPeople).toContain(`  ${line}\n`);

    // The same commands, and why: of each change there is a reason, or it needs no command of its own.
    const explained = withoutProgress(stderr)
      .split('\n')
      .filter((line) => !/^$|^# /.test(line));
    expect(explained.sort()).toEqual(done.commands.toSorted());
    const reasons = stderr.match(/^# .+$/gm) ?? [];
    expect(reasons.length).toBeGreaterThan(0);
    const known = [FLUSH_REASON, ...done.changes.map(({ why }) => why)];
    for (const reason of reasons.flatMap((line) => line.slice(2).split(', '))) {
      expect(known.join(', ')).toContain(reason);
    }
  });
});

it('--dry-run --json prints the plan, without an entry', async () => {
  const planned = await json(
    host,
    changeOutputSchema,
    'create-vpc',
    'a',
    '10.0.0.0/16',
    '--dry-run',
  );
  const done = await json(host, changeOutputSchema, 'create-vpc', 'a', '10.0.0.0/16');
  expect(done).toEqual({ ...planned, seq: done.seq, dryRun: false });
  expect(planned).toMatchObject({ seq: null, dryRun: true });
  await ok(host, 'delete-vpc', 'a');
});

it('--dry-run refuses what the command itself refuses', async () => {
  const resources = host.resources();
  expect(await host.vpcctl('delete-vpc', 'vpc9', '--dry-run')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('VPC "vpc9" does not exist'),
  });
  expect(host.resources()).toEqual(resources);
});

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
