import { constants } from 'node:os';

/** Watches for SIGINT and SIGTERM, so that a change can be rolled back before the process ends. */
export interface Interruption {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Restores the default behaviour of the signals. */
  stop(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Starts to watch. The reason of the abort is the name of the signal. */
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

/** The exit code of a process that this abort's signal ended, as shells count: 128 + its number. */
export function exitCodeOf({ reason }: AbortSignal): number {
  return 128 + (SIGNALS.includes(reason) ? constants.signals[reason as NodeJS.Signals] : 0);
}
