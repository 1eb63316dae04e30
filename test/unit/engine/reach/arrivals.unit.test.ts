import { expect, it } from 'vitest';
import { answer, arrivals, matrixOf, queryOf } from '../../../../src/engine/recorded/index.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';

const NEVER = new AbortController().signal;

async function asked() {
  const engine = await tutorialEngine(5);
  const { entries } = await engine.context.journal.read();
  const query = queryOf(engine.context.registry, entries, entries, null);
  return { query, flows: matrixOf(query, []).flows };
}

it('are what the answers with reasons say', async () => {
  const { query, flows } = await asked();
  const verdicts = answer(query, flows).map(({ verdict }) => verdict.reachable);
  expect(await arrivals(query, flows, NEVER)).toEqual(verdicts);
  expect(new Set(verdicts).size).toBe(2);
});

it('of many flows leave other work its turn, and end where nobody waits for them', async () => {
  const { query, flows } = await asked();
  const many = Array.from({ length: 20_000 }, (_, n) => flows[n % flows.length] ?? flows[0]);
  const stop = new AbortController();
  const giveUp = setImmediate(() => stop.abort(new Error('given up')));
  const all = many.flatMap((flow) => (flow === undefined ? [] : [flow]));
  await expect(arrivals(query, all, stop.signal)).rejects.toThrow('given up');
  clearImmediate(giveUp);
});
