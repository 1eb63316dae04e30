import { vi } from 'vitest';

/** For a whole list of attacks, in milliseconds: minutes on a busy machine. It only ends what hangs. */
export const PATIENCE = 900_000;

/** Waits until `condition` throws no more: a busy machine takes half a minute to start one Python. */
export function patiently<T>(condition: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(condition, { timeout: 110_000, interval: 50 });
}
