import { vi } from 'vitest';

/**
 * The limit for a whole list of attacks, in milliseconds. A list takes minutes on a busy machine,
 * so the limit only ends a test that hangs.
 */
export const PATIENCE = 900_000;

/**
 * Waits until `condition` throws no more. A busy machine takes half a minute to start one Python.
 */
export function patiently<T>(condition: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(condition, { timeout: 110_000, interval: 50 });
}
