import { describe, expect, it } from 'vitest';
import { rejection } from '../../../support/engine/support.js';
import { type TutorialEngine, tutorialEngine } from '../../../support/engine/time-engine.js';
import { TUTORIAL } from '../../../support/features/given.js';

/** What the host has, and the state: what an undo has to bring back. */
async function stateAndHost(engine: TutorialEngine) {
  return { things: engine.host.things, state: await engine.state() };
}

describe('undo', () => {
  it('of each tutorial command restores the state before it, and redo the state after it', async () => {
    const engine = await tutorialEngine(0);
    for (const request of TUTORIAL) {
      const before = await stateAndHost(engine);
      await engine.run(request);
      const after = await stateAndHost(engine);
      await engine.undo();
      expect(await stateAndHost(engine)).toEqual(before);
      await engine.redo();
      expect(await stateAndHost(engine)).toEqual(after);
    }
  });

  it('of several changes equals single undos one after the other', async () => {
    const [one, other] = [await tutorialEngine(7), await tutorialEngine(7)];
    await one.undo(3);
    for (let i = 0; i < 3; i += 1) await other.undo();
    expect(one.host.things).toEqual(other.host.things);
    expect(await one.state()).toEqual(await other.state());
    expect(one.host.things).toEqual((await tutorialEngine(4)).host.things);
  });

  it('to an entry undoes all later changes', async () => {
    const engine = await tutorialEngine(7);
    await engine.undoTo(3);
    expect(engine.host.things).toEqual((await tutorialEngine(3)).host.things);
    expect((await engine.words()).at(-1)).toBe('8 undo 7, 6, 5, 4 applied');
  });

  it('to a failed change undoes the later changes', async () => {
    const engine = await tutorialEngine(2);
    engine.host.trouble = () => 'no';
    await rejection(engine.play(TUTORIAL.slice(2, 3)));
    engine.host.trouble = () => null;
    await engine.play(TUTORIAL.slice(2, 3));
    await engine.undoTo(3);
    expect(engine.host.things).toEqual((await tutorialEngine(2)).host.things);
    expect((await engine.words()).at(-1)).toMatch(/^5 undo 4 /);
  });

  it('to 0 undoes everything', async () => {
    const engine = await tutorialEngine(7);
    await engine.undoTo(0);
    expect(engine.host.things).toEqual({});
  });

  it('of delete-vpc brings the VPC back whole', async () => {
    const engine = await tutorialEngine(7);
    const before = await stateAndHost(engine);
    await engine.run(['vpc.delete', { name: 'vpc1' }]);
    expect(engine.host.things).not.toEqual(before.things);
    await engine.undo();
    expect(await stateAndHost(engine)).toEqual(before);
  });

  it('continues where the last undo ended', async () => {
    const engine = await tutorialEngine(3);
    await engine.undo();
    await engine.undo();
    expect(engine.host.things).toEqual((await tutorialEngine(1)).host.things);
    expect((await engine.words()).slice(-2)).toEqual([
      '4 undo 3 (add private subnet private 10.0.2.0/24 to vpc1) applied',
      '5 undo 2 (add public subnet public 10.0.1.0/24 to vpc1) applied',
    ]);
  });

  it('skips failed changes', async () => {
    const engine = await tutorialEngine(2);
    const { things } = engine.host;
    engine.host.trouble = (_, id) => (id.includes('private') ? 'no' : null);
    await rejection(engine.play(TUTORIAL.slice(2, 3)));
    engine.host.trouble = () => null;
    expect(engine.host.things).toEqual(things);
    await engine.undo();
    expect(engine.host.things).toEqual((await tutorialEngine(1)).host.things);
  });

  it('that fails is rolled back, and undoes nothing', async () => {
    const engine = await tutorialEngine(7);
    const before = await stateAndHost(engine);
    engine.host.trouble = (action) => (action === 'delete' ? 'no' : null);
    const error = await rejection(engine.undo(2));
    expect(error).toMatchObject({ code: 'HOST_STEP_FAILED' });
    engine.host.trouble = () => null;
    expect(await stateAndHost(engine)).toEqual(before);
    expect((await engine.words()).at(-1)).toBe('8 undo 7, 6 failed');
    await engine.undo(2);
    expect(engine.host.things).toEqual((await tutorialEngine(5)).host.things);
  });

  it.each([
    [0, 1, 'there is nothing to undo'],
    [2, 3, 'there are only 2 changes to undo, not 3'],
  ])('is refused after %i changes for %i of them', async (steps, count, message) => {
    const engine = await tutorialEngine(steps);
    const error = await rejection(engine.undo(count));
    expect(error).toMatchObject({ code: 'UNDO_NOTHING', category: 'input', message });
    expect(await engine.outcomes()).toHaveLength(steps);
  });

  it('to the present or to a missing entry is refused', async () => {
    const engine = await tutorialEngine(2);
    expect(await rejection(engine.undoTo(2))).toMatchObject({ code: 'UNDO_NOTHING' });
    expect(await rejection(engine.undoTo(99))).toMatchObject({
      code: 'ENTRY_UNKNOWN',
      hints: ['it has entries 1 to 2: vpcctl history'],
    });
  });

  it('as a dry run shows its plan and does nothing', async () => {
    const engine = await tutorialEngine(7);
    const before = await stateAndHost(engine);
    const plan = await engine.dryRun({ type: 'undo', count: 1 });
    expect(plan.description).toBe(
      'undo 7 (apply a policy to vpc1/public: 3 ingress rules, egress open)',
    );
    expect(plan.changes.map(({ action }) => action)).toEqual(['delete']);
    expect(await stateAndHost(engine)).toEqual(before);
    expect(await engine.outcomes()).toHaveLength(7);
  });
});

