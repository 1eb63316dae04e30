import type { Journal } from '@vpcctl/journal';
import type { Host } from '../../host/index.js';

/** A place at which a command may be killed: before a write or a program, and after a write. */
export type CrashPoint = () => void;

/**
 * For tests of crashes: the place with the number that `VPCCTL_FAULT` says (from 1) kills this process as `kill -9`
 * does. Only in a lab, where nothing is lost.
 */
export function countCrashPoints(environment: NodeJS.ProcessEnv): CrashPoint {
  let left = environment['VPCCTL_LAB'] === '1' ? Number(environment['VPCCTL_FAULT']) : 0;
  return () => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

/** `journal` with a place before and after each of its writes. */
export function journalWithCrashes(journal: Journal, point: CrashPoint): Journal {
  return {
    read: (from) => journal.read(from),
    confirms: (position) => journal.confirms(position),
    lock: (options) => around(point, () => journal.lock(options)),
    repairTornTail: (lock) => around(point, () => journal.repairTornTail(lock)),
    append: (lock, expected, draft) => around(point, () => journal.append(lock, expected, draft)),
  };
}

/** `host` with a place before each value that it writes; programs have theirs where they are started. */
export function hostWithCrashes(host: Host, point: CrashPoint): Host {
  return {
    ...host,
    writeSysctl: (key, value) => {
      point();
      host.writeSysctl(key, value);
    },
  };
}

async function around<T>(point: CrashPoint, write: () => Promise<T>): Promise<T> {
  point();
  const result = await write();
  point();
  return result;
}
