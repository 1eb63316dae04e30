import { expect } from 'vitest';
import type { Lab } from '../lab/harness.js';
import { type HostState, hostChanges } from '../lab/host-state.js';
import { wholeHost } from '../lab/whole-host.js';

/**
 * Expects the whole host to be as it was when `wholeHost` read it. Nothing needs to be waited for: what the kernel
 * tells later is left out.
 */
export async function expectUnchanged(lab: Lab, before: HostState, what?: string): Promise<void> {
  expect(hostChanges(before, await wholeHost(lab)), what).toEqual([]);
}
