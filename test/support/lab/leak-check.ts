import { machineState } from './machine.js';

/**
 * Global set-up of the kernel tests: they work in labs only, and it fails the run when one has left a trace on
 * the machine itself: a link, a named namespace, a route, a mount, forwarding switched on,
 * or a table of iptables or arptables loaded.
 */
export default function leakCheck(): () => void {
  const before = JSON.stringify(machineState(), null, 1);
  return () => {
    const after = JSON.stringify(machineState(), null, 1);
    if (after === before) return;
    const old = new Set(before.split('\n'));
    const changed = after.split('\n').filter((line) => !old.has(line));
    // Vitest only prints what a tear-down throws.
    process.exitCode = 1;
    throw new Error(`A kernel test has changed the machine itself:\n${changed.join('\n')}`);
  };
}
