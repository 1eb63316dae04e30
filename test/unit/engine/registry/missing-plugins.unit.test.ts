import { appliedDraft, changeDraft } from '@vpcctl/journal';
import { describe, expect, it } from 'vitest';
import { replay } from '../../../../src/engine/run/replay.js';
import { rejection } from '../../../support/engine/support.js';
import { type TutorialEngine, tutorialEngine } from '../../../support/engine/time-engine.js';

/** Records a change that a plugin made which is not there any more. */
async function makeUnknown(engine: TutorialEngine): Promise<void> {
  const { journal, actor } = engine.context;
  const lock = await journal.lock();
  const { end } = await journal.read();
  const draft = changeDraft([{ type: 'shaping.limit', v: 1, data: { vpc: 'vpc1' } }], actor);
  const { position } = await journal.append(lock, end, draft);
  await journal.append(lock, position, appliedDraft(actor));
  lock.release();
}

describe('where a plugin that made changes is missing', () => {
  it.each<[string, (engine: TutorialEngine) => Promise<unknown>]>([
    ['undo of its change', (engine) => engine.undo()],
    ['undo of more', (engine) => engine.undo(2)],
    ['revert of its change', (engine) => engine.revert(4)],
    ['revert of another', (engine) => engine.revert(3)],
    ['replay', (engine) => replay(engine.context)],
  ])('%s is refused, naming the plugin', async (_, act) => {
    const engine = await tutorialEngine(3);
    await makeUnknown(engine);
    const { things } = engine.host;
    expect(await rejection(act(engine))).toMatchObject({
      code: 'PLUGIN_MISSING',
      hints: ['install it: vpcctl plugins install @vpcctl/shaping'],
    });
    expect(engine.host.things).toEqual(things);
    expect((await engine.words()).at(-1)).toBe('4 shaping.limit (plugin not installed) applied');
  });
});
