import type { Journal } from '@vpcctl/journal';
import type { Host } from '../../host/index.js';

/**
 * Marks a place where a command may be killed: before a write, an operation or a program, and after
 * a write.
 */
export type CrashPoint = () => void;

/**
 * For tests of crashes: kills this process with SIGKILL at the crash point whose number (from 1)
 * `VPCCTL_FAULT` has. Only a lab obeys the variable, since nothing is lost there.
 */
export function countCrashPoints(environment: NodeJS.ProcessEnv): CrashPoint {
  let left = environment['VPCCTL_LAB'] === '1' ? Number(environment['VPCCTL_FAULT']) : 0;
  return () => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

/** Adds a crash point before and after each write of `journal`. */
export function journalWithCrashes(journal: Journal, point: CrashPoint): Journal {
  return {
    name: journal.name,
    read: (from) => journal.read(from),
    readSound: (from) => journal.readSound(from),
    digest: (position, from) => journal.digest(position, from),
    positionFromEnd: (lines) => journal.positionFromEnd(lines),
    last: () => journal.last(),
    confirms: (position) => journal.confirms(position),
    lock: (options) => withCrashPoints(point, () => journal.lock(options)),
    repairTornTail: (lock) => withCrashPoints(point, () => journal.repairTornTail(lock)),
    resume: (lock, after, drafts) =>
      withCrashPoints(point, () => journal.resume(lock, after, drafts)),
    install: (lock, entries) => withCrashPoints(point, () => journal.install(lock, entries)),
    append: (lock, expected, draft) =>
      withCrashPoints(point, () => journal.append(lock, expected, draft)),
  };
}

/**
 * Adds a crash point before each sysctl that `host` writes, and before each operation that it
 * carries out by netlink; `openEngine` adds those of programs.
 */
export function hostWithCrashes(host: Host, point: CrashPoint): Host {
  return {
    ...host,
    writeSysctl: (key, value) => {
      point();
      host.writeSysctl(key, value);
    },
    writeFile: (path, text) => {
      point();
      host.writeFile(path, text);
    },
    async openOperator() {
      const operator = (await host.openOperator?.()) ?? null;
      if (operator === null) return null;
      return {
        ...operator,
        carryOut(operation) {
          point();
          return operator.carryOut(operation);
        },
      };
    },
  };
}

async function withCrashPoints<T>(point: CrashPoint, write: () => Promise<T>): Promise<T> {
  point();
  const result = await write();
  point();
  return result;
}
