import { koffi } from '../../../src/host/netlink/koffi.js';

/**
 * Tests of netlink and libnftables themselves, and of what nothing else can do: listen to the packet filter. On a machine where koffi cannot be loaded, vpcctl starts
 * programs, and the run leaves these files out, by name. test/unit/house/koffi holds the list to the tests.
 */
export const NEEDS_KOFFI = [
  'test/kernel/capture/denied.e2e.test.ts',
  'test/kernel/engine/no-programs.e2e.test.ts',
  'test/kernel/engine/printed.e2e.test.ts',
  'test/kernel/flow-logs/**',
  'test/kernel/host/executors.int.test.ts',
  'test/kernel/host/flush.int.test.ts',
  'test/kernel/host/netlink/**',
  'test/kernel/host/nftables.int.test.ts',
  'test/kernel/host/printed.int.test.ts',
  'test/kernel/start/koffi.e2e.test.ts',
  'test/kernel/watch/denied.e2e.test.ts',
  'test/kernel/watch/trace.e2e.test.ts',
  'test/unit/host/netlink/availability.unit.test.ts',
  'test/unit/host/netlink/lock.unit.test.ts',
  'test/unit/host/nftables/run.unit.test.ts',
];

/** Both ways to carry out operations, or the one that this machine has. */
export const EXECUTORS: readonly ('netlink' | 'programs')[] = loadsKoffi()
  ? ['netlink', 'programs']
  : ['programs'];

/** What a run leaves out on this machine: nothing, or the files above, which it prints. */
export function leftOut(): readonly string[] {
  if (loadsKoffi()) return [];
  console.warn(`left out, as koffi cannot be loaded: ${NEEDS_KOFFI.join(', ')}`);
  return NEEDS_KOFFI;
}

function loadsKoffi(): boolean {
  try {
    koffi();
    return true;
  } catch {
    return false;
  }
}
