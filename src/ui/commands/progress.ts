const PATIENCE_MS = 500;

/** Tells people on standard error what a command is doing, once it takes longer than half a second. */
export interface Progress {
  /** What is being done now. */
  doing(what: string): void;
  stop(): void;
}

/**
 * @param write where to, a line at a time
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
