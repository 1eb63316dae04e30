/** Undo, redo and revert by the end of the journal come to what the whole journal says. */

import { rmSync } from 'node:fs';
import { type HistoryRequest, isVpcctlError } from '@vpcctl/sdk';
import { expect, it } from 'vitest';
import { olderSnapshots } from '../../../../journal/src/store/snapshot.js';
import type { Plan } from '../../../../src/engine/model/plan.js';
import { planHistory } from '../../../../src/engine/model/plan-history.js';
import { planFromJournal } from '../../../../src/engine/transaction/plan-from-journal.js';
import { CREATE_VPC1 } from '../../../support/engine/support.js';
import { type TutorialEngine, tutorialEngine } from '../../../support/engine/time-engine.js';

const summary = ({ content, description, stateBefore, stateAfter }: Plan) => ({
  ...{ content, description, stateBefore, stateAfter },
});

/** What a plan comes to, or why it is refused. */
async function outcomeOf(plan: () => Plan | Promise<Plan>): Promise<unknown> {
  try {
    return summary(await plan());
  } catch (error) {
    if (isVpcctlError(error) && error.category === 'input') return [error.message, error.hints];
    throw error;
  }
}

function requestsAt(seq: number): HistoryRequest[] {
  return [
    ...[1, 2, 5, 40].map((count) => ({ type: 'undo', count }) as const),
    ...[0, 1, seq - 6, seq - 1].map((to) => ({ type: 'undo', to: Math.max(0, to) }) as const),
    ...[1, 2].map((count) => ({ type: 'redo', count }) as const),
    ...[1, 2, seq - 3, seq].map((each) => ({ type: 'revert', seq: Math.max(1, each) }) as const),
  ];
}

/** A change, and now and then an undo, a redo or a revert; it may be refused. */
async function step(engine: TutorialEngine, at: number): Promise<void> {
  const name = `s${at}`;
  const add = () => engine.run(['subnet.add', { vpc: 'vpc1', name, cidr: `10.0.${at + 50}.0/24` }]);
  const steps = [
    ...[add, add, () => engine.undo(), add, () => engine.undo(2), () => engine.redo()],
    ...[add, () => engine.revert(Math.max(2, at - 2)), () => engine.undo(), add],
  ];
  await outcomeOf(async () => await (steps[at % steps.length] ?? add)());
}

/** Counts the entries that a journal's reader gets. */
function countEntries({ context: { journal } }: TutorialEngine): () => number {
  const read = journal.read.bind(journal);
  let entries = 0;
  journal.read = async (from) => {
    const tail = await read(from);
    entries += tail.entries.length;
    return tail;
  };
  return () => entries;
}

it('plans as the whole journal does, at any length of the journal', async () => {
  const engine = await tutorialEngine(0);
  await engine.run(CREATE_VPC1);
  for (let at = 0; at < 60; at += 1) {
    await step(engine, at);
    if (at % 7 !== 0 && at < 50) continue;
    const { registry, journal } = engine.context;
    const { entries } = await journal.read();
    for (const request of requestsAt(entries.at(-1)?.seq ?? 0)) {
      const recent = await outcomeOf(() => planFromJournal(engine.context, request));
      const whole = await outcomeOf(() => planHistory(registry, entries, request));
      expect(recent, JSON.stringify(request)).toEqual(whole);
    }
  }
});

it('reads the last entries alone for an undo of recent changes, also of some in a row', async () => {
  const engine = await tutorialEngine(0);
  await engine.run(CREATE_VPC1);
  for (let at = 0; at < 70; at += 1) {
    await engine.run(['subnet.add', { vpc: 'vpc1', name: `s${at}`, cidr: `10.0.${at + 50}.0/24` }]);
  }
  for (let undone = 0; undone < 7; undone += 1) {
    const entriesRead = countEntries(engine);
    await planFromJournal(engine.context, { type: 'undo', count: 1 });
    expect(entriesRead()).toBeLessThanOrEqual(2 * 32);
    await engine.undo();
  }
});

it('reads the whole journal where there is no older snapshot', async () => {
  const engine = await tutorialEngine(7);
  for (const file of olderSnapshots(engine.snapshotFile)) rmSync(file, { force: true });
  await engine.undo(7);
  expect(await engine.state()).toEqual({});
});
