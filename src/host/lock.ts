import { isVpcctlError } from '@vpcctl/sdk';
import { runProgram } from './process/run.js';

/**
 * Waits for the exclusive lock on an open file. `flock` (util-linux) takes it, because Node can't; it belongs to
 * the open file description, so it stays with every copy of the descriptor and the kernel lets it go when
 * the last one is closed: see flock(2).
 * @param busy is called where another has it, before it is waited for
 * @param signal ends the waiting
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `HOST_STEP_FAILED`, `HOST_INTERRUPTED`
 */
export async function acquireLock(
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
    // What else may be wrong with it is said by the second, which waits.
    if (!isVpcctlError(error) || error.code !== 'HOST_STEP_FAILED') throw error;
    busy();
    await lock();
  }
}
