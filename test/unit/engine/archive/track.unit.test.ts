import { describe, expect, it } from 'vitest';
import { membersThatDiffer, trackOf } from '../../../../src/engine/archive/track.js';
import { walk } from '../../../../src/engine/archive/walk.js';
import { stateAt } from '../../../../src/engine/history/point-in-time.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';

/** The tutorial with changes, undos, a redo and a revert behind it. */
async function windingEngine() {
  const engine = await tutorialEngine(7);
  await engine.run(['peering.remove', { vpcs: ['vpc1', 'vpc2'] }]);
  await engine.undo(3);
  await engine.redo(2);
  await engine.run(['vpc.create', { name: 'vpc9', cidr: '10.9.0.0/16' }]);
  await engine.revert(3);
  await engine.undo();
  return engine;
}

describe('what each change did', () => {
  it('is told from states that equal those of --at', async () => {
    const { context } = await windingEngine();
    const { entries } = await context.journal.read();
    const walked = [...walk(context.registry, entries)];
    expect(walked.length).toBeGreaterThan(11);
    for (const { entry, state } of walked) {
      const expected = stateAt(context.registry, entries, { type: 'seq', seq: entry.seq });
      expect(state, `entry ${entry.seq}`).toEqual(expected);
    }
  });

  it('makes the present state, all together', async () => {
    const { context } = await windingEngine();
    const { entries } = await context.journal.read();
    const made = new Map<string, unknown>();
    for (const { changes } of trackOf(context.registry, entries)) {
      for (const { slice, key, before, after } of changes) {
        expect(made.get(`${slice} ${key}`)).toEqual(before);
        if (after === undefined) made.delete(`${slice} ${key}`);
        else made.set(`${slice} ${key}`, after);
      }
    }
    const now = stateAt(context.registry, entries, { type: 'now' });
    const members = membersThatDiffer({}, now);
    expect(made).toEqual(
      new Map(members.map(({ slice, key, after }) => [`${slice} ${key}`, after])),
    );
  });
});
