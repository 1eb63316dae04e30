import { setTimeout as delay } from 'node:timers/promises';
import type { EngineContext } from '../context/context.js';

/** A burst of changes is one look; the kernel and the journal tell of many at once. */
const SETTLED_MS = 100;
/** Where the kernel cannot be heard, the host is looked at so often. */
const UNHEARD_EVERY_MS = 2000;

export interface WakeOptions {
  /** Whether the kernel is listened to, beside the journal. */
  readonly kernel: boolean;
  /** The least time from one call to the next, in milliseconds. */
  readonly apart: number;
}

/**
 * Calls `look` once, and then whenever something may have changed, until the context's signal is
 * aborted. Calls do not overlap.
 * @throws what `look` throws
 */
export async function wakeOnChange(
  context: EngineContext,
  { kernel, apart }: WakeOptions,
  look: () => Promise<void>,
): Promise<void> {
  const { signal } = context;
  let isChanged = true;
  let sleep = new AbortController();
  const wake = () => {
    isChanged = true;
    sleep.abort();
  };
  signal?.addEventListener('abort', wake);
  const record = context.watchRecord(wake);
  const heard = kernel ? await context.watchKernel(wake) : null;
  const every = heard !== null && heard.reason !== null ? UNHEARD_EVERY_MS : null;
  const timer = every === null ? null : setInterval(wake, every);
  try {
    while (!signal?.aborted) {
      if (!isChanged) {
        sleep = new AbortController();
        // Nothing keeps the process but this: the watchers may not.
        await delay(2 ** 30, undefined, { signal: sleep.signal }).catch(() => {});
        continue;
      }
      isChanged = false;
      await look();
      await delay(Math.max(SETTLED_MS, apart), undefined, { ...(signal && { signal }) }).catch(
        () => {},
      );
    }
  } finally {
    signal?.removeEventListener('abort', wake);
    if (timer !== null) clearInterval(timer);
    record.close();
    await heard?.close();
  }
}
