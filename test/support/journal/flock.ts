import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Acquire } from '@vpcctl/journal';

/** The lock as it is taken in production: flock(1) on the inherited descriptor. */
export const flock: Acquire = async (fd, busy, signal) => {
  const lock = async (...options: string[]): Promise<number> => {
    const child = spawn('flock', [...options, '-x', '3'], {
      stdio: ['ignore', 'ignore', 'inherit', fd],
      ...(signal && { signal }),
    });
    const [status] = await once(child, 'exit');
    return status;
  };
  if ((await lock('-n')) === 0) return;
  busy();
  const status = await lock();
  if (status !== 0) throw new Error(`flock: ${status}`);
};
