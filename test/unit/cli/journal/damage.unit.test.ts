import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entryOutputSchema, historyOutputSchema } from '../../../../src/schemas/history.js';
import { journalAcceptLossOutputSchema } from '../../../../src/schemas/journal.js';
import type { TestHost } from '../../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../../support/cli/in-process/tutorial.js';
import { json, ok, refused } from '../../../support/cli/vpcctl.js';

/** Every kind of command that changes something. */
const CHANGING = [
  'create-vpc vpc9 10.9.0.0/16',
  'add-subnet vpc1 late 10.0.77.0/24',
  'delete-vpc vpc1',
  'backend set iptables-legacy',
  'undo',
  'undo --to 0',
  'revert 2',
  'redo',
  'replay',
  'confirm',
  'create-vpc vpc9 10.9.0.0/16 --dry-run',
  'undo --dry-run',
  'replay --dry-run',
];

let host: TestHost;
let whole: Buffer;
let snapshot: Buffer;
let listed: string;
let resources: string[];
const path = (name: string) => join(host.state, name);

beforeAll(async () => {
  host = await tutorialHost();
  await ok(host, 'peer', 'vpc1', 'vpc2');
  whole = readFileSync(path('journal.ndjson'));
  snapshot = readFileSync(path('vpcs.json'));
  listed = await ok(host, 'list');
  resources = host.resources();
});

function put(journal: Buffer): void {
  writeFileSync(path('journal.ndjson'), journal);
  writeFileSync(path('vpcs.json'), snapshot);
}

/** Where each line begins. */
const starts = () => [...whole.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
const lineAt = (offset: number) => 1 + starts().filter((start) => start <= offset).length;

/** A change of the journal's bytes, and the line that has to be named. */
type Damage = { readonly bytes: Buffer; readonly line: number };

function flipped(offset: number, bit: number): Damage {
  const bytes = Buffer.from(whole);
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit);
  return { bytes, line: lineAt(offset) };
}

/** Truncation takes away at least one byte of the last line besides its newline. */
const truncated = (length: number): Damage => ({
  bytes: whole.subarray(0, length),
  line: starts().length,
});

function edited(edit: (lines: string[]) => string[], line: number): Damage {
  const lines = whole.toString().split(/(?<=\n)/);
  return { bytes: Buffer.from(edit(lines).join('')), line };
}

function anyDamage(): fc.Arbitrary<Damage> {
  const last = starts().length;
  const line = fc.integer({ min: 1, max: last - 1 });
  return fc.oneof(
    fc.tuple(fc.nat(whole.length - 2), fc.nat(7)).map(([at, bit]) => flipped(at, bit)),
    fc.nat(whole.length - 2).map(truncated),
    line.map((at) => edited((lines) => lines.toSpliced(at, 0, lines[at - 1] ?? ''), at + 1)),
    line.map((at) =>
      edited((lines) => lines.toSpliced(at - 1, 2, lines[at] ?? '', lines[at - 1] ?? ''), at),
    ),
    line.map((at) => edited((lines) => lines.toSpliced(at - 1, 1), at)),
  );
}

async function expectRefused(line: number, command: string): Promise<void> {
  const before = [readFileSync(path('journal.ndjson')), readFileSync(path('vpcs.json'))];
  const files = host.files();
  const refusal = await refused(host, command.split(' '));
  expect(refusal, command).toMatchObject({ exitCode: 4 });
  expect(refusal.message, command).toMatch(new RegExp(`line ${line}\\b`));
  expect(refusal.hints.join('\n')).toContain('vpcctl journal accept-loss');
  expect([readFileSync(path('journal.ndjson')), readFileSync(path('vpcs.json'))]).toEqual(before);
  expect(host.files()).toEqual(files);
  expect(host.resources()).toEqual(resources);
}

describe('a damaged journal', () => {
  it('stops every changing command, with the line', async () => {
    for (const { bytes, line } of [flipped(10, 0), truncated(starts()[6] ?? 0)]) {
      put(bytes);
      for (const command of CHANGING) await expectRefused(line, command);
    }
  });

  it('stops a change whatever the damage is', async () => {
    await fc.assert(
      fc.asyncProperty(anyDamage(), fc.constantFrom(...CHANGING), async (damage, command) => {
        put(damage.bytes);
        await expectRefused(damage.line, command);
      }),
      { numRuns: 25 },
    );
  });

  it('is told of by status and verify', async () => {
    put(flipped(10, 0).bytes);
    for (const uid of [0, 1000]) {
      const { stdout } = await host.run(['status'], { uid });
      expect(stdout).toMatch(/journal +the journal .* is damaged at line 1: /);
      expect(stdout).toContain('vpcctl journal verify');
    }
    expect(await refused(host, ['journal', 'verify'])).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    put(truncated(starts()[6] ?? 0).bytes);
    expect((await host.vpcctl('status')).stdout).toContain('its snapshot proves line 12 (entry 6)');
    expect(await refused(host, ['journal', 'verify'])).toMatchObject({ code: 'JOURNAL_SHORTENED' });
  });

  it('that is empty, or gone, is one that was shortened', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(500)]) {
      put(bytes);
      await expectRefused(12, 'replay');
    }
  });

  it('of which only the last newline is lost is whole', async () => {
    for (const tail of ['', '\0', 'x']) {
      put(Buffer.concat([whole.subarray(0, -1), Buffer.from(tail)]));
      await ok(host, 'replay');
      expect(readFileSync(path('journal.ndjson'))).toEqual(whole);
    }
  });
});

