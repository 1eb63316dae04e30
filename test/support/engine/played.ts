import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { TUTORIAL } from '../features/given.js';
import { fastDirectory } from '../lab/fast-directory.js';
import type { MemoryHost } from './memory.js';
import { type EngineOptions, openTestEngine, type TestEngine } from './support.js';

/** What the first steps of the tutorial have left: the files of the journal, and the host. */
interface Played {
  readonly files: readonly (Buffer | null)[];
  readonly host: MemoryHost;
}

const played = new Map<number, Played>();

/**
 * An engine on which `steps` steps of the tutorial were made. They are made once, so that all of
 * these engines have one history; where histories must differ, see `tutorialEngine`.
 */
export async function playedEngine(
  steps: number,
  options: Pick<EngineOptions, 'plugins'> = {},
): Promise<TestEngine> {
  const { files, host } = played.get(steps) ?? (await play(steps));
  const engine = openTestEngine({ directory: fastDirectory(), host: host.copy(), ...options });
  for (const [index, file] of filesOf(engine).entries()) {
    const bytes = files[index] ?? null;
    if (bytes !== null) writeFileSync(file, bytes, { mode: 0o600 });
  }
  return engine;
}

async function play(steps: number): Promise<Played> {
  const engine = openTestEngine({ directory: fastDirectory() });
  await engine.play(TUTORIAL.slice(0, steps));
  const files = filesOf(engine).map((file) => (existsSync(file) ? readFileSync(file) : null));
  const made = { files, host: engine.host };
  played.set(steps, made);
  return made;
}

function filesOf({ journalFile, snapshotFile }: TestEngine): string[] {
  return [journalFile, snapshotFile];
}
