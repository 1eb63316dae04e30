import { closeSync } from 'node:fs';
import { openInput, spawnPrepared } from '../host/index.js';
import type { LabCopy } from './lab-copy.js';
import { INTERNET, UPLINK } from './layout.js';
import { type LabContent, setUpLab } from './set-up.js';

/**
 * Runs a command in a lab: a throwaway host in namespaces, with its own network, mounts, processes
 * and vpcctl state, an uplink and an internet. Everything in it is gone when the command ends.
 * @param packageRoot vpcctl's own directory
 * @param command program and arguments; an interactive shell where it is empty
 * @param content what the lab becomes before the command runs; an empty host by default
 * @returns the command's exit code: 128 plus the signal's number when a signal ended it, 127 when
 *   there is no such command
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, `LAB_NOT_ALLOWED`, `LAB_FAILED`, `REHEARSAL_FAILED`;
 *   that of `apply` for a topology that cannot be built
 */
export async function runLab(
  packageRoot: string,
  command: readonly string[],
  content: LabContent = {},
): Promise<number> {
  return (await makeLab(packageRoot, command, content)).exitCode;
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
    return await makeLab(packageRoot, command, { labCopy }, { stdin, capture: true });
  } finally {
    closeSync(stdin);
  }
}

async function makeLab(
  packageRoot: string,
  command: readonly string[],
  content: LabContent,
  streams: { readonly stdin?: number; readonly capture?: boolean } = {},
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const words = command.length > 0 ? command : interactiveShell();
  const { program, args, env, input, trouble, close } = setUpLab(packageRoot, words, content, null);
  try {
    const ended = await spawnPrepared(program, args, { env, input, ...streams });
    const { exitCode, ready, messages, output } = ended;
    // A signal before the lab was ready came from the user, and is no failure.
    if (ready || exitCode >= 128) return { exitCode, output };
    throw trouble(messages);
  } finally {
    close();
  }
}

function interactiveShell(): readonly string[] {
  process.stderr.write(
    `You are root on a throwaway host: uplink ${UPLINK.interface} ${UPLINK.address}, ` +
      `internet ${INTERNET.host}.\n` +
      '`exit` ends it and removes everything in it.\n',
  );
  return [process.env['SHELL'] || '/bin/sh'];
}
