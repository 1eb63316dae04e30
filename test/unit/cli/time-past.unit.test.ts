import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { diffOutputSchema } from '../../../src/schemas/diff.js';
import { entryOutputSchema, historyOutputSchema } from '../../../src/schemas/history.js';
import {
  journalExportOutputSchema,
  journalImportOutputSchema,
  journalVerifyOutputSchema,
} from '../../../src/schemas/journal.js';
import { createTestHost, type TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';

/** The tutorial's five commands are entries 1 to 5; then a peering, its undo, and a subnet that goes. */
const [PEERED, UNDONE, DELETED] = [6, 7, 8];

let host: TestHost;
let before: string;
beforeAll(async () => {
  host = await tutorialHost();
  before = await ok(host, 'list');
  await ok(host, 'peer', 'vpc1', 'vpc2');
  await ok(host, 'undo');
  await ok(host, 'delete-subnet', 'vpc1', 'private');
});

describe('the past', () => {
  it('list and show --at print the state as of an entry or a time', async () => {
    expect(await ok(host, 'list', '--at', '5')).toBe(before);
    expect(await ok(host, 'list', '--at', String(UNDONE))).toBe(before);
    expect(await ok(host, 'show', 'vpc1', '--at', `@${PEERED}`)).toContain('peer vpc2');
    expect(await ok(host, 'show', 'vpc1/private', '--at', '5')).toContain('10.0.2.0/24');
    const { entries } = await json(host, historyOutputSchema, 'history', '-n', '1');
    expect(await ok(host, 'list', '--at', entries[0]?.at ?? '')).toBe(before);
    expect(await ok(host, 'list', '--at', 'now')).toBe(await ok(host, 'list'));
    expect(await ok(host, 'list', '--at', '0')).toContain('There are no VPCs');
  });

  it('diff prints the changes between two points', async () => {
    const lines = (await ok(host, 'diff', '5', String(PEERED))).trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ', 2).join(' ')).sort()).toEqual([
      '+ peering:vpc1/vpc2',
      '+ route:7001:172.16.0.0/16',
      '+ route:7002:10.0.0.0/16',
    ]);
    expect(await ok(host, 'diff', '5', String(UNDONE))).toBe('Nothing changed.\n');
    const { changes, to } = await json(host, diffOutputSchema, 'diff', String(UNDONE));
    expect(to).toBe('now');
    expect(new Set(changes.map(({ action }) => action))).toEqual(new Set(['delete']));
    expect(changes.find(({ kind }) => kind === 'namespace')).toMatchObject({
      ...{ id: 'namespace:vpc1-private', before: { name: 'vpc1-private' }, after: null },
    });
  });

  it('show @SEQ prints an entry whole, with the host commands of its dry run', async () => {
    const entry = await json(host, entryOutputSchema, 'show', `@${PEERED}`);
    expect(entry).toMatchObject({
      ...{ seq: PEERED, intent: 'peering.add', outcome: 'applied', uid: 0 },
      ...{ removedBy: UNDONE, removedHow: 'undone', vpcs: ['vpc1', 'vpc2'] },
      argv: ['vpcctl', 'peer', 'vpc1', 'vpc2'],
      state: [{ path: ['peering', 'vpc1/vpc2'], before: null }],
    });
    const dry = JSON.parse(await ok(host, 'peer', 'vpc1', 'vpc2', '--dry-run', '--json'));
    expect(entry.commands).toEqual(dry.commands);
    const text = await ok(host, 'show', `@${PEERED}`);
    for (const line of ['command  vpcctl peer vpc1 vpc2', `outcome  undone by ${UNDONE}`]) {
      expect(text).toContain(line);
    }
  });

  it('history is filtered by its flags', async () => {
    const oneline = await ok(host, 'history', '--oneline', '--vpc', 'vpc2', '-n', '2');
    expect(oneline.split('\n')).toEqual([
      `6 peer vpc1 with vpc2 (undone by ${UNDONE})`,
      `7 undo 6 (peer vpc1 with vpc2)`,
      '',
    ]);
    expect(await ok(host, 'history')).toContain(`undone by ${UNDONE}`);
    const { entries } = await json(host, historyOutputSchema, 'history', '--since', '1h');
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, PEERED, UNDONE, DELETED]);
    expect(await ok(host, 'history', '--since', '2100-01-01')).toContain('No change matches');
  });

  it.each([
    ['list --at 99', 'ENTRY_UNKNOWN', 'it has entries 1 to 8: vpcctl history'],
    [
      'list --at 1990-01-01',
      'TIME_BEFORE_FIRST',
      'see vpcctl history; 0 is before the first entry',
    ],
    ['show vpc1 --at soon', 'POINT_IN_TIME_INVALID', 'an entry: 7'],
    ['show vpc9 --at 1', 'VPC_UNKNOWN', 'did you mean vpc1?'],
    ['show @9', 'ENTRY_UNKNOWN', 'it has entries 1 to 8: vpcctl history'],
    ['show @x', 'ENTRY_INVALID', 'for example: vpcctl show @7'],
    ['show @1 --at 1', 'ENTRY_INVALID', 'for example: vpcctl show @7'],
    ['diff 1 99', 'ENTRY_UNKNOWN', 'it has entries 1 to 8: vpcctl history'],
    ['undo 0', 'COUNT_INVALID', 'the last three: vpcctl undo 3'],
    ['undo abc', 'COUNT_INVALID', 'the last change: vpcctl undo'],
    ['undo -1', 'COUNT_INVALID', 'the last change: vpcctl undo'],
    ['redo 0', 'COUNT_INVALID', 'the last change: vpcctl redo'],
    ['revert 0', 'ENTRY_INVALID', 'vpcctl history shows the numbers'],
    ['undo 3 --to 5', 'UNDO_CONTRADICTORY', 'all changes after entry 5: vpcctl undo --to 5'],
    ['history --vpc vpc9', 'VPC_UNKNOWN', 'did you mean vpc1?'],
    ['history --since 7', 'POINT_IN_TIME_INVALID', 'how long ago: 30m, 2h, 3d'],
    ['journal import /nowhere/none', 'FILE_UNREADABLE', 'vpcctl journal export FILE'],
  ])('%s is refused with the next step', async (line, code, hint) => {
    const refusal = await refused(host, line.split(' '));
    expect(refusal).toMatchObject({ code, exitCode: 2 });
    expect(refusal.hints.join('\n')).toContain(hint);
  });
});

