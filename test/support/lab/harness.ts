import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab as AnyLab, openLab, type RunResult } from '@vpcctl/sdk/lab';
import { CHECKOUT } from '../checkout.js';
import { AS_PLAIN_USER, readablePackage } from './plain-user.js';
import { NEED_A_PROCESS } from './server/served.js';
import { type CommandOptions, serverIn } from './server/serving.js';

export {
  type Background,
  outsideEnvironment,
  type RunOptions,
  type RunResult,
} from '@vpcctl/sdk/lab';

/** The driver of the packet policy in labs, which get this variable with the environment; and the other one. */
export const BACKEND = process.env['VPCCTL_BACKEND'] || 'nftables';
export const OTHER_BACKEND = BACKEND === 'nftables' ? 'iptables-legacy' : 'nftables';

export type LabUser = 'root' | 'plain';

/** Who makes the labs of suites that are run for either user: root, or with VPCCTL_TEST_USER=plain a plain user. */
export const USERS: readonly LabUser[] = [
  process.env['VPCCTL_TEST_USER'] === 'plain' ? 'plain' : 'root',
];

/** A lab of the vpcctl under test. */
export interface Lab extends AnyLab {
  readonly user: LabUser;
  /** The directory of the vpcctl that runs in it. */
  readonly packageRoot: string;
  /**
   * Runs vpcctl in the lab, by the server there: one command after the other. What is about processes (signals, two at
   * once, an input, a terminal) is for `run('vpcctl', …)`.
   */
  vpcctl(...args: string[]): Promise<RunResult>;
  /** The same with another environment, or in another directory. */
  vpcctlWith(options: CommandOptions, ...args: string[]): Promise<RunResult>;
}

export interface LabOptions {
  /** Who makes it; root by default. In the lab one is root either way. */
  readonly user?: LabUser;
  /** Flags of `vpcctl lab`. */
  readonly flags?: readonly string[];
  /** Added to the environment in which it is started. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a lab and waits until it is ready. */
export async function startLab({ user = 'root', ...options }: LabOptions = {}): Promise<Lab> {
  const { root, remove } =
    user === 'plain' ? readablePackage(CHECKOUT) : { root: CHECKOUT, remove: () => {} };
  const lab = await openLab({ ...options, vpcctl: vpcctlAs(user, root) });
  return served(lab, { user, root, remove });
}

/** What a lab was made by: who, with which package, and what clears that away. */
interface Maker {
  readonly user: LabUser;
  readonly root: string;
  readonly remove: () => void;
}

/** A lab with a server for vpcctl's command lines. */
export function served(lab: AnyLab, { user, root, remove }: Maker): Lab {
  const server = serverIn(lab.pid, root);
  const vpcctlWith: Lab['vpcctlWith'] = (how, ...args) =>
    NEED_A_PROCESS.includes(args[0] ?? '') ? lab.run('vpcctl', args, how) : server.run(args, how);
  return {
    ...lab,
    user,
    packageRoot: root,
    vpcctl: (...args) => vpcctlWith({}, ...args),
    vpcctlWith,
    stop: async () => {
      await server.stop();
      await lab.stop();
      remove();
    },
  };
}

/** The command line that runs `vpcctl lab -- command` as a user. */
export function labCommand(
  user: LabUser,
  root: string,
  command: readonly string[],
  flags: readonly string[] = [],
): string[] {
  return [...vpcctlAs(user, root), 'lab', ...flags, '--', ...command];
}

/** The words that run the vpcctl under `root` as a user. */
function vpcctlAs(user: LabUser, root: string): string[] {
  if (!existsSync(join(root, 'dist', 'vpcctl.cjs'))) throw new Error('not built: run bin/setup');
  return [...identity(user), process.execPath, join(root, 'bin', 'vpcctl')];
}

function identity(user: LabUser): string[] {
  const isRoot = process.geteuid?.() === 0;
  if (user === 'plain') return isRoot ? AS_PLAIN_USER : [];
  // A plain user can be root of a user namespace: vpcctl then behaves as for root.
  return isRoot ? [] : ['unshare', '--user', '--map-root-user', '--'];
}
