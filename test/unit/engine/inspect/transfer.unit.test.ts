import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashEntry, type Json, readSnapshot, writeSnapshot } from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import { auditJournal } from '../../../../src/engine/inspect/audit.js';
import {
  exportTo,
  exportToText,
  importFrom,
  readForExport,
} from '../../../../src/engine/inspect/transfer.js';
import { executeHistory } from '../../../../src/engine/run/execute.js';
import { replay } from '../../../../src/engine/run/replay.js';
import { MemoryHost } from '../../../support/engine/memory.js';
import {
  CREATE_VPC1,
  openTestEngine,
  rejection,
  type TestEngine,
} from '../../../support/engine/support.js';
import { TUTORIAL } from '../../../support/features/given.js';

async function tutorial(): Promise<TestEngine> {
  const engine = openTestEngine();
  await engine.play(TUTORIAL);
  await executeHistory(engine.context, { type: 'undo', count: 1 });
  return engine;
}

/** The tutorial exported to a file. */
async function exported() {
  const engine = await tutorial();
  const file = join(engine.directory, 'export.ndjson');
  exportTo(file, await readForExport(engine.context), false);
  return { engine, file };
}

const importInto = ({ context }: TestEngine, file: string, dryRun = false) =>
  importFrom(context, file, { dryRun });

/** A journal in which one line says something else, with all hashes right. */
function forged(text: string, line: number, change: { [field: string]: Json | undefined }): string {
  let prev = '0'.repeat(64);
  const lines = text.trimEnd().split('\n');
  const entries = lines.map((written, index): string => {
    const fields: { [field: string]: Json } = JSON.parse(written);
    const { hash: _, ...kept } = fields;
    const rest: { [field: string]: Json } = JSON.parse(
      JSON.stringify({ ...kept, ...(index + 1 === line ? change : {}), prev }),
    );
    prev = hashEntry(rest);
    return JSON.stringify({ ...rest, hash: prev });
  });
  return `${entries.join('\n')}\n`;
}

/** What makes an outcome a change. */
const MADE = {
  ...{ type: 'change', events: [{ type: 'thing.make', v: 1, data: {} }] },
  ...{ v: undefined, data: undefined },
};

/** What makes a change one of a newer version. */
const NEWER = { events: [{ type: 'subnet.add', v: 9, data: {} }] };

