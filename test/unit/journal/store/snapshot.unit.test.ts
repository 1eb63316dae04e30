import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Entry, project, readSnapshot, START, writeSnapshot } from '@vpcctl/journal';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type Fixture,
  intent,
  journalOf,
  note,
  rejection,
  temporaryDirectory,
} from '../../../support/journal/support.js';

const POSITION = { line: 5, seq: 3, cursor: 900, hash: 'f'.repeat(64) };
const snapshotOf = <S>(state: S) => ({
  format: 4 as const,
  unconfirmed: null,
  version: '1',
  position: POSITION,
  state,
});

describe('the file', () => {
  it('is read back as written, for any state', async () => {
    const file = join(temporaryDirectory(), 'vpcs.json');
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const state: unknown = JSON.parse(JSON.stringify(value));
        await writeSnapshot(file, snapshotOf(state));
        expect(readSnapshot(file, '1')).toEqual(snapshotOf(state));
      }),
    );
  });

  it('is read back with any names of slices', async () => {
    const file = join(temporaryDirectory(), 'vpcs.json');
    const names = ['', '__proto__', '"', '\n    "a": ', '7', 'é'.repeat(40), '"'.repeat(40)];
    const state: unknown = JSON.parse(
      `{${names.map((name, n) => `${JSON.stringify(name)}: {"a": ${n}}`)}}`,
    );
    await writeSnapshot(file, snapshotOf(state));
    const read = readSnapshot(file, '1')?.state;
    expect(JSON.stringify(read)).toBe(JSON.stringify(state));
  });

  it('parses a slice once, when it is read', async () => {
    const file = join(temporaryDirectory(), 'vpcs.json');
    await writeSnapshot(file, snapshotOf({ vpc: { v1: 'one' }, firewall: { v1: 'two' } }));
    const parse = vi.spyOn(JSON, 'parse');
    onTestFinished(() => parse.mockRestore());
    const parsed = (word: string) =>
      parse.mock.calls.filter(([text]) => text.includes(word)).length;
    const state = readSnapshot<{ vpc: object; firewall: object }>(file, '1')?.state;
    expect([parsed('one'), parsed('two')]).toEqual([0, 0]);
    expect(state?.vpc).toBe(state?.vpc);
    expect(state?.vpc).toEqual({ v1: 'one' });
    expect([parsed('one'), parsed('two')]).toEqual([1, 0]);
  });

  it('is private, has no temporary file beside it, and is readable by people', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'vpcs.json');
    const mask = process.umask(0o022);
    await writeSnapshot(file, snapshotOf({ vpc: {} }));
    expect(process.umask(mask)).toBe(0o022);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['vpcs.json']);
    expect(readFileSync(file, 'utf8')).toContain('\n  "state": {\n    "vpc": {}');
  });

  it('is null when missing, of another version, or of another format', async () => {
    const file = join(temporaryDirectory(), 'vpcs.json');
    expect(readSnapshot(file, '1')).toBeNull();
    await writeSnapshot(file, snapshotOf({}));
    expect(readSnapshot(file, '2')).toBeNull();
    expect(readSnapshot(file, '1')).not.toBeNull();
    const later: object = { ...snapshotOf({}), format: 5 };
    await writeSnapshot(file, later as ReturnType<typeof snapshotOf>);
    expect(readSnapshot(file, '1')).toBeNull();
  });

  it('is null when a significant byte was changed, or it was cut', async () => {
    const file = join(temporaryDirectory(), 'vpcs.json');
    const snapshot = snapshotOf({ vpc: { vpc1: { cidr: '10.0.0.0/16' } } });
    await writeSnapshot(file, snapshot);
    const bytes = readFileSync(file);
    for (let index = 0; index < bytes.length; index++) {
      const copy = Buffer.from(bytes);
      copy[index] = (copy[index] ?? 0) ^ 2;
      writeFileSync(file, copy);
      expect(readSnapshot(file, '1') ?? snapshot).toEqual(snapshot);
      writeFileSync(file, bytes.subarray(0, index));
      expect(readSnapshot(file, '1')).toBeNull();
    }
  });

  it.each(['', 'null', '[]', '{}', '{"format":4,"version":"1"}', '\0'])(
    'is null for %j',
    (text) => {
      const file = join(temporaryDirectory(), 'vpcs.json');
      writeFileSync(file, text);
      expect(readSnapshot(file, '1')).toBeNull();
    },
  );

  it('reports why it cannot be written, and keeps the umask', async () => {
    const file = join(temporaryDirectory(), 'vpcs.json');
    mkdirSync(file);
    const mask = process.umask();
    const error = await rejection(writeSnapshot(file, snapshotOf({})));
    expect(error).toMatchObject({ code: 'JOURNAL_WRITE_FAILED', category: 'environment' });
    expect(process.umask()).toBe(mask);
  });
});

