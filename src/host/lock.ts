import { runProgram } from './run.js';

/**
 * Waits for the exclusive lock on an open file. `flock` (util-linux) takes it, because Node can't; it belongs to
 * the open file description, so it stays with every copy of the descriptor and the kernel lets it go when
 * the last one is closed: see flock(2).
 * @param signal ends the waiting
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `HOST_STEP_FAILED`, `HOST_INTERRUPTED`
 */
export async function acquireLock(descriptor: number, signal?: AbortSignal): Promise<void> {
  const inheritDescriptors = [descriptor];
  await runProgram('flock', ['-x', '3'], { inheritDescriptors, signal, interruptible: true });
}
