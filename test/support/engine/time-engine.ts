import type { TimeWish } from '@vpcctl/sdk';
import { readHistory, rehearseTime } from '../../../src/engine/inspect/read.js';
import { executeTime } from '../../../src/engine/run/execute.js';
import { TUTORIAL } from '../features/given.js';
import { fastDirectory } from '../lab/fast-directory.js';
import { type EngineOptions, openTestEngine } from './support.js';

/** An engine on which `steps` steps of the tutorial were made: entries 1, 3, 5 and so on. */
export async function tutorialEngine(steps: number, options: EngineOptions = {}) {
  const engine = openTestEngine({ directory: fastDirectory(), ...options });
  await engine.play(TUTORIAL.slice(0, steps));
  const time = (wish: TimeWish) => executeTime(engine.parts, wish);
  return {
    ...engine,
    time,
    undo: (count = 1) => time({ type: 'undo', count }),
    undoTo: (to: number) => time({ type: 'undo', to }),
    redo: (count = 1) => time({ type: 'redo', count }),
    revert: (seq: number) => time({ type: 'revert', seq }),
    rehearse: (wish: TimeWish) => rehearseTime(engine.parts, wish),
    /** The history in words: `7 undo 5 (…) applied`. */
    async words(): Promise<string[]> {
      return (await readHistory(engine.parts)).map(
        ({ entry, description, outcome, takenOutBy }) =>
          `${entry.seq} ${description} ${takenOutBy === null ? outcome : `taken out by ${takenOutBy}`}`,
      );
    },
  };
}

export type TutorialEngine = Awaited<ReturnType<typeof tutorialEngine>>;
