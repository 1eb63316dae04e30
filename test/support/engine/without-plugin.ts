import type { EntryContent } from '@vpcctl/journal';
import type { HistoryRequest } from '@vpcctl/sdk';
import { executeHistory } from '../../../src/engine/run/execute.js';
import { CORE_KINDS, type CommandRequest } from '../features/given.js';
import { fastDirectory } from '../lab/fast-directory.js';
import { BAN_KIND, BAN_ORIGIN, BAN_PLUGIN } from './ban-plugin.js';
import { type MemoryHost, memoryDriver } from './memory.js';
import { MEMORY_CORE, openTestEngine, type TestEngine } from './support.js';

/** An engine with the plugin, on which `requests` were made. */
export async function engineWithPlugin(requests: readonly CommandRequest[] = []) {
  // One driver orders all deletions.
  const core = { ...MEMORY_CORE, drivers: [memoryDriver([...CORE_KINDS, BAN_KIND])] };
  const engine = openTestEngine({
    ...{ directory: fastDirectory(), plugins: [core, BAN_PLUGIN] },
    origins: new Map([[BAN_ORIGIN.name, BAN_ORIGIN]]),
  });
  await engine.play(requests);
  return engine;
}

/**
 * The same journal, without the plugin.
 * @param host the host; by default the one that the plugin was used on
 */
export function withoutPlugin(
  { directory, host: present }: Pick<TestEngine, 'directory' | 'host'>,
  host: MemoryHost = present,
) {
  const engine = openTestEngine({ directory, host, snapshotVersion: 'without' });
  const time = (request: HistoryRequest) => executeHistory(engine.context, request);
  return { ...engine, time };
}

/** Appends the intent of a command that was killed before it recorded how it ended. */
export async function interrupt(engine: TestEngine, content: EntryContent): Promise<void> {
  const { journal, actor } = engine.context;
  const lock = await journal.lock();
  await journal.append(lock, (await journal.read()).end, { ...content, actor });
  lock.release();
}
