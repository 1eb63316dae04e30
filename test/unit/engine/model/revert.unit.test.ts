import { describe, expect, it } from 'vitest';
import { rejection } from '../../../support/engine/support.js';
import { tutorialEngine } from '../../../support/engine/time-engine.js';

/** Entries of the tutorial's steps. */
const [CREATE_VPC1, ADD_PUBLIC, ADD_PRIVATE, , , PEER, APPLY] = [1, 2, 3, 4, 5, 6, 7];

describe('revert', () => {
  it('removes one older change and keeps the later ones', async () => {
    const engine = await tutorialEngine(7);
    const before = engine.host.things;
    await engine.revert(PEER);
    const gone = Object.keys(before).filter((id) => !(id in engine.host.things));
    expect(gone.every((id) => /^(peering|route):/.test(id))).toBe(true);
    expect(gone.length).toBeGreaterThan(0);
    expect(engine.host.things).toEqual(await engine.desired());
    expect((await engine.words()).at(-1)).toBe('8 revert 6 (peer vpc1 with vpc2) applied');
  });

  it('is refused where later changes depend on the target, with a list of them', async () => {
    const engine = await tutorialEngine(7);
    const { things } = engine.host;
    const error = await rejection(engine.revert(CREATE_VPC1));
    expect(error).toMatchObject({
      code: 'REVERT_DEPENDED',
      category: 'input',
      message: '4 later changes depend on it',
    });
    expect(error).toHaveProperty('hints', [
      expect.stringMatching(/^2 add public subnet public 10\.0\.1\.0\/24 to vpc1: /),
      expect.stringMatching(/^3 add private subnet private 10\.0\.2\.0\/24 to vpc1: /),
      expect.stringMatching(/^6 peer vpc1 with vpc2: /),
      expect.stringMatching(/^7 apply a policy to vpc1\/public: 3 ingress rules, egress open: /),
      'revert the changes named here first, the newest before the older ones',
    ]);
    expect(engine.host.things).toEqual(things);
    expect(await engine.outcomes()).toHaveLength(7);
  });

  it('is refused where one later change depends on the target', async () => {
    const engine = await tutorialEngine(2);
    expect(await rejection(engine.revert(CREATE_VPC1))).toMatchObject({
      message: 'a later change depends on it',
      hints: [expect.stringMatching(/^2 add public subnet /), expect.any(String)],
    });
  });

  it('works after a revert of the dependents, as the refusal says', async () => {
    const engine = await tutorialEngine(7);
    for (const seq of [APPLY, PEER, ADD_PRIVATE, ADD_PUBLIC, CREATE_VPC1]) await engine.revert(seq);
    expect(engine.host.things).toEqual(await engine.desired());
    const ids = Object.keys(engine.host.things);
    expect(ids).toContain('bridge:br-vpc2');
    expect(ids.filter((id) => id.includes('vpc1'))).toEqual([]);
  });

  it('of a deletion is refused where a router has taken the address since', async () => {
    const engine = await tutorialEngine(3);
    await engine.run(['subnet.delete', { vpc: 'vpc1', name: 'private' }]);
    await engine.run(['vpc.create', { name: 'inner', cidr: '10.0.2.0/24' }]);
    const error = await rejection(engine.revert(4));
    expect(error).toMatchObject({ code: 'REVERT_DEPENDED' });
    expect(error).toHaveProperty(
      'hints.0',
      expect.stringMatching(/^5 create VPC inner .*would cut off/),
    );
  });

  it('of a deletion is refused where a later change needs the freed space', async () => {
    const engine = await tutorialEngine(3);
    await engine.run(['subnet.delete', { vpc: 'vpc1', name: 'private' }]);
    const request = { vpc: 'vpc1', name: 'other', cidr: '10.0.2.0/24', type: 'private' };
    await engine.run(['subnet.add', request]);
    const error = await rejection(engine.revert(4));
    expect(error).toMatchObject({ code: 'REVERT_DEPENDED' });
    expect(error).toHaveProperty('hints.0', expect.stringMatching(/^5 add private subnet other/));
  });

  it('is a change itself: undo brings the target back, redo removes it again', async () => {
    const engine = await tutorialEngine(7);
    const before = engine.host.things;
    await engine.revert(PEER);
    const after = engine.host.things;
    await engine.undo();
    expect(engine.host.things).toEqual(before);
    await engine.redo();
    expect(engine.host.things).toEqual(after);
    expect((await engine.words()).slice(-2)).toEqual([
      '9 undo 8 (revert 6 (peer vpc1 with vpc2)) applied',
      '10 redo 8 (revert 6 (peer vpc1 with vpc2)) applied',
    ]);
  });

  it('clears the list of changes to redo', async () => {
    const engine = await tutorialEngine(7);
    await engine.undo();
    await engine.revert(PEER);
    expect(await rejection(engine.redo())).toMatchObject({ code: 'REDO_NOTHING' });
  });

  it.each([
    ['an undo', 8, 'is not an applied change'],
    ['what was undone', 7, 'entry 8 already removed the change of entry 7'],
  ])('of %s is refused', async (_, seq, message) => {
    const engine = await tutorialEngine(7);
    await engine.undo();
    expect(await rejection(engine.revert(seq))).toMatchObject({
      code: 'REVERT_IDLE',
      message: expect.stringContaining(message),
    });
  });

  it('of a reverted or missing entry is refused', async () => {
    const engine = await tutorialEngine(7);
    await engine.revert(PEER);
    expect(await rejection(engine.revert(PEER))).toMatchObject({
      message: 'entry 8 already removed the change of entry 6 (peer vpc1 with vpc2)',
    });
    expect(await rejection(engine.revert(99))).toMatchObject({ code: 'ENTRY_UNKNOWN' });
  });

  it('of a failed change is refused', async () => {
    const engine = await tutorialEngine(2);
    engine.host.trouble = () => 'no';
    await rejection(engine.run(['vpc.create', { name: 'other', cidr: '10.9.0.0/16' }]));
    engine.host.trouble = () => null;
    expect(await rejection(engine.revert(3))).toMatchObject({ code: 'REVERT_IDLE' });
  });
});

describe('the state after an undo of older changes', () => {
  it('equals the state without these changes, also after a whole fold', async () => {
    const engine = await tutorialEngine(7);
    await engine.revert(PEER);
    await engine.undo(2);
    await engine.redo();
    await engine.undo(2);
    expect(engine.host.things).toEqual((await tutorialEngine(5)).host.things);
    expect(engine.host.things).toEqual(await engine.desired());
  });
});
