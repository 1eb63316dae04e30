import type { HistoryRequest } from '@vpcctl/sdk';
import { readHistory } from '../../../src/engine/history/list.js';
import { dryRunHistory } from '../../../src/engine/inspect/dry-run.js';
import { executeHistory } from '../../../src/engine/run/execute.js';
import { TUTORIAL } from '../features/given.js';
import { fastDirectory } from '../lab/fast-directory.js';
import { type EngineOptions, openTestEngine } from './support.js';

/** An engine on which `steps` steps of the tutorial were made: entries 1, 2, 3 and so on. */
export async function tutorialEngine(steps: number, options: EngineOptions = {}) {
  const engine = openTestEngine({ directory: fastDirectory(), ...options });
  await engine.play(TUTORIAL.slice(0, steps));
  const time = (request: HistoryRequest) => executeHistory(engine.context, request);
  return {
    ...engine,
    time,
    undo: (count = 1) => time({ type: 'undo', count }),
    undoTo: (to: number) => time({ type: 'undo', to }),
    redo: (count = 1) => time({ type: 'redo', count }),
    revert: (seq: number) => time({ type: 'revert', seq }),
    dryRun: (request: HistoryRequest) => dryRunHistory(engine.context, request),
    /** The history in words: `4 undo 3 (…) applied`. */
    async words(): Promise<string[]> {
      return (await readHistory(engine.context)).map(
        ({ entry, description, outcome, removedBy }) =>
          `${entry.seq} ${description} ${removedBy === null ? outcome : `taken out by ${removedBy}`}`,
      );
    },
  };
}

export type TutorialEngine = Awaited<ReturnType<typeof tutorialEngine>>;
