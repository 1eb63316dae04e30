import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../cli/gate.js';

/** Directories for a host's control groups: that of version 2, and those beside version 1's. */
const HIERARCHIES = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified', '/sys/fs/cgroup/systemd'];

/**
 * Shell code that moves itself into control groups of its own. systemd-nspawn makes the host's
 * groups below its own: two hosts in the same groups would end each other's services.
 */
export function enterCgroups(name: string): string {
  return `for hierarchy in ${HIERARCHIES.join(' ')}; do
      [ ! -e $hierarchy/cgroup.procs ] || { mkdir -p $hierarchy/${name} && echo 0 >$hierarchy/${name}/cgroup.procs; }
    done`;
}

/** Removes the control groups once all processes in them have ended. */
export async function removeCgroups(name: string): Promise<void> {
  for (const hierarchy of HIERARCHIES) {
    const group = join(hierarchy, name);
    if (existsSync(group)) await eventually(() => removeTree(group));
  }
}

/** Removes a control group and those below it. Its files can't be deleted one by one. */
function removeTree(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(group, entry.name));
  }
  rmdirSync(group);
}
