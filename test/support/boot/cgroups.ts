import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../cli/gate.js';

/** Where a host may have its control groups: the second version's own place, and those beside the first's. */
const HIERARCHIES = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];

/**
 * Shell that puts itself into control groups of its own. systemd-nspawn makes the host's below those it is in:
 * two hosts in the same ones would end each other's services.
 */
export function enterCgroups(name: string): string {
  return `for hierarchy in ${HIERARCHIES.join(' ')}; do
      [ ! -e $hierarchy/cgroup.procs ] || { mkdir -p $hierarchy/${name} && echo 0 >$hierarchy/${name}/cgroup.procs; }
    done`;
}

/** Removes them, when all that was in them has ended. */
export async function removeCgroups(name: string): Promise<void> {
  for (const hierarchy of HIERARCHIES) {
    const group = join(hierarchy, name);
    if (existsSync(group)) await eventually(() => removeTree(group));
  }
}

/** Control groups hold files that only go with them. */
function removeTree(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(group, entry.name));
  }
  rmdirSync(group);
}
