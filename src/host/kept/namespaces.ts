import { closeSync, openSync, statSync } from 'node:fs';
import type { ProcessIdentity } from '@vpcctl/sdk';
import { isAlive } from '../proc/process-identity.js';
import { childrenOf } from '../proc/processes.js';
import { spawnInherit } from '../process/foreground.js';
import { runProgram } from '../process/run.js';

/** The namespaces of a process, and the option of nsenter(1) for each. */
const KINDS = { user: 'user', net: 'net', mnt: 'mount', pid: 'pid' } as const;

/** Ways to run programs in the namespaces of a process. */
export interface Inside {
  /**
   * Runs a program in the foreground; SIGTERM and SIGHUP go to what `sh` at its beginning runs.
   * @param env its whole environment
   * @returns its exit code
   */
  run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number>;
  /**
   * Runs a program and returns its standard output.
   * @throws VpcctlError as `runProgram`
   */
  ask(command: readonly string[]): Promise<string>;
  close(): void;
}

/**
 * Opens the namespaces of a process. They are opened before the process is identified, so they are
 * its own, and not those of a process that got its number.
 * @returns null where that process has ended
 */
export function openNamespaces(identity: ProcessIdentity): Inside | null {
  const opened: { option: string; descriptor: number }[] = [];
  const close = () => {
    for (const { descriptor } of opened) closeSync(descriptor);
  };
  try {
    for (const [kind, option] of Object.entries(KINDS)) {
      const path = `/proc/${identity.pid}/ns/${kind}`;
      if (kind === 'user' && statSync(path).ino === statSync('/proc/self/ns/user').ino) continue;
      opened.push({ option, descriptor: openSync(path, 'r') });
    }
  } catch {
    close();
    return null;
  }
  if (!isAlive(identity)) {
    close();
    return null;
  }
  const inheritDescriptors = opened.map(({ descriptor }) => descriptor);
  const nsenter = ['nsenter', ...optionsFor(opened.map(({ option }) => option))];
  return {
    run: (command, env) => {
      const [program = '', ...args] = [...LEAVE_KEYS, ...nsenter, ...TAKE_KEYS, ...command];
      return spawnInherit(program, args, {
        env,
        inputs: inheritDescriptors,
        receivers: innermost,
      });
    },
    ask: (command) => {
      const [program = '', ...args] = [...nsenter, ...command];
      return runProgram(program, args, { inheritDescriptors, interruptible: true });
    },
    close,
  };
}

/** Ctrl-C would end `nsenter`, which waits for the command; the command decides what it does. */
const LEAVE_KEYS = ['env', '--ignore-signal=INT,QUIT', '--'];
const TAKE_KEYS = ['env', '--default-signal=INT,QUIT', '--'];

/** @param options in the order of the descriptors, which the program has from 3 on */
function optionsFor(options: readonly string[]): string[] {
  // Root becomes root in there. A plain user is that already, and may not call setgroups.
  const isPlain = options.includes(KINDS.user) && process.geteuid?.() !== 0;
  return [
    ...options.map((option, at) => `--${option}=/proc/self/fd/${at + 3}`),
    ...(isPlain ? ['--preserve-credentials'] : []),
    '--',
  ];
}

/** `nsenter` starts `sh`, which starts the command. */
function innermost(nsenter: number): readonly number[] {
  const shells = childrenOf(nsenter);
  const commands = shells.flatMap(childrenOf);
  return commands.length > 0 ? commands : shells;
}
