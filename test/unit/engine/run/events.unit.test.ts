import { rmSync } from 'node:fs';
import { eventsOf } from '@vpcctl/journal';
import {
  API_VERSION,
  type ChangeEvent,
  defineFeature,
  defineIntent,
  inputError,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { inspectEntry } from '../../../../src/engine/history/entry.js';
import { readHistory } from '../../../../src/engine/history/list.js';
import { dryRun } from '../../../../src/engine/inspect/dry-run.js';
import { aboutEntry, describeEntry } from '../../../../src/engine/model/describe.js';
import { executeHistory } from '../../../../src/engine/run/execute.js';
import { BATCH, together } from '../../../support/engine/batch.js';
import { changeOf } from '../../../support/engine/entries.js';
import {
  CREATE_VPC1,
  CREATE_VPC2,
  MEMORY_CORE,
  openTestEngine,
  rejection,
} from '../../../support/engine/support.js';
import type { CommandRequest } from '../../../support/features/given.js';

const subnet = (number: number): CommandRequest => [
  'subnet.add',
  { vpc: 'vpc1', name: `s${number}`, cidr: `10.0.${number}.0/24`, type: 'private' },
];
const TEN = together(...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(subnet));

const opened = () => openTestEngine({ plugins: [MEMORY_CORE, BATCH] });

describe('a change with ten events', () => {
  it('is one entry, and one undo takes all of it back', async () => {
    const engine = opened();
    await engine.run(CREATE_VPC1);
    const before = { things: engine.host.things, state: await engine.state() };
    const { entry } = await engine.run(TEN);
    expect(eventsOf(entry).map(({ type }) => type)).toEqual(Array(10).fill('subnet.add'));
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add applied']);
    const after = engine.host.things;
    expect(after).toEqual(await engine.desired());
    expect(after).toHaveProperty(['namespace:vpc1-s9']);

    await executeHistory(engine.context, { type: 'undo', count: 1 });
    expect({ things: engine.host.things, state: await engine.state() }).toEqual(before);
    await executeHistory(engine.context, { type: 'redo', count: 1 });
    expect(engine.host.things).toEqual(after);
    await executeHistory(engine.context, { type: 'revert', seq: 2 });
    expect(engine.host.things).toEqual(before.things);
  });

  it('is folded in the order of its events', async () => {
    const engine = opened();
    const remove: CommandRequest = ['subnet.delete', { vpc: 'vpc1', name: 's1' }];
    await engine.run(together(CREATE_VPC1, subnet(1), subnet(2), remove));
    rmSync(engine.snapshotFile);
    expect(Object.keys((await engine.state())['subnet'] ?? {})).toEqual(['vpc1/s2']);
  });

  it('that fails in the middle leaves nothing of it', async () => {
    const engine = opened();
    await engine.run(CREATE_VPC1);
    const before = { things: engine.host.things, state: await engine.state() };
    engine.host.trouble = (_, id) => (id === 'namespace:vpc1-s7' ? 'no space' : null);
    expect((await rejection(engine.run(TEN))).message).toContain('no space');
    expect({ things: engine.host.things, state: await engine.state() }).toEqual(before);
    expect(await engine.outcomes()).toEqual(['vpc.create applied', 'subnet.add failed']);
  });

  it('as a dry run has the same plan, and records nothing', async () => {
    const engine = opened();
    await engine.run(CREATE_VPC1);
    const journal = engine.journalText();
    const planned = await dryRun(engine.context, ...TEN);
    expect(engine.journalText()).toBe(journal);
    const { content, changes, commands } = await engine.run(TEN);
    expect(planned).toMatchObject({ content, changes, commands });
  });

  it('is listed once, by its first event, for each VPC that an event is about', async () => {
    const engine = opened();
    await engine.run(together(CREATE_VPC1, subnet(1), CREATE_VPC2));
    const history = (vpc?: string) => readHistory(engine.context, { vpc });
    const [only, ...rest] = await history();
    expect(rest).toEqual([]);
    expect(only).toMatchObject({
      description: 'create VPC vpc1 10.0.0.0/16',
      about: ['vpc1', 'vpc2'],
      events: [
        { type: 'vpc.create', description: 'create VPC vpc1 10.0.0.0/16' },
        { type: 'backend.set' },
        { type: 'subnet.add', description: 'add private subnet s1 10.0.1.0/24 to vpc1' },
        { type: 'vpc.create', description: 'create VPC vpc2 172.16.0.0/16' },
        { type: 'backend.set' },
      ],
    });
    expect(await history('vpc2')).toEqual([only]);
    const { changes } = await inspectEntry(engine.context, 1);
    const ids = changes.map((change) => ('after' in change ? change.after.id : ''));
    expect(ids).toEqual(expect.arrayContaining(['bridge:br-vpc1', 'bridge:br-vpc2']));
  });

  it('is reverted as a whole, or not at all where a later change needs one event', async () => {
    const engine = opened();
    await engine.run(together(CREATE_VPC1, CREATE_VPC2));
    await engine.run(subnet(1));
    const refused = executeHistory(engine.context, { type: 'revert', seq: 1 });
    expect(await rejection(refused)).toMatchObject({ code: 'REVERT_DEPENDED' });
    await executeHistory(engine.context, { type: 'revert', seq: 2 });
    await executeHistory(engine.context, { type: 'revert', seq: 1 });
    expect(engine.host.things).toEqual({});
  });

  it('depends as a whole: a revert is refused where one of its events would break', async () => {
    const engine = opened();
    await engine.run(CREATE_VPC1);
    await engine.run(together(CREATE_VPC2, subnet(1)));
    const refused = await rejection(executeHistory(engine.context, { type: 'revert', seq: 1 }));
    expect(refused).toMatchObject({
      code: 'REVERT_DEPENDED',
      hints: [expect.stringMatching(/^2 create VPC vpc2 .*vpc1/), expect.anything()],
    });
  });
});

describe('an event that no installed plugin declares', () => {
  const entry = changeOf(1, { type: 'x.y', v: 1, data: 1 }, { type: 'z.a', v: 1, data: {} });

  it('is described by its type, and the other events are as always', () => {
    const { registry } = opened().context;
    expect(describeEntry(registry, entry, [entry])).toBe('x.y (plugin not installed)');
    expect(aboutEntry(registry, entry, [entry])).toEqual([]);
  });
});

describe('a decision', () => {
  /** A plugin whose intent decides whatever is asked for. */
  const odd = (decided: readonly ChangeEvent[]): VpcctlPlugin => {
    const make = defineIntent({
      type: 'odd.make',
      version: 2,
      input: z.unknown(),
      data: z.object({ size: z.number().max(9, 'too large') }),
      decide: () => decided,
      precondition: (state) => {
        if (state['odd'] === 2) throw inputError('ODD_FULL', 'there are two already', 'stop');
      },
      describe: ({ size }) => `make ${size}`,
    });
    const feature = defineFeature<number>({
      name: 'odd',
      initial: 0,
      intents: [make],
      evolve: { 'odd.make': (count) => count + 1 },
    });
    return { name: 'odd', apiVersion: API_VERSION, features: [feature] };
  };
  const made = { type: 'odd.make', v: 2, data: { size: 1 } };

  it.each<[string, readonly ChangeEvent[], object]>([
    ['no event', [], { code: 'EVENTS_MISSING', category: 'internal' }],
    ['an unknown event', [made, { ...made, type: 'odd.break' }], { code: 'EVENT_UNKNOWN' }],
    ['an older version', [{ ...made, v: 1 }], { code: 'EVENT_UNKNOWN', category: 'internal' }],
    [
      'data that no fold could read',
      [made, { ...made, data: { size: 10 } }],
      { code: 'DATA_INVALID' },
    ],
    ['a third event that its precondition refuses', [made, made, made], { code: 'ODD_FULL' }],
  ])('for %s is refused, and nothing is recorded', async (_, decided, error) => {
    const engine = openTestEngine({ plugins: [MEMORY_CORE, odd(decided)] });
    expect(await rejection(engine.run(['odd.make', {}]))).toMatchObject(error);
    expect(await engine.outcomes()).toEqual([]);
  });

  it('for two events is folded one after the other', async () => {
    const engine = openTestEngine({ plugins: [MEMORY_CORE, odd([made, made])] });
    await engine.run(['odd.make', {}]);
    expect(await engine.state()).toEqual({ odd: 2 });
  });
});
