import { closeSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openInput } from '../process/input-file.js';
import { findProgram } from '../process/search-path.js';
import { runInNamespace } from './in-namespace.js';
import { shellStart } from './shells.js';

/** Shells that let nobody in: accounts of services have them. */
const NO_SHELLS = ['nologin', 'false'];

export interface ShellOptions {
  /** What the prompt begins with. */
  readonly place: string;
  /** Whether a user types; else `sh` reads commands from the standard input. */
  readonly isTyped: boolean;
}

/**
 * Runs the user's shell in a named network namespace.
 * @returns its exit code
 * @throws VpcctlError as {@link runInNamespace}
 */
export async function runShell(
  namespace: string,
  { place, isTyped }: ShellOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  if (!isTyped) return runInNamespace(namespace, ['sh', '-s']);
  const shell = chooseShell(env);
  const directory = basename(shell) === 'zsh' ? mkdtempSync(join(tmpdir(), 'vpcctl-shell-')) : null;
  const { command, script, env: own } = shellStart(shell, place, env, directory ?? '');
  const input = directory === null && script !== null ? openInput(script) : null;
  if (directory !== null) writeFileSync(join(directory, '.zshenv'), script ?? '');
  try {
    return await runInNamespace(namespace, command, {
      env: { ...env, ...own },
      inputs: input === null ? [] : [input],
    });
  } finally {
    if (input !== null) closeSync(input);
    if (directory !== null) rmSync(directory, { recursive: true, force: true });
  }
}

/** The user's shell; bash where that is none, and sh where there is no bash. */
function chooseShell(env: NodeJS.ProcessEnv): string {
  const own = env['SHELL'] ?? '';
  const isShell = own.startsWith('/') && !NO_SHELLS.includes(basename(own));
  return (isShell ? findProgram(own) : null) ?? findProgram('bash') ?? 'sh';
}
