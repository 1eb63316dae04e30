import { readlinkSync } from 'node:fs';

/**
 * Refuses to go on outside a lab, where a change would be one of the machine itself.
 * @param machine the network namespace of the machine, as /proc/self/ns/net names it
 */
export function refuseOutsideLabs(machine: string | undefined): void {
  const own = readlinkSync('/proc/self/ns/net');
  if (process.env['VPCCTL_LAB'] === '1' && machine?.startsWith('net:[') && own !== machine) return;
  throw new Error(`this part of the tests runs in labs only, not in ${own}`);
}
