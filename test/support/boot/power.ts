import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { assertElsewhere, childrenOf, runIn, textOf } from '@vpcctl/sdk/lab';
import { eventually } from '../cli/gate.js';
import { enterCgroups } from './cgroups.js';

/** A running host. */
export interface Running {
  /** Its process 1, as seen from outside. */
  readonly pid: number;
  /** The exit code of systemd-nspawn once the host has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/**
 * Mounts the disk where only the host sees it, and starts the host. Arguments: directory, root,
 * node.
 */
const script = (cgroup: string) => `set -e
  cd "$1"
  ${enterCgroups(cgroup)}
  mount -t overlay -o "lowerdir=$2,upperdir=disk,workdir=work" overlay root
  exec systemd-nspawn --quiet --directory=root --boot --register=no --keep-unit --private-network \\
    --console=read-only --link-journal=no --resolv-conf=off --timezone=off --hostname=machine \\
    --bind-ro="$3":/usr/local/bin/node`;

/**
 * Starts a host, and waits until all of its services have started or failed. It ends with this
 * process at the latest. It uses the node of the machine around it, since Debian's own is too old.
 * @param directory holds the host's `disk`, and `work` and `root` for its overlay mount on `root`
 */
export async function powerOn(directory: string, root: string): Promise<Running> {
  const [program = '', ...args] = [
    ...['setpriv', '--pdeathsig', 'KILL', '--'],
    ...['unshare', '--mount', '--propagation', 'private'],
    // A process namespace of its own ends the host: it would outlive a killed systemd-nspawn.
    ...['--pid', '--fork', '--kill-child', '--mount-proc', '--'],
    ...['bash', '-c', script(basename(directory)), 'boot', directory, root, process.execPath],
  ];
  const holder = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(holder, 'exit').then(() => holder.exitCode);
  let console = '';
  for (const stream of [holder.stdout, holder.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      console += text;
    });
  }
  try {
    return { pid: await eventually(() => bootedProcess(holder)), ended };
  } catch (cause) {
    holder.kill('SIGKILL');
    await ended;
    throw new Error(`the host does not boot: ${console}`, { cause });
  }
}

/** Waits until the host has booted, and finds its process 1. */
async function bootedProcess(holder: ChildProcess): Promise<number> {
  // unshare > systemd-nspawn > systemd
  const [nspawn = 0] = childrenOf(holder.pid ?? 0);
  const [first] = childrenOf(nspawn);
  if (first === undefined || textOf(`/proc/${first}/comm`) !== 'systemd\n') {
    throw new Error('its systemd has not started yet');
  }
  assertElsewhere(first);
  const { stdout } = await runIn(first, 'systemctl', ['is-system-running'], {});
  if (!/^(running|degraded)$/m.test(stdout)) throw new Error(`it is ${stdout}`);
  return first;
}
