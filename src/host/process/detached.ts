import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program that outlives this process, its terminal and its session. It gets a session of
 * its own (setsid(2)), so that no SIGHUP of a terminal reaches it. It inherits none of our open
 * files, not even files that we inherited, such as the lock of `flock FILE vpcctl …`: Node marks
 * these at its start (uv_disable_stdio_inheritance in libuv).
 * @param env the whole environment
 * @throws Error of the system where it can't be started
 */
export async function startDetached(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const child = spawn(program, args, { cwd: '/', env, detached: true, stdio: 'ignore' });
  await once(child, 'spawn');
  child.unref();
}