describe('project', () => {
  const evolve = (state: readonly number[], entry: Entry) => [...state, entry.seq];
  const outcome = note('applied');
  const drafts = [intent(), outcome, intent(), outcome];
  const fileOf = ({ directory }: Fixture) => join(directory, 'vpcs.json');
  const projected = (fixture: Fixture) =>
    project<readonly number[]>(fixture.journal, fileOf(fixture), '1', [], evolve);
  const marked = (fixture: Fixture, at: number) => ({
    ...snapshotOf<readonly number[]>([100]),
    position: fixture.positions[at] ?? START,
  });

  it('folds everything where there is no snapshot', async () => {
    const fixture = await journalOf(...drafts, intent());
    const pending = fixture.entries[4];
    const position = fixture.positions[5];
    expect(await projected(fixture)).toEqual({
      state: [1, 2],
      position,
      pending,
      unconfirmed: null,
    });
  });

  it('starts from the snapshot, at any settled position', async () => {
    const fixture = await journalOf(...drafts);
    const position = fixture.positions[4];
    await writeSnapshot(fileOf(fixture), marked(fixture, 2));
    expect(await projected(fixture)).toEqual({
      state: [100, 2],
      position,
      pending: null,
      unconfirmed: null,
    });
    await writeSnapshot(fileOf(fixture), marked(fixture, 4));
    expect(await projected(fixture)).toEqual({
      state: [100],
      position,
      pending: null,
      unconfirmed: null,
    });
    await writeSnapshot(fileOf(fixture), marked(fixture, 0));
    expect(await projected(fixture)).toEqual({
      state: [100, 1, 2],
      position,
      pending: null,
      unconfirmed: null,
    });
  });

  it('ignores a snapshot that the journal does not confirm', async () => {
    const fixture = await journalOf(...drafts);
    const longer = await journalOf(...drafts, intent(), outcome);
    const position = fixture.positions[4];
    for (const snapshot of [
      marked(longer, 6),
      marked(longer, 2),
      { ...marked(fixture, 2), version: '0' },
      { ...marked(fixture, 2), position: { ...marked(fixture, 2).position, seq: 9 } },
    ]) {
      await writeSnapshot(fileOf(fixture), snapshot);
      expect(await projected(fixture)).toEqual({
        state: [1, 2],
        position,
        pending: null,
        unconfirmed: null,
      });
    }
    writeFileSync(fileOf(fixture), '{"format":4,');
    expect(await projected(fixture)).toEqual({
      state: [1, 2],
      position,
      pending: null,
      unconfirmed: null,
    });
  });

  it('knows the change that awaits confirmation, also from the snapshot alone', async () => {
    const confirmBy = '2026-01-02T03:04:05.678Z';
    const guarded = note('applied', { confirmBy });
    const fixture = await journalOf(intent(), outcome, intent(), guarded);
    const unconfirmed = { seq: 2, deadline: confirmBy };
    expect(await projected(fixture)).toMatchObject({ unconfirmed });
    await writeSnapshot(fileOf(fixture), { ...marked(fixture, 4), unconfirmed });
    expect(await projected(fixture)).toMatchObject({ unconfirmed });
    const confirmation = [note('confirm', { targets: [2] }), outcome];
    const confirmed = await journalOf(intent(), outcome, intent(), guarded, ...confirmation);
    expect(await projected(confirmed)).toMatchObject({ state: [1, 2], unconfirmed: null });
  });

  it('is empty for an empty journal, whatever the snapshot', async () => {
    const fixture = await journalOf();
    await writeSnapshot(fileOf(fixture), marked(await journalOf(...drafts), 2));
    expect(await projected(fixture)).toEqual({
      state: [],
      position: START,
      pending: null,
      unconfirmed: null,
    });
  });

  it('does not hide damage after the snapshot', async () => {
    const fixture = await journalOf(...drafts);
    await writeSnapshot(fileOf(fixture), marked(fixture, 2));
    writeFileSync(fixture.file, Buffer.concat([fixture.bytes, Buffer.from('x\n')]));
    expect((await rejection(projected(fixture))).message).toContain('line 5');
  });
});
