const PATIENCE_MS = 500;

/** Reports what a command is doing, once it takes longer than half a second. */
export interface Progress {
  /** Sets the current step. */
  doing(what: string): void;
  stop(): void;
}

/**
 * @param write prints one line
 */
export function startProgress(write: (line: string) => void): Progress {
  let current: string | null = null;
  let patient = true;
  const say = () => {
    if (current !== null) write(`${current} …`);
    current = null;
  };
  const timer = setTimeout(() => {
    patient = false;
    say();
  }, PATIENCE_MS);
  timer.unref();
  return {
    doing(what) {
      current = what;
      if (!patient) say();
    },
    stop: () => clearTimeout(timer),
  };
}
