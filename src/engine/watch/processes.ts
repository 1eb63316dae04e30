import type { ProcessIdentity } from '@vpcctl/sdk';

/**
 * When to look at the host because processes have ended, of which the kernel sends no message. What
 * they belonged to, such as a container, may start again: so there are further looks, ever rarer.
 * Pure: times are milliseconds of any clock that only goes on.
 */
export interface Absence {
  /** The processes that have ended, as text. */
  readonly gone: string;
  /** When the next look is due. */
  readonly next: number;
  /** How long after that one the next is. */
  readonly wait: number;
}

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

export const NOBODY_GONE: Absence = { gone: '', next: 0, wait: FIRST_MS };

/** What is known after the processes were asked for; a look is due where `isDue`. */
export function noteAbsence(
  before: Absence,
  processes: readonly ProcessIdentity[],
  now: number,
): { readonly absence: Absence; readonly isDue: boolean } {
  if (processes.length === 0) return { absence: NOBODY_GONE, isDue: false };
  const gone = JSON.stringify(processes);
  if (gone !== before.gone) {
    return { absence: { gone, next: now + FIRST_MS, wait: FIRST_MS }, isDue: true };
  }
  if (now < before.next) return { absence: before, isDue: false };
  const wait = Math.min(before.wait * 2, LONGEST_MS);
  return { absence: { gone, next: now + wait, wait }, isDue: true };
}

/** How often the processes are asked for: that reads three files for each. */
const EVERY_MS = 500;

/** Calls `changed` when a look is due because a process has ended, until it is closed. */
export function watchProcesses(
  isAlive: (process: ProcessIdentity) => boolean,
  changed: () => void,
) {
  let processes: readonly ProcessIdentity[] = [];
  let absence = NOBODY_GONE;
  const timer = setInterval(() => {
    const gone = processes.filter((process) => !isAlive(process));
    const noted = noteAbsence(absence, gone, performance.now());
    absence = noted.absence;
    if (noted.isDue) changed();
  }, EVERY_MS);
  return {
    /** The processes to watch from now on. */
    follow(wanted: readonly ProcessIdentity[]) {
      processes = wanted;
    },
    close: () => clearInterval(timer),
  };
}
