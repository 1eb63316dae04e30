/** Waiting for others is said soon; the work itself is mostly done by then. */
const WAITING_AFTER_MS = 500;
const WORKING_AFTER_MS = 2000;
/** A change has several steps in a second, and a log keeps every line. */
const LINES_APART_MS = 5000;

/** Reports what a command is doing, once it takes long. */
export interface Progress {
  /** Sets the current step. */
  doing(what: string): void;
  /** The same for a step in which nothing can be done. */
  waiting(what: string): void;
  stop(): void;
}

/**
 * @param write prints one line
 */
export function startProgress(write: (line: string) => void): Progress {
  const started = performance.now();
  let said = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const sayAt = (due: number, what: string) => {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        said = performance.now();
        write(`${what} …`);
      },
      Math.max(0, due - performance.now()),
    );
    timer.unref();
  };
  return {
    doing: (what) => sayAt(Math.max(started + WORKING_AFTER_MS, said + LINES_APART_MS), what),
    waiting: (what) => sayAt(started + WAITING_AFTER_MS, what),
    stop: () => clearTimeout(timer),
  };
}
