import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program that goes on when this process, its terminal and its session have ended: it is a session of its own
 * (setsid(2)), so no SIGHUP reaches it from a terminal, and it has none of our open files, also not those that were
 * handed down to us, such as the lock of `flock FILE vpcctl …` (Node marks them when it starts:
 * uv_disable_stdio_inheritance in libuv).
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
