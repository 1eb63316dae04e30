import { VpcctlError } from '../contract/errors.js';
import type { HostReader } from '../contract/observe/host-reader.js';

/**
 * The directory of the daemons' pid files. It is on a tmpfs, so a restart of the host empties it.
 */
export const DAEMON_DIRECTORY = '/run/vpcctl';

/**
 * The path of the pid file that the daemon `name` has to write. Pure.
 * @param name letters, digits, `-` and `.`
 * @throws VpcctlError `DAEMON_NAME_INVALID`
 */
export function daemonFile(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name)) return `${DAEMON_DIRECTORY}/${name}.pid`;
  throw new VpcctlError(`${JSON.stringify(name)} is not a valid name of a daemon`, {
    code: 'DAEMON_NAME_INVALID',
    category: 'internal',
  });
}

/** A running daemon: its process, and the arguments it runs with. */
export interface RunningDaemon {
  readonly pid: number;
  readonly arguments: readonly string[];
}

/**
 * The daemon `name`, or null where it does not run. It is the process whose number is in its pid
 * file, as long as that process is `program` and has the file's path among its arguments. So
 * another process that has the number by now is not taken for the daemon.
 * @throws VpcctlError `DAEMON_NAME_INVALID`
 */
export function runningDaemon(
  host: Pick<HostReader, 'readFile'>,
  name: string,
  program: string,
): RunningDaemon | null {
  const file = daemonFile(name);
  const pid = /^[1-9]\d*$/.exec(host.readFile(file)?.trim() ?? '')?.[0];
  if (pid === undefined) return null;
  const [started, ...words] = host.readFile(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1) ?? [];
  const isOurs =
    baseName(started) === baseName(program) && words.some((word) => word.includes(file));
  return isOurs ? { pid: Number(pid), arguments: words } : null;
}

function baseName(path: string | undefined): string | undefined {
  return path?.split('/').at(-1);
}
