import { constants } from 'node:os';

/** Notices SIGINT and SIGTERM while a command works, so that it can be rolled back before the process ends. */
export interface Interruption {
  /** Aborted by the first such signal. */
  readonly signal: AbortSignal;
  /** Signals mean what they did before. */
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Starts to watch. The reason of the abort is the signal's name. */
export function watchInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => controller.abort(signal);
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}

/** The exit code that shells give for a process ended by the signal that aborted this: 128 and its number. */
export function exitCodeOf({ reason }: AbortSignal): number {
  return 128 + (SIGNALS.includes(reason) ? constants.signals[reason as NodeJS.Signals] : 0);
}
