import type { HostReader } from '../contract/driver.js';
import { VpcctlError } from '../errors.js';

/** Where daemons are known by their process numbers: it is empty after a restart, as they have gone. */
export const DAEMON_DIRECTORY = '/run/vpcctl';

/**
 * The file that a daemon writes its process number to.
 * @param name letters, digits, `-` and `.`
 * @throws VpcctlError `DAEMON_NAME_INVALID`
 */
export function daemonFile(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name)) return `${DAEMON_DIRECTORY}/${name}.pid`;
  throw new VpcctlError(`${JSON.stringify(name)} can't be the name of a daemon`, {
    code: 'DAEMON_NAME_INVALID',
    category: 'internal',
  });
}

/** A daemon that runs: its process, and the arguments that it runs with. */
export interface RunningDaemon {
  readonly pid: number;
  readonly arguments: readonly string[];
}

/**
 * The daemon `name`, where it runs. It is the process of its file, as long as that is `program` with the file among its
 * arguments: whoever else has the number now is left alone.
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
