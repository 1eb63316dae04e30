import { readdirSync, readFileSync } from 'node:fs';
import { openNamespaces } from '../../host/kept/index.js';
import { LAB } from '../layout.js';
import { isMade, type MadeLab } from './find.js';
import { withLabs } from './store.js';

/** A named lab that exists. */
export interface ListedLab {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** Its process 1, as this process sees it. */
  readonly pid: number;
  /** How many processes run in it, besides those that the lab itself is made of. */
  readonly processes: number;
  /** The names of its VPCs; null where they cannot be read. */
  readonly vpcs: readonly string[] | null;
}

/**
 * The user's named labs, by name, and names of those that have ended: their records were removed.
 * @throws VpcctlError `LABS_UNSAFE`
 */
export async function listLabs(): Promise<{
  readonly labs: readonly ListedLab[];
  readonly swept: readonly string[];
}> {
  const { records, swept } = await withLabs((store) => store);
  const labs = await Promise.all(records.filter(isMade).map(look));
  return { labs: labs.filter((lab) => lab !== null), swept };
}

async function look({ name, since, init }: MadeLab): Promise<ListedLab | null> {
  const inside = openNamespaces(init);
  if (inside === null) return null;
  try {
    const processes = countProcesses(init.pid);
    const vpcs = await inside.ask(LIST).then(namesIn, () => null);
    return { name, since, pid: init.pid, processes, vpcs };
  } finally {
    inside.close();
  }
}

/** It has nothing of this process's environment, which names another state directory. */
const LIST = [
  ...['env', '-i', `PATH=${LAB.programs}:/usr/sbin:/usr/bin:/sbin:/bin`, `HOME=${LAB.home}`],
  ...[`VPCCTL_HOME=${LAB.state}`, 'VPCCTL_LAB=1', 'vpcctl', 'list', '--json'],
];

function namesIn(text: string): string[] | null {
  const value: unknown = JSON.parse(text);
  const vpcs = value instanceof Object && 'vpcs' in value ? value.vpcs : null;
  if (!Array.isArray(vpcs)) return null;
  return vpcs.map((vpc: unknown) =>
    vpc instanceof Object && 'name' in vpc ? String(vpc.name) : '',
  );
}

/** By the lab's own /proc, which also has the processes of labs in it. */
function countProcesses(init: number): number {
  const root = `/proc/${init}/root`;
  try {
    const own = readFileSync(`${root}${LAB.directory}/own`, 'utf8').split(/\s+/);
    const all = readdirSync(`${root}/proc`).filter((name) => /^\d+$/.test(name));
    return all.filter((pid) => !own.includes(pid)).length;
  } catch {
    // The lab has ended meanwhile.
    return 0;
  }
}