describe('journal', () => {
  it('export and import copy the history, and replay finds nothing to do', async () => {
    const file = join(host.directory, 'vpcs.ndjson');
    const exported = await json(host, journalExportOutputSchema, 'journal', 'export', file);
    expect(exported).toEqual({ file, entries: 8, leftOut: 0 });
    expect(readFileSync(file, 'utf8')).toBe(host.journal());
    expect(await ok(host, 'journal', 'export')).toBe(host.journal());
    const other = createTestHost();
    const there = (line: string) => ok(other, ...line.split(' '));
    expect(JSON.parse(await there(`journal import ${file} --dry-run --json`))).toMatchObject({
      ...{ dryRun: true, entries: 8 },
    });
    expect(await there('list')).toContain('There are no VPCs');
    const imported: unknown = JSON.parse(await there(`journal import ${file} --json`));
    expect(journalImportOutputSchema.parse(imported)).toMatchObject({ entries: 8, same: false });
    expect(await there('list')).toBe(await ok(host, 'list'));
    // Its host has nothing of that yet.
    expect(await there('replay')).toMatch(/^Made the host match the journal: [1-9]\d* changes?\n$/);
    expect(await there('replay')).toContain('nothing to do');
    expect(other.resources()).toEqual(host.resources());
    expect(await there('journal verify')).toBe(await ok(host, 'journal', 'verify'));
    const refusal = await refused(host, ['journal', 'export', file]);
    expect(refusal).toMatchObject({ code: 'FILE_EXISTS', exitCode: 2 });
  });

  it('verify prints its results, or the place of the damage', async () => {
    const audit = await json(host, journalVerifyOutputSchema, 'journal', 'verify');
    expect(audit).toMatchObject({
      ...{ entries: 8, lines: 16, snapshot: { status: 'current', seq: 8 } },
    });
    expect(await ok(host, 'journal', 'verify')).toContain(
      `resources  sha256 ${audit.digests.resources}`,
    );
    const whole = host.journal() ?? '';
    const file = join(host.state, 'journal.ndjson');
    writeFileSync(file, whole.replace('172.16.1.0', '172.16.9.0'));
    const refusal = await refused(host, ['journal', 'verify']);
    expect(refusal).toMatchObject({ code: 'JOURNAL_DAMAGED', exitCode: 4 });
    expect(refusal.message).toContain('damaged at line 9');
    writeFileSync(file, whole);
    await ok(host, 'journal', 'verify');
  });
});
