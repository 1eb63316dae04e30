import type { JournalLock, Projection } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineContext, EngineHost } from '../context/context.js';
import { rereadPlace } from '../context/place.js';
import { readProjection } from '../model/read-state.js';
import { refuseOtherNamespace } from './other-namespace.js';
import { recover } from './recover.js';

/** The access of a command to journal and host while it holds the journal's lock. */
export interface Session {
  readonly lock: JournalLock;
  readonly host: EngineHost;
  /** The state to start from, without a pending change. */
  readonly projection: Projection<State>;
}

/**
 * Calls `work` under the journal's lock. First it repairs what an earlier command left: it cuts off
 * a torn tail of the journal, and rolls back an interrupted change.
 * @throws VpcctlError `HOST_OTHER_NAMESPACE` before the repair, as {@link refuseOtherNamespace}; as
 *   {@link recover} and `work`
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
    rereadPlace(context);
    await refuseOtherNamespace(context);
    const host = context.openHost(lock.inherit);
    return await work({ lock, host, projection: await recoverAll(context, host, lock) });
  } finally {
    lock.release();
  }
}

async function recoverAll(
  context: EngineContext,
  host: EngineHost,
  lock: JournalLock,
): Promise<Projection<State>> {
  const tail = await context.journal.repairTornTail(lock);
  if (tail !== null) {
    context.observer.notice?.(
      `the last line of the journal was incomplete; its ${tail.bytes} bytes are kept in ${tail.file}`,
    );
  }
  const projection = await readProjection(context);
  return recover(context, host, lock, projection);
}
