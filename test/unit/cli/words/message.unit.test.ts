import { beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../../src/schemas/change.js';
import { entryOutputSchema, historyOutputSchema } from '../../../../src/schemas/history.js';
import { journalImportOutputSchema } from '../../../../src/schemas/journal.js';
import { createTestHost, type TestHost } from '../../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../../support/cli/vpcctl.js';

const SEVERAL_LINES = 'the shop moves in\n\nasked for by é';

let host: TestHost;
beforeAll(async () => {
  host = createTestHost();
  await ok(host, 'create-vpc', 'a', '10.0.0.0/16', '-m', SEVERAL_LINES);
  await ok(host, 'add-subnet', 'a', 'web', '10.0.1.0/24');
  await ok(host, 'undo', '--message', ' by mistake ');
  await ok(host, 'redo', '-m', '"twice" \\ over');
  await ok(host, 'shape', 'a/web', '--rate', '1mbit', '-m', 'slow');
  await ok(host, 'revert', '5', '-m', 'fast');
});

describe('the message of a change', () => {
  it('is in the history, and in --json, also of an undo, redo and revert', async () => {
    const { entries } = await json(host, historyOutputSchema, 'history');
    expect(entries.map(({ message }) => message)).toEqual([
      SEVERAL_LINES,
      null,
      'by mistake',
      '"twice" \\ over',
      'slow',
      'fast',
    ]);
    const lines = (await ok(host, 'history')).trimEnd().split('\n');
    expect(lines[0]).toMatch(/ WHY$/);
    expect(lines[1]).toMatch(/ the shop moves in …$/);
    expect(await ok(host, 'history', '--oneline')).toMatch(/^3 undo .* # by mistake$/m);
  });

  it('is shown whole with its entry', async () => {
    expect((await json(host, entryOutputSchema, 'show', '@1')).message).toBe(SEVERAL_LINES);
    expect(await ok(host, 'show', '@1')).toContain(
      'why      the shop moves in\n         \n         asked for by é\n',
    );
  });

  it('has no column where no change has one', async () => {
    const other = createTestHost();
    await ok(other, 'create-vpc', 'a', '10.0.0.0/16');
    expect(await ok(other, 'history')).not.toContain('WHY');
    expect(await ok(other, 'show', '@1')).not.toContain('\nwhy ');
  });

  it('is a part of what a dry run prints, which records nothing', async () => {
    const before = host.journal();
    const planned = ['add-subnet', 'a', 'db', '10.0.2.0/24', '-m', 'later', '--dry-run'];
    expect((await json(host, changeOutputSchema, ...planned)).message).toBe('later');
    expect(host.journal()).toBe(before);
  });

  it('goes along to another host, and is protected by the hash', async () => {
    const file = host.write('copy.ndjson', host.journal() ?? '');
    const other = createTestHost();
    await json(other, journalImportOutputSchema, 'journal', 'import', file);
    expect(other.journal()).toBe(host.journal());
    const changed = host.write('changed.ndjson', host.journal()?.replace('slow', 'fast') ?? '');
    const { code } = await refused(createTestHost(), ['journal', 'import', changed]);
    expect(code).toBe('JOURNAL_DAMAGED');
  });

  it.each([
    ['nothing', ' \n'],
    ['too much', 'x'.repeat(501)],
    ['an escape', 'red \u001b[31m'],
    ['a bell', 'a\u0007b'],
    ['a C1 control character', 'a\u009bb'],
    ['half of a pair', 'a\ud800'],
  ])('is refused: %s', async (_, message) => {
    const before = host.journal();
    for (const line of [['undo'], ['create-vpc', 'b', '10.1.0.0/16'], ['confirm']]) {
      expect((await refused(host, [...line, '-m', message])).code).toBe('MESSAGE_INVALID');
    }
    expect(host.journal()).toBe(before);
  });

  it('may have 500 characters', async () => {
    const other = createTestHost();
    const message = 'é'.repeat(500);
    await ok(other, 'create-vpc', 'a', '10.0.0.0/16', '-m', message);
    expect((await json(other, entryOutputSchema, 'show', '@1')).message).toBe(message);
  });
});
