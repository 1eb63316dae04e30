import { type JournalLock, type Projection, project } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineContext, EngineHost } from '../context.js';
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
  context: EngineContext,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { journal, observer, signal } = context;
  const lock = await journal.lock({
    onWait: () => observer.waiting?.(),
    ...(signal && { signal }),
  });
  try {
    const host = context.openHost(lock.fd);
    return await work({ lock, host, projection: await settle(context, host, lock) });
  } finally {
    lock.release();
  }
}

async function settle(
  context: EngineContext,
  host: EngineHost,
  lock: JournalLock,
): Promise<Projection<State>> {
  const torn = await context.journal.repairTornTail(lock);
  if (torn !== null) {
    context.observer.notice?.(
      `the last line of the journal was incomplete; its ${torn.bytes} bytes are kept in ${torn.file}`,
    );
  }
  const projection = await project(
    context.journal,
    context.snapshotFile,
    context.snapshotVersion,
    EMPTY_STATE,
    evolve(context.registry),
  );
  return recover(context, host, lock, projection);
}
