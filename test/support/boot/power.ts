import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { assertElsewhere, childrenOf, runIn, textOf } from '@vpcctl/sdk/lab';
import { eventually } from '../cli/gate.js';
import { enterCgroups } from './cgroups.js';

/** A host that is on. */
export interface Running {
  /** Its process 1, as seen from outside. */
  readonly pid: number;
  /** How it ended, as systemd-nspawn says it; null when by a signal. */
  readonly ended: Promise<number | null>;
}

/** Mounts the disk where only the host sees it, and starts the host. Arguments: directory, root, node. */
const script = (cgroup: string) => `set -e
  cd "$1"
  ${enterCgroups(cgroup)}
  mount -t overlay -o "lowerdir=$2,upperdir=disk,workdir=work" overlay root
  exec systemd-nspawn --quiet --directory=root --boot --register=no --keep-unit --private-network \\
    --console=read-only --link-journal=no --resolv-conf=off --timezone=off --hostname=machine \\
    --bind-ro="$3":/usr/local/bin/node`;

/**
 * Starts a host, and waits until all of its services have started or failed. It ends with this process at the
 * latest. Of the machine around it, it has the node that runs this: Debian's own is too old.
 * @param directory has its `disk`; `work` and `root` are for mounting that upon the system at `root`
 */
export async function powerOn(directory: string, root: string): Promise<Running> {
  const [program = '', ...args] = [
    ...['setpriv', '--pdeathsig', 'KILL', '--'],
    ...['unshare', '--mount', '--propagation', 'private'],
    // In a process namespace of its own: a host outlives a systemd-nspawn that is killed.
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

/** The host's process 1, when it has booted. */
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