describe('verifying', () => {
  it('gives the length of the journal, and says that the snapshot is current', async () => {
    const { context } = await tutorial();
    const { entries } = await context.journal.read();
    expect(await auditJournal(context)).toEqual({
      entries: 8,
      lines: 16,
      head: entries.at(-1)?.hash,
      pending: null,
      torn: false,
      snapshot: { status: 'current', seq: 8 },
      digests: {
        state: expect.stringMatching(/^[0-9a-f]{64}$/),
        resources: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      foreign: [],
    });
  });

  it('an empty journal succeeds', async () => {
    const { context } = openTestEngine();
    expect(await auditJournal(context)).toMatchObject({
      entries: 0,
      lines: 0,
      head: null,
      snapshot: { status: 'missing', seq: null },
    });
  });

  it('finds every changed byte, and names its line', async () => {
    const engine = openTestEngine();
    await engine.play([CREATE_VPC1]);
    const whole = readFileSync(engine.journalFile);
    const second = whole.indexOf('\n') + 1;
    for (let index = 0; index < whole.length - 1; index++) {
      const copy = Buffer.from(whole);
      copy[index] = (copy[index] ?? 0) ^ ([0x01, 0x20, 0x80][index % 3] ?? 1);
      writeFileSync(engine.journalFile, copy);
      const error = await rejection(auditJournal(engine.context));
      expect(error).toMatchObject({ code: 'JOURNAL_DAMAGED', exitCode: 4 });
      expect(error.message).toContain(`line ${index < second ? 1 : 2}:`);
    }
  }, 60_000);

  it('finds contradictions between entries that are valid each', async () => {
    const engine = await tutorial();
    writeFileSync(engine.journalFile, forged(engine.journalText(), 16, { seq: 9, ...MADE }));
    expect(await rejection(auditJournal(engine.context))).toMatchObject({
      code: 'JOURNAL_INCONSISTENT',
      message: expect.stringContaining('entry 9 is an intent, and entry 8 has no outcome yet'),
    });
    const other = await tutorial();
    writeFileSync(other.journalFile, forged(other.journalText(), 3, NEWER));
    expect(await rejection(auditJournal(other.context))).toMatchObject({
      code: 'ENTRY_UNREADABLE',
    });
  });

  it.each([
    ['missing', null, 'missing'],
    ['detach', '{"format":1', 'unusable'],
    ['of nothing', '', 'unusable'],
    ['of another version', undefined, 'unusable'],
  ])('reports a snapshot that is %s, and the next change rebuilds it', async (_, text, status) => {
    const engine = await tutorial();
    const { snapshotFile } = engine;
    if (text === null) rmSync(snapshotFile);
    else
      writeFileSync(
        snapshotFile,
        text ?? readFileSync(snapshotFile, 'utf8').replace('"test"', '"1"'),
      );
    expect((await auditJournal(engine.context)).snapshot).toEqual({ status, seq: null });
    await executeHistory(engine.context, { type: 'redo', count: 1 });
    expect((await auditJournal(engine.context)).snapshot).toEqual({ status: 'current', seq: 9 });
  });

  it('a snapshot of another journal is unusable; an older one is behind', async () => {
    const engine = await tutorial();
    const newer = readFileSync(engine.snapshotFile);
    const behind = await tutorial();
    const older = readFileSync(behind.snapshotFile);
    await executeHistory(behind.context, { type: 'redo', count: 1 });
    writeFileSync(behind.snapshotFile, older);
    expect((await auditJournal(behind.context)).snapshot).toEqual({ status: 'behind', seq: 8 });
    writeFileSync(behind.snapshotFile, newer);
    expect((await auditJournal(behind.context)).snapshot).toEqual({
      status: 'unusable',
      seq: null,
    });
  });

  it('finds a snapshot with a valid checksum that differs from the state of the journal', async () => {
    const engine = await tutorial();
    const other = await tutorial();
    const snapshot = readSnapshot(engine.snapshotFile, 'test');
    if (snapshot === null) throw new Error('there is no snapshot');
    await writeSnapshot(engine.snapshotFile, { ...snapshot, state: { vpc: {} } });
    expect(await rejection(auditJournal(engine.context))).toMatchObject({
      code: 'SNAPSHOT_DISAGREES',
      exitCode: 4,
      message: expect.stringContaining('at entry 8'),
    });
    expect((await auditJournal(other.context)).snapshot.status).toBe('current');
  });

  it('a snapshot that is newer proves that entries are missing', async () => {
    const engine = await tutorial();
    const lines = engine.journalText().split(/(?<=\n)/);
    for (const left of [15, 14, 1, 0]) {
      writeFileSync(engine.journalFile, lines.slice(0, left).join(''));
      expect(await rejection(auditJournal(engine.context))).toMatchObject({
        code: 'JOURNAL_SHORTENED',
        exitCode: 4,
        message: expect.stringContaining(
          `its snapshot proves line 16 (entry 8), but it ends after line ${left}`,
        ),
      });
    }
  });

  it('reports a torn tail and an entry without an outcome', async () => {
    const engine = await tutorial();
    rmSync(engine.snapshotFile);
    const lines = engine.journalText().split(/(?<=\n)/);
    writeFileSync(engine.journalFile, `${lines.slice(0, 15).join('')}{"seq":`);
    expect(await auditJournal(engine.context)).toMatchObject({
      ...{ entries: 8, lines: 15, pending: 8, torn: true },
    });
  });
});

describe('a history moved to another host', () => {
  it('is the same there to the byte, and has the same digests', async () => {
    const { engine, file } = await exported();
    expect(readFileSync(file, 'utf8')).toBe(engine.journalText());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const other = openTestEngine();
    expect(await importInto(other, file)).toEqual({
      ...{ entries: 8, same: false, foreign: [] },
    });
    expect(other.journalText()).toBe(engine.journalText());
    expect(await auditJournal(other.context)).toEqual(await auditJournal(engine.context));
    expect(statSync(other.journalFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(other.directory).sort()).toEqual([
      'journal.lock',
      'journal.ndjson',
      'vpcs.json',
    ]);
  });

  it('continues there, with replay, undo and new changes', async () => {
    const { file } = await exported();
    const other = openTestEngine({ host: new MemoryHost() });
    await importInto(other, file);
    expect(other.host.things).toEqual({});
    await replay(other.context);
    expect(other.host.things).toEqual(await other.desired());
    await executeHistory(other.context, { type: 'redo', count: 1 });
    expect(other.host.things).toEqual(await other.desired());
  });

  it('can be imported twice; onto another history it is refused, and nothing is written', async () => {
    const { engine, file } = await exported();
    const before = engine.journalText();
    expect(await importInto(engine, file)).toMatchObject({ same: true });
    const other = openTestEngine();
    await other.play([CREATE_VPC1]);
    const others = other.journalText();
    expect(await rejection(importInto(other, file))).toMatchObject({
      code: 'JOURNAL_NOT_EMPTY',
      exitCode: 4,
    });
    expect([engine.journalText(), other.journalText()]).toEqual([before, others]);
  });

  it('that is damaged, cut, contradictory or empty is refused as a whole', async () => {
    const { file } = await exported();
    const text = readFileSync(file, 'utf8');
    const lines = text.split(/(?<=\n)/);
    for (const [bad, code] of [
      [text.replace('10.0.1.0/24', '10.0.9.0/24'), 'JOURNAL_DAMAGED'],
      [text.slice(0, -1), 'JOURNAL_DAMAGED'],
      [text.slice(0, -40), 'JOURNAL_DAMAGED'],
      [lines.toSpliced(4, 2).join(''), 'JOURNAL_DAMAGED'],
      ['', 'JOURNAL_DAMAGED'],
      [forged(text, 16, { seq: 9, ...MADE }), 'JOURNAL_INCONSISTENT'],
      [forged(text, 3, NEWER), 'ENTRY_UNREADABLE'],
    ] as const) {
      writeFileSync(file, bad);
      const other = openTestEngine();
      expect(await rejection(importInto(other, file))).toMatchObject({ code, exitCode: 4 });
      expect(readdirSync(other.directory)).toEqual([]);
    }
  });

  it('can be imported as a dry run, and a missing file is named', async () => {
    const { file } = await exported();
    const other = openTestEngine();
    expect(await importInto(other, file, true)).toMatchObject({ entries: 8 });
    expect(existsSync(other.journalFile)).toBe(false);
    expect(await rejection(importInto(other, `${file}.no`))).toMatchObject({
      code: 'FILE_UNREADABLE',
      exitCode: 2,
    });
  });

  it('overwrites a file only with --force, and leaves out a change without an outcome', async () => {
    const { engine, file } = await exported();
    const all = engine.journalText();
    writeFileSync(
      engine.journalFile,
      all
        .split(/(?<=\n)/)
        .slice(0, 15)
        .join(''),
    );
    const cut = await readForExport(engine.context);
    expect(cut.leftOut).toBe(1);
    expect(() => exportTo(file, cut, false)).toThrow(`${file} exists`);
    expect(readFileSync(file, 'utf8')).toBe(all);
    exportTo(file, cut, true);
    expect(readFileSync(file, 'utf8')).toBe(exportToText(cut));
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(15);
  });
});
