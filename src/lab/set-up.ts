import { closeSync } from 'node:fs';
import { join } from 'node:path';
import type { VpcctlError } from '@vpcctl/sdk';
import { checkPrograms, openInput, readSysctl } from '../host/index.js';
import { movedStore, readStore, storeDirectory } from '../host/plugins/index.js';
import { type LabCopy, labCopyLinks, labCopyTrouble } from './lab-copy.js';
import { LAB, labEnvironment } from './layout.js';
import { type LabTopology, topologyTrouble } from './topology.js';
import { LAB_PROGRAMS, labTrouble } from './trouble.js';

/**
 * A network, mounts and processes of its own. All of it ends when `unshare` ends (`--kill-child`).
 */
const NAMESPACES = [
  ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child'],
  ['--propagation', 'private', '--mount-proc', '--'],
].flat();

/** A plain user first becomes root in a user namespace. */
const USER_NAMESPACE = ['unshare', '--user', '--map-root-user', '--'];

/**
 * Ends the lab with this process, even when this one is killed. It comes after the user namespace,
 * which would clear that setting.
 */
const DIE_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'];

/** What a lab becomes before its command runs: an empty host where both are missing. */
export interface LabContent {
  readonly labCopy?: LabCopy | undefined;
  readonly topology?: LabTopology | undefined;
}

/** What starts a lab. */
export interface LabSetUp {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** An open file for the program's descriptor 5. */
  readonly input: number | undefined;
  /** The error for a lab that was not made, from the standard error of its set-up. */
  trouble(messages: string): VpcctlError;
  /** Closes the input. */
  close(): void;
}

/**
 * What starts a lab in which `command` runs.
 * @param packageRoot vpcctl's own directory
 * @param name of a lab that outlives this process; null for one that ends with it
 * @throws VpcctlError `HOST_PROGRAM_MISSING`
 */
export function setUpLab(
  packageRoot: string,
  command: readonly string[],
  { labCopy, topology }: LabContent,
  name: string | null,
): LabSetUp {
  const env = labEnvironment(process.env);
  checkPrograms(LAB_PROGRAMS, env['PATH']);
  const isRoot = process.geteuid?.() === 0;
  const { here, there } = labCopyLinks(labCopy ?? { uplinks: [] });
  const [program = '', ...args] = [
    ...(isRoot ? [] : USER_NAMESPACE),
    ...(name === null ? DIE_WITH_PARENT : []),
    ...NAMESPACES,
    ...['sh', join(packageRoot, 'dist', 'lab-init.sh'), process.execPath],
    join(packageRoot, 'dist', 'lab-internet.cjs'),
    join(packageRoot, 'bin', 'vpcctl'),
    topology ? 'topology' : labCopy ? 'journal' : '',
    ...storeIn(labCopy?.plugins ?? (topology ? storeOfUser() : null)),
    ...[here.join('\n'), there.join('\n'), name ?? ''],
    ...command,
  ];
  const text = topology ? JSON.stringify(topology) : labCopy?.journal;
  const input = text === undefined ? undefined : openInput(text);
  return {
    ...{ program, args, env, input },
    trouble: (messages) =>
      labCopyTrouble(messages) ??
      topologyTrouble(messages) ??
      labTrouble(messages, isRoot, readSysctl),
    close: () => {
      if (input !== undefined) closeSync(input);
    },
  };
}

/** The directory of the plugins to copy, and the list of them that fits their place in the lab. */
function storeIn(directory: string | null): readonly string[] {
  return directory === null
    ? ['', '']
    : [directory, movedStore(directory, join(LAB.state, 'plugins'))];
}

/** A topology may have keys of the user's plugins. */
function storeOfUser(): string | null {
  return readStore().plugins.length > 0 ? storeDirectory() : null;
}
