import '../../support/cli/plain.js';
import type { ChangeEntry } from '@vpcctl/journal';
import type { Change } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import type { InspectedEntry } from '../../../src/engine/history/entry.js';
import { diffOutputSchema } from '../../../src/schemas/diff.js';
import { entryOutputSchema } from '../../../src/schemas/history.js';
import type { JournalVerifyOutput } from '../../../src/schemas/journal.js';
import { renderDifference, viewDifference } from '../../../src/ui/views/changes.js';
import { renderEntry, viewEntry } from '../../../src/ui/views/entry.js';
import { renderHistoryLines, renderOutcome, viewItem } from '../../../src/ui/views/history.js';
import { renderAudit } from '../../../src/ui/views/journal.js';

const bridge = (mac: string) => ({
  ...{ kind: 'bridge', id: 'bridge:br-a', why: 'the router of a' },
  attributes: { name: 'br-a', mac, ...(mac === '2' && { alias: 'x\u001b[2J' }) },
});

const CHANGES: readonly Change[] = [
  { action: 'delete', before: { ...bridge('1'), id: 'bridge:br-b' } },
  { action: 'update', before: bridge('1'), after: bridge('2') },
  { action: 'create', after: { ...bridge('1'), id: 'bridge:br-c' } },
];

const DATA = { name: 'a\u001b[2J' };

const ENTRY: InspectedEntry = {
  entry: {
    ...{ seq: 7, prev: '', hash: '' },
    id: '00000000-0000-4000-8000-000000000000',
    at: new Date(2026, 10, 3, 4, 5, 6).toISOString(),
    actor: { uid: 0, user: 'ada', pid: 42, argv: ['vpcctl', 'create-vpc', 'a'] },
    type: 'change',
    events: [{ type: 'vpc.create', v: 1, data: DATA }],
  },
  events: [{ type: 'vpc.create', version: 1, data: DATA, description: 'create VPC a' }],
  ...{ outcome: 'applied', error: null, description: 'create VPC a', about: ['a'] },
  settledAt: new Date(2026, 10, 3, 4, 5, 7).toISOString(),
  ...{ removedBy: null, removedHow: null, unknown: [], commands: [], changes: CHANGES },
  state: [
    { path: ['vpc', 'a'], before: undefined, after: { name: 'a' } },
    { path: ['vpc', 'b', 'zone'], before: 1, after: 2 },
    { path: ['vpc', 'c'], before: null, after: undefined },
  ],
};

const FAILED: InspectedEntry = {
  ...ENTRY,
  outcome: 'failed',
  error: { code: 'HOST_STEP_FAILED', message: 'ip: no\nmore' },
};

describe('an entry', () => {
  it('is shown with its head, its data and its changes', () => {
    const output = viewEntry(ENTRY, [
      'ip link add br-c\u001b type bridge',
      "ip -batch - <<'EOF'\nx\nEOF",
    ]);
    expect(renderEntry(ENTRY, output, 'vpcctl create-vpc a')).toMatchInlineSnapshot(`
      "create VPC a
      entry    7 (vpc.create, version 1)
      when     2026-11-03 04:05:06, ended 2026-11-03 04:05:07
      who      ada, user id 0, process 42
      command  vpcctl create-vpc a
      outcome  applied

      It records:

        {
          "name": "a\\u001b[2J"
        }

      It changed in the state:

        + vpc.a  {"name":"a"}
        ~ vpc.b.zone  1 → 2
        - vpc.c  null

      It changed on the host:

        - bridge:br-b  the router of a
        ~ bridge:br-a  the router of a
            mac: "1"
              → "2"
            alias: nothing
                → "x\\u001b[2J"
        + bridge:br-c  the router of a

      By these host commands:

        ip link add br-c� type bridge
        ip -batch - <<'EOF'
        x
        EOF"
    `);
    expect(entryOutputSchema.strict().parse(output)).toEqual(output);
    expect(output.state[2]).toEqual({ path: ['vpc', 'c'], before: { value: null }, after: null });
  });

  it('of several events lists each with its type, version, words and data', () => {
    const second = { type: 'backend.set', version: 2, data: null, description: 'set b\u001b' };
    const several = { ...ENTRY, events: [...ENTRY.events, second] };
    const text = renderEntry(several, viewEntry(several, []), 'vpcctl create-vpc a');
    expect(text).toContain('entry    7 (2 events)\n');
    expect(text).toContain('\n  vpc.create, version 1: create VPC a\n  {\n');
    expect(text).toContain('\n  backend.set, version 2: set b\ufffd\n  null\n');
  });

  it('about the history shows its targets', () => {
    const { type: _, events: __, ...fields } = ENTRY.entry as ChangeEntry;
    const entry = { ...fields, type: 'undo' as const, v: 1, data: { targets: [3, 2] } };
    const undo = { ...ENTRY, entry, events: [] };
    const output = viewEntry(undo, []);
    expect(output).toMatchObject({ intent: 'undo', events: [], targets: [3, 2] });
    const text = renderEntry(undo, output, 'vpcctl undo 2');
    expect(text).toContain('entry    7 (undo)\n');
    expect(text).toContain('It records:\n\n  targets: 3, 2\n');
  });

  it('that failed is shown with the reason, and what it would have changed', () => {
    const text = renderEntry(FAILED, viewEntry(FAILED, []), 'vpcctl create-vpc a');
    expect(text).toContain('outcome  failed: ip: no\n');
    expect(text).toContain('It would have changed in the state:');
    expect(text).toContain('It would have changed on the host:');
    expect(text).toMatch(/By these host commands:\n\n {2}nothing$/);
  });
});

