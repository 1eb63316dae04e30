import { type ChangeEntry, foldWhole } from '@vpcctl/journal';
import { API_VERSION, defineFeature, defineIntent, type Json, type State } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { unknownEvents } from '../../../../src/engine/missing/unknown-events.js';
import { EMPTY_STATE, evolve, evolveWith } from '../../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { changeOf, given } from '../../../support/engine/entries.js';

/** `count.add` was a bare number in version 1 and is an object in version 2. */
const add = defineIntent({
  type: 'count.add',
  version: 2,
  input: z.object({ by: z.number() }),
  data: z.object({ by: z.number() }),
  decide: (_, input) => input,
  upcast: (data) => ({ by: data }),
  describe: ({ by }) => `add ${by}`,
});

const count = defineFeature<number>({
  name: 'count',
  initial: 10,
  intents: [add],
  evolve: { [add.type]: (sum, { by }: { by: number }) => sum + by },
});

/** It listens to another feature's intent. */
const calls = defineFeature<number>({
  name: 'calls',
  initial: 0,
  intents: [],
  evolve: { [add.type]: (sum) => sum + 1 },
});

const registry = createRegistry([
  { name: 'test', apiVersion: API_VERSION, features: [count, calls] },
]);

const entry = (type: string, v: number, data: Json, seq = 1) => changeOf(seq, { type, v, data });

const folded = (...entries: ChangeEntry[]) =>
  entries.reduce<State>((state, each) => evolve(registry)(state, each), EMPTY_STATE);

describe('evolving', () => {
  it('starts at the initial slice, and reaches every feature that handles the intent', () => {
    expect(folded(entry('count.add', 2, { by: 5 }))).toEqual({ count: 15, calls: 1 });
    expect(count.select({})).toBe(10);
  });

  it('leaves out a slice that is as at the beginning', () => {
    const after = folded(entry('count.add', 2, { by: 5 }), entry('count.add', 2, { by: -5 }));
    expect(after).toEqual({ calls: 2 });
  });

  it('does not modify the given state', () => {
    const before: State = Object.freeze({ count: 1 });
    expect(evolveWith(registry, before, 'count.add', { by: 1 })).toEqual({ count: 2, calls: 1 });
    expect(before).toEqual({ count: 1 });
  });

  it('upgrades older data to the present version', () => {
    expect(folded(entry('count.add', 1, 5), entry('count.add', 2, { by: 1 }))).toMatchObject({
      count: 16,
    });
  });

  it.each([
    ['a newer version', entry('count.add', 3, { by: 5 }, 7)],
    ['data of another shape', entry('count.add', 2, { by: 'five' }, 7)],
  ])('refuses %s, naming the entry', (what, unreadable) => {
    expect(() => folded(unreadable)).toThrow(
      expect.objectContaining({
        code: what === 'data of another shape' ? 'ENTRY_SENSELESS' : 'ENTRY_UNREADABLE',
        category: 'journal',
        message: expect.stringContaining('entry 7 of the journal (count.add'),
      }),
    );
  });

  it('keeps each unknown event, in order, and through JSON', () => {
    const state = folded(
      entry('shaping.limit', 1, {}),
      entry('count.add', 2, { by: 1 }),
      entry('forward.port', 9, null),
      entry('shaping.limit', 2, []),
    );
    expect(state).toMatchObject({ count: 11 });
    expect(unknownEvents(state)).toEqual([
      { seq: 1, type: 'shaping.limit', data: {} },
      { seq: 1, type: 'forward.port', data: null },
      { seq: 1, type: 'shaping.limit', data: [] },
    ]);
    expect(unknownEvents(JSON.parse(JSON.stringify(state)))).toEqual(unknownEvents(state));
    expect(unknownEvents(EMPTY_STATE)).toEqual([]);
  });

  it('applies the events of a change in order, the unknown ones beside them', () => {
    const change = changeOf(
      1,
      { type: 'count.add', v: 1, data: 5 },
      { type: 'shaping.limit', v: 7, data: null },
      { type: 'count.add', v: 2, data: { by: 1 } },
    );
    expect(folded(change)).toMatchObject({ count: 16, calls: 2 });
    expect(unknownEvents(folded(change))).toMatchObject([{ type: 'shaping.limit', data: null }]);
  });

  it('reads only events as unknown ones, whatever a snapshot has in their place', () => {
    const event = { seq: 3, type: 'ban.add', data: { vpc: 'a' } };
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), (value, list) => {
        expect(unknownEvents({ '(foreign)': value as Json })).toEqual([]);
        const events = [...(list as Json[]), event, { ...event, plugin: 'x' }];
        expect(unknownEvents({ '(foreign)': events })).toEqual([event]);
      }),
    );
  });

  it('keeps nothing of an unknown intent that failed', () => {
    const entries = given(['failed', 'shaping.limit']);
    const { state } = foldWhole(entries, EMPTY_STATE, evolve(registry));
    expect(unknownEvents(state)).toEqual([]);
  });
});