describe('redo', () => {
  it('brings changes back, the last undone first', async () => {
    const engine = await tutorialEngine(7);
    await engine.undo(2);
    await engine.undo(3);
    await engine.redo(2);
    expect(engine.host.things).toEqual((await tutorialEngine(4)).host.things);
    await engine.redo(3);
    expect(engine.host.things).toEqual((await tutorialEngine(7)).host.things);
  });

  it('works until a new change is made', async () => {
    const engine = await tutorialEngine(3);
    await engine.undo();
    await engine.run(['vpc.create', { name: 'other', cidr: '10.9.0.0/16' }]);
    expect(await rejection(engine.redo())).toMatchObject({
      code: 'REDO_NOTHING',
      category: 'input',
      hints: [expect.stringContaining('until a new change is made')],
    });
    // What the new change took its place is still undone.
    expect((await engine.words())[2]).toMatch(/taken out by 4$/);
  });

  it('still works after a refused or failed change', async () => {
    const engine = await tutorialEngine(3);
    await engine.undo();
    await rejection(engine.run(['vpc.create', { name: 'vpc1', cidr: '10.9.0.0/16' }]));
    engine.host.trouble = () => 'no';
    await rejection(engine.run(['vpc.create', { name: 'other', cidr: '10.9.0.0/16' }]));
    engine.host.trouble = () => null;
    await engine.redo();
    expect(engine.host.things).toEqual((await tutorialEngine(3)).host.things);
  });

  it('of nothing, or of more changes than were undone, is refused', async () => {
    const engine = await tutorialEngine(3);
    expect(await rejection(engine.redo())).toMatchObject({ code: 'REDO_NOTHING' });
    await engine.undo(2);
    expect(await rejection(engine.redo(3))).toMatchObject({
      message: 'there are only 2 changes to redo, not 3',
      hints: ['all of them: vpcctl redo 2'],
    });
  });

  it('and undo, back and forth, leave the state as it was', async () => {
    const engine = await tutorialEngine(7);
    const before = await stateAndHost(engine);
    for (let i = 1; i <= 7; i += 1) {
      await engine.undo(i);
      await engine.redo(i);
    }
    expect(await stateAndHost(engine)).toEqual(before);
    // Nothing was cut: 7 changes, 7 undos, 7 redos.
    expect(await engine.outcomes()).toHaveLength(21);
  });
});
