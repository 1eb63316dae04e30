import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import {
  DAEMON_DIRECTORY,
  type DaemonOperation,
  daemonFile,
  type HostReader,
  type Operation,
  runningDaemon,
} from '@vpcctl/sdk';
import { endProcesses } from './end-processes.js';
import { stepFailure } from './failure.js';
import { openInput } from './input-file.js';
import { programMissing } from './packages.js';
import { searchPath } from './search-path.js';

/**
 * Starts a daemon in the place of the one that has its name, or ends that one. Waits until the old
 * daemon has ended, and removes its file; a daemon that has ended already is no error.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` with the program's own message
 */
export async function changeDaemon(operation: DaemonOperation, host: HostReader): Promise<void> {
  const { name, program } = operation;
  const runs = runningDaemon(host, name, program);
  if (runs !== null) await endProcesses([runs.pid]);
  rmSync(daemonFile(name), { force: true });
  if (operation.op === 'daemon.stop') removeIfEmpty();
  else await start(operation, host);
}

async function start(operation: Operation<'daemon.start'>, host: HostReader): Promise<void> {
  const { name, program, arguments: args } = operation;
  mkdirSync(DAEMON_DIRECTORY, { recursive: true, mode: 0o755 });
  // A file, not a pipe: a daemon may keep its standard error open, and a pipe would never end.
  const said = openInput('');
  try {
    // The daemon gets a session of its own and none of our open files (as in detached.ts): one of
    // them is the journal's lock.
    const child = spawn(program, args, {
      cwd: '/',
      env: { PATH: searchPath(), LC_ALL: 'C' },
      detached: true,
      stdio: ['ignore', 'ignore', said],
    });
    const [code, signal] = await once(child, 'exit');
    if (code === 0 && runningDaemon(host, name, program) !== null) return;
    const ending = code === 0 ? 'it ended at once' : (signal ?? `exit code ${code}`);
    throw stepFailure({ program, args, input: null, stderr: textOf(said), exitCode: code, ending });
  } catch (error) {
    removeIfEmpty();
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw programMissing(program);
    }
    throw error;
  } finally {
    closeSync(said);
  }
}

/** Reads by path: all holders of the descriptor share its offset, which is at the end. */
function textOf(descriptor: number): string {
  return readFileSync(`/proc/self/fd/${descriptor}`, 'utf8');
}

function removeIfEmpty(): void {
  try {
    rmdirSync(DAEMON_DIRECTORY);
  } catch {
    // Other daemons run, or the directory was never made.
  }
}