describe('how an entry ended', () => {
  it.each([
    [{}, 'applied'],
    [{ removedBy: 9, removedHow: 'undone' as const }, 'undone by 9'],
    [{ removedBy: 9, removedHow: 'reverted' as const }, 'reverted by 9'],
    [
      { outcome: 'interrupted' as const, error: { code: 'X', message: 'gone' } },
      'interrupted: gone',
    ],
    [{ outcome: 'pending' as const }, 'pending'],
  ])('%j is %s', (change, words) => {
    const item = viewItem({ ...ENTRY, ...change });
    expect(renderOutcome(item)).toBe(words);
    const line = words === 'applied' ? '7 create VPC a' : `7 create VPC a (${words})`;
    expect(renderHistoryLines({ entries: [item] })).toBe(line);
  });

  it('is aligned in short lines', () => {
    const [one, two] = [viewItem(ENTRY), { ...viewItem(ENTRY), seq: 11, description: 'x\ny' }];
    expect(renderHistoryLines({ entries: [one, two] })).toBe(' 7 create VPC a\n11 x\ufffdy');
    expect(renderHistoryLines({ entries: [] }, 'none')).toBe('none');
  });
});

describe('a difference', () => {
  it('has a line for each resource, with the changed attributes below', () => {
    expect(renderDifference(CHANGES)).toMatchInlineSnapshot(`
      "- bridge:br-b  the router of a
      ~ bridge:br-a  the router of a
          mac: "1"
            → "2"
          alias: nothing
              → "x\\u001b[2J"
      + bridge:br-c  the router of a"
    `);
    expect(renderDifference([])).toBe('Nothing changed.');
  });

  it('as JSON has the attributes of both points', () => {
    const output = viewDifference('3', 'now', CHANGES);
    expect(diffOutputSchema.strict().parse(output)).toEqual(output);
    expect(output.changes.map(({ before, after }) => [before !== null, after !== null])).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ]);
  });
});

describe('a journal that was verified', () => {
  const AUDIT: JournalVerifyOutput = {
    ...{ entries: 2, lines: 4, head: 'cafe', pending: null, torn: false, foreign: [] },
    snapshot: { status: 'current', seq: 2 },
    digests: { state: 'aaaa', resources: 'bbbb' },
  };

  it('has one line for each check', () => {
    expect(renderAudit(AUDIT)).toMatchInlineSnapshot(`
      "chain      ok, 2 entries in 4 lines, the last cafe
      fold       ok
      snapshot   ok, at entry 2, the last
      state      sha256 aaaa
      resources  sha256 bbbb"
    `);
  });

  it.each([
    [{ snapshot: { status: 'behind' as const, seq: 1 } }, 'snapshot   ok, at entry 1'],
    [{ snapshot: { status: 'missing' as const, seq: null } }, 'snapshot   missing'],
    [{ snapshot: { status: 'unusable' as const, seq: null } }, 'snapshot   not usable'],
    [{ pending: 3 }, 'fold       ok; entry 3 has no outcome yet'],
    [{ torn: true }, 'an incomplete line follows'],
    [{ foreign: ['shaping.limit'] }, 'shaping.limit'],
  ])('%j is printed', (change, words) => {
    expect(renderAudit({ ...AUDIT, ...change })).toContain(words);
  });
});
