import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { checkPrograms, openInput, readSysctl, spawnPrepared } from '../host/index.js';
import { movedStore } from '../host/plugins/index.js';
import { type LabCopy, labCopyLinks, labCopyTrouble } from './lab-copy.js';
import { INTERNET, LAB, labEnvironment, UPLINK } from './layout.js';
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

/**
 * Runs a command in a lab: a throwaway host in namespaces, with its own network, mounts, processes
 * and vpcctl state, an uplink and an internet. Everything in it is gone when the command ends.
 * @param packageRoot vpcctl's own directory
 * @param command program and arguments; an interactive shell where it is empty
 * @param labCopy what the lab becomes before the command runs; an empty host by default
 * @returns the command's exit code: 128 plus the signal's number when a signal ended it, 127 when
 *   there is no such command
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `LAB_NOT_ALLOWED`, `LAB_FAILED`, `REHEARSAL_FAILED`
 */
export async function runLab(
  packageRoot: string,
  command: readonly string[],
  labCopy?: LabCopy,
): Promise<number> {
  return (await makeLab(packageRoot, command, { labCopy })).exitCode;
}

/**
 * Like {@link runLab}, for a program that reads `input` on standard input and writes a result.
 * @returns its exit code and its standard output
 * @throws VpcctlError as {@link runLab}
 */
export async function askLab(
  packageRoot: string,
  command: readonly string[],
  input: string,
  labCopy: LabCopy,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const stdin = openInput(input);
  try {
    return await makeLab(packageRoot, command, { labCopy, stdin, capture: true });
  } finally {
    closeSync(stdin);
  }
}

interface LabOptions {
  readonly labCopy?: LabCopy | undefined;
  readonly stdin?: number;
  readonly capture?: boolean;
}

async function makeLab(
  packageRoot: string,
  command: readonly string[],
  { labCopy, ...streams }: LabOptions,
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const env = labEnvironment(process.env);
  checkPrograms(LAB_PROGRAMS, env['PATH']);
  const isRoot = process.geteuid?.() === 0;
  const { here, there } = labCopyLinks(labCopy ?? { uplinks: [] });
  const [program = '', ...args] = [
    ...(isRoot ? [] : USER_NAMESPACE),
    ...DIE_WITH_PARENT,
    ...NAMESPACES,
    ...['sh', join(packageRoot, 'dist', 'lab-init.sh'), process.execPath],
    join(packageRoot, 'dist', 'lab-internet.cjs'),
    join(packageRoot, 'bin', 'vpcctl'),
    ...(labCopy === undefined ? [''] : ['rehearsal']),
    ...pluginsOf(labCopy),
    ...[here.join('\n'), there.join('\n')],
    ...(command.length > 0 ? command : interactiveShell(env)),
  ];
  const input = labCopy && openInput(labCopy.journal);
  try {
    const ended = await spawnPrepared(program, args, { env, input, ...streams });
    const { exitCode, ready, messages, output } = ended;
    // A signal before the lab was ready came from the user, and is no failure.
    if (ready || exitCode >= 128) return { exitCode, output };
    throw labCopyTrouble(messages) ?? labTrouble(messages, isRoot, readSysctl);
  } finally {
    if (input !== undefined) closeSync(input);
  }
}

/** The directory of the plugins to copy, and the list of them that fits their place in the lab. */
function pluginsOf(labCopy: LabCopy | undefined): readonly string[] {
  const directory = labCopy?.plugins ?? null;
  return directory === null
    ? ['', '']
    : [directory, movedStore(directory, join(LAB.state, 'plugins'))];
}

function interactiveShell(env: NodeJS.ProcessEnv): readonly string[] {
  process.stderr.write(
    `You are root on a throwaway host: uplink ${UPLINK.interface} ${UPLINK.address}, ` +
      `internet ${INTERNET.host}.\n` +
      '`exit` ends it and removes everything in it.\n',
  );
  return [env['SHELL'] || '/bin/sh'];
}
