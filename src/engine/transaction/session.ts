import type { Digest, JournalLock, Projection } from '@vpcctl/journal';
import type { State } from '@vpcctl/sdk';
import type { EngineContext, EngineHost } from '../context/context.js';
import { rereadPlace } from '../context/place.js';
import { readWhole } from '../model/read-state.js';
import { refuseOtherNamespace } from './other-namespace.js';
import { recover } from './recover.js';
import { sweepState } from './sweep.js';

/** The access of a command to journal and host while it holds the journal's lock. */
export interface Session {
  readonly lock: JournalLock;
  readonly host: EngineHost;
  /** The state to start from, without a pending change. */
  readonly projection: Projection<State>;
  /** A digest of the beginning of the journal, which the next snapshot goes on from. */
  readonly digest: Digest | undefined;
}

/**
 * Calls `work` under the journal's lock. First it checks the whole journal. Then it repairs what an
 * earlier command left: it removes temporary files, cuts off a torn tail of the journal, and rolls
 * back an interrupted change.
 * @param mayWait as {@link recover}; the projection then has the change as pending
 * @throws JournalError `JOURNAL_DAMAGED`, `JOURNAL_SHORTENED`, and VpcctlError
 *   `HOST_OTHER_NAMESPACE`, both before any repair; as {@link recover} and `work`
 */
export async function withSession<T>(
  context: EngineContext,
  work: (session: Session) => Promise<T>,
  mayWait = false,
): Promise<T> {
  const { journal, observer, signal } = context;
  const lock = await journal.lock({
    onWait: () => observer.waiting?.(),
    ...(signal && { signal }),
  });
  try {
    const { digest, ...projection } = await readWhole(context);
    rereadPlace(context);
    await refuseOtherNamespace(context, projection);
    const host = context.openHost(lock.inherit);
    sweepState(context.snapshotFile);
    host.sweepFiles?.();
    await repairTail(context, lock);
    return await work({
      lock,
      host,
      digest,
      projection: await recover(context, host, lock, projection, mayWait),
    });
  } finally {
    lock.release();
  }
}

/** Cuts off a torn tail, which is no part of what was read. */
async function repairTail({ journal, observer }: EngineContext, lock: JournalLock): Promise<void> {
  const tail = await journal.repairTornTail(lock);
  if (tail === null) return;
  observer.notice?.(
    `the last line of the journal was incomplete; its ${tail.bytes} bytes are kept in ${tail.file}`,
  );
}