describe('an accepted loss', () => {
  beforeEach(async () => {
    put(whole);
    await ok(host, 'journal', 'verify');
  });

  it('keeps the state, is an entry of the history, and the journal goes on', async () => {
    await fc.assert(
      fc.asyncProperty(anyDamage(), async ({ bytes, line }) => {
        put(bytes);
        const dry = ['journal', 'accept-loss', '--dry-run'];
        const planned = await json(host, journalAcceptLossOutputSchema, ...dry);
        expect(readFileSync(path('journal.ndjson'))).toEqual(bytes);
        expect(planned).toMatchObject({ dryRun: true, seq: null, kept: null });
        const accepted = await json(host, journalAcceptLossOutputSchema, 'journal', 'accept-loss');
        expect(accepted).toMatchObject({
          ...planned,
          ...{ dryRun: false },
          seq: planned.from,
          kept: accepted.kept,
        });
        expect(accepted).toMatchObject({ to: 6, stateOf: 6 });
        expect(accepted.line).toBeLessThanOrEqual(line);
        expect(readFileSync(accepted.kept ?? '')).toEqual(bytes);
        expect(await ok(host, 'list')).toBe(listed);
        await ok(host, 'journal', 'verify');
        expect(await ok(host, 'replay')).toContain('nothing to do');
        const { entries } = await json(host, historyOutputSchema, 'history');
        expect(entries.at(-1)).toMatchObject({
          ...{ seq: accepted.seq, intent: 'journal.accept-loss', outcome: 'applied' },
        });
        expect(await ok(host, 'history', '--oneline')).toMatch(/accept the loss of entr(y|ies) \d/);
      }),
      { numRuns: 5 },
    );
  });

  it('is a limit of undo and revert', async () => {
    put(flipped((starts()[4] ?? 0) + 9, 1).bytes);
    const line = ['journal', 'accept-loss', '-m', 'no backup is as long'];
    const { seq } = await json(host, journalAcceptLossOutputSchema, ...line);
    expect(seq).toBe(3);
    const { message } = await json(host, entryOutputSchema, 'show', '@3');
    expect(message).toBe('no backup is as long');
    for (const command of ['undo', 'undo --to 0', 'undo --to 2', 'revert 1', 'revert 3']) {
      const refusal = await refused(host, command.split(' '));
      expect(refusal, command).toMatchObject({ code: 'LOSS_ACCEPTED', exitCode: 2 });
      expect(refusal.message).toContain('entry 3 accepted a loss');
    }
    await ok(host, 'unpeer', 'vpc1', 'vpc2');
    expect(await refused(host, ['undo', '2'])).toMatchObject({
      code: 'LOSS_ACCEPTED',
      hints: ['all changes after it: vpcctl undo 1', 'see vpcctl history'],
    });
    await ok(host, 'undo', '--to', '3');
    expect(await ok(host, 'list')).toBe(listed);
    await ok(host, 'redo');
    await ok(host, 'undo');
    expect(await ok(host, 'show', '@3')).toContain('accept the loss of entries 3 to 6');
    expect(await ok(host, 'list', '--at', '2')).not.toBe(listed);
    expect(await ok(host, 'reach', 'vpc1/public', 'vpc1/private')).toContain('vpc1');
    await ok(host, 'journal', 'verify');
  });

  it('goes on from the entries before the damage where there is no snapshot', async () => {
    put(flipped((starts()[4] ?? 0) + 9, 1).bytes);
    writeFileSync(path('vpcs.json'), 'no snapshot');
    const accepted = await json(host, journalAcceptLossOutputSchema, 'journal', 'accept-loss');
    expect(accepted).toMatchObject({ stateOf: 2, from: 3, to: 6, line: 5 });
    expect(await ok(host, 'list')).toBe(await ok(host, 'list', '--at', '2'));
    await ok(host, 'replay');
    put(whole);
    await ok(host, 'replay');
  });

  it('is refused where there is none', async () => {
    expect(await refused(host, ['journal', 'accept-loss'])).toMatchObject({
      ...{ code: 'LOSS_NONE', exitCode: 2 },
    });
  });
});
