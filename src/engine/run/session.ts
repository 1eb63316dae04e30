import { type JournalLock, type Projection, project } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineHost, EngineParts } from '../context.js';
import { EMPTY_STATE, evolve } from '../model/evolve.js';
import { recover } from './recover.js';

/** What a command has while it holds the journal's lock. */
export interface Session {
  readonly lock: JournalLock;
  readonly host: EngineHost;
  /** The state to start from, with nothing pending. */
  readonly projection: Projection<State>;
}

/**
 * Does `work` under the journal's lock, after what an earlier command left undone was put right: a torn last line is
 * cut off, an interrupted command rolled back.
 */
export async function withSession<T>(
  parts: EngineParts,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { journal, observer, signal } = parts;
  const lock = await journal.lock({
    onWait: () => observer.waiting?.(),
    ...(signal && { signal }),
  });
  try {
    const host = parts.openHost(lock.fd);
    return await work({ lock, host, projection: await settle(parts, host, lock) });
  } finally {
    lock.release();
  }
}

async function settle(
  parts: EngineParts,
  host: EngineHost,
  lock: JournalLock,
): Promise<Projection<State>> {
  const torn = await parts.journal.mendTail(lock);
  if (torn !== null) {
    parts.observer.notice?.(
      `the last line of the journal was incomplete; its ${torn.bytes} bytes are kept in ${torn.file}`,
    );
  }
  const projection = await project(
    parts.journal,
    parts.snapshotFile,
    parts.snapshotVersion,
    EMPTY_STATE,
    evolve(parts.registry),
  );
  return recover(parts, host, lock, projection);
}
