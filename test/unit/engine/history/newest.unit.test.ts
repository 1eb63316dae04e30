import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../../../src/engine/history/list.js';
import { rejection } from '../../../support/engine/support.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';

/** An engine whose changes are undone, redone and reverted, near and far. */
async function eventful() {
  const engine = await tutorialEngine(7);
  await engine.undo(2);
  await engine.redo();
  await engine.revert(3);
  await engine.undo();
  await engine.redo();
  await engine.undoTo(1);
  await engine.redo(2);
  return engine;
}

describe('the newest changes', () => {
  it('are those of the whole history, with their descriptions and what took them out', async () => {
    const { context } = await eventful();
    const whole = await readHistory(context);
    expect(whole.length).toBeGreaterThan(10);
    for (let count = 1; count <= whole.length + 1; count += 1) {
      const newest = await readHistory(context, { count });
      expect(newest, `the newest ${count}`).toEqual(whole.slice(-count));
    }
  });

  it('do not need the changes before them', async () => {
    const { context, journalFile } = await tutorialEngine(7);
    const [, second] = await readHistory(context, { count: 2 });
    const lines = readFileSync(journalFile, 'utf8').split('\n');
    writeFileSync(journalFile, ['{}', ...lines.slice(1)].join('\n'));
    expect(await readHistory(context, { count: 1 })).toEqual([second]);
    expect(await rejection(readHistory(context))).toMatchObject({ code: 'JOURNAL_DAMAGED' });
  });

  it('are read from the start where the line before them is damaged, which names it', async () => {
    const { context, journalFile } = await tutorialEngine(7);
    const lines = readFileSync(journalFile, 'utf8').split('\n');
    writeFileSync(journalFile, [...lines.slice(0, 11), '{}', ...lines.slice(12)].join('\n'));
    const error = await rejection(readHistory(context, { count: 1 }));
    expect(error).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect(error.message).toContain('line 12');
  });
});
