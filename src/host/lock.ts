import { isVpcctlError, VpcctlError } from '@vpcctl/sdk';
import { interrupted, runProgram } from './process/run.js';

/**
 * Waits for the exclusive lock on an open file. The lock belongs to the open file description:
 * every copy of the descriptor keeps it, and the kernel releases it when the last copy is closed.
 * See flock(2). Where this process can't call flock(2), `flock` of util-linux does.
 * @param busy is called where another process holds the lock, before waiting for it
 * @param signal ends the wait
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `HOST_STEP_FAILED`, `HOST_INTERRUPTED`
 */
export async function acquireLock(
  descriptor: number,
  busy: () => void,
  signal?: AbortSignal,
): Promise<void> {
  // Loaded on demand: reading commands take no lock.
  const { speaksNetlink, SystemError, waitForLock } = await import('./netlink/index.js');
  if (!speaksNetlink()) return lockByProgram(descriptor, busy, signal);
  try {
    await waitForLock(descriptor, busy, signal);
  } catch (error) {
    if (signal?.aborted) throw interrupted();
    if (!(error instanceof SystemError)) throw error;
    throw new VpcctlError(`the lock of the journal cannot be taken: ${error.message}`, {
      code: 'HOST_STEP_FAILED',
      category: 'host',
      cause: error,
    });
  }
}

async function lockByProgram(
  descriptor: number,
  busy: () => void,
  signal?: AbortSignal,
): Promise<void> {
  const inheritDescriptors = [descriptor];
  const lock = (...options: string[]) =>
    runProgram('flock', [...options, '-x', '3'], {
      inheritDescriptors,
      signal,
      interruptible: true,
    });
  try {
    await lock('-n');
  } catch (error) {
    // Any other failure comes up again in the second call, which waits.
    if (!isVpcctlError(error) || error.code !== 'HOST_STEP_FAILED') throw error;
    busy();
    await lock();
  }
}
