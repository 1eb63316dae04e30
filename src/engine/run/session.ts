import type { JournalLock, Projection } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineContext, EngineHost } from '../context.js';
import { readProjection } from '../inspect/read.js';
import { refuseElsewhere } from './other-namespace.js';
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
 * @throws VpcctlError `HOST_OTHER_NAMESPACE` before any of that, as {@link refuseElsewhere}
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
    await refuseElsewhere(context);
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
  const projection = await readProjection(context);
  return recover(context, host, lock, projection);
}
