import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import { dangerIn } from './trusted-path.js';

/** Where vpcctl keeps its state. The files' names are part of the product's interface. */
export interface StatePaths {
  /** The state directory, which is also the journal's. */
  readonly directory: string;
  /** The projection's snapshot. */
  readonly snapshot: string;
  readonly log: string;
  /** The file that the exclusive lock is on. */
  readonly lock: string;
}

/**
 * The state directory and its files: `VPCCTL_HOME`, else `.vpcctl` in the home of the effective
 * user. The home comes from the passwd database, not from `$HOME`, which sudo and systemd set in
 * different ways.
 * @throws VpcctlError `HOME_UNKNOWN` where the effective user has no passwd entry and `VPCCTL_HOME`
 *   is not set
 */
export function statePaths(environment: NodeJS.ProcessEnv = process.env): StatePaths {
  const chosen = environment['VPCCTL_HOME'];
  const directory = chosen ? resolve(chosen) : join(homeOfUser(), '.vpcctl');
  return {
    directory,
    snapshot: join(directory, 'vpcs.json'),
    log: join(directory, 'vpcctl.log'),
    lock: join(directory, 'journal.lock'),
  };
}

/**
 * Refuses a state directory that another user could change: who can write to the journal decides
 * what vpcctl does to the host.
 * @throws VpcctlError `HOME_UNSAFE`, naming the file; `HOME_UNKNOWN`
 */
export function checkStateDirectory(): void {
  const { directory } = statePaths();
  const danger = dangerIn(directory) ?? dangerIn(join(directory, 'plugins'));
  if (danger === null) return;
  throw new VpcctlError(`the state directory ${directory} is not safe: ${danger}`, {
    code: 'HOME_UNSAFE',
    category: 'environment',
    hints: [
      'correct its owner and mode, if you know that nobody has changed it: chown, chmod go-w',
      'or set VPCCTL_HOME to another directory',
    ],
  });
}

function homeOfUser(): string {
  try {
    return userInfo().homedir;
  } catch (cause) {
    throw new VpcctlError(
      'the home of the current user is not known: the user has no passwd entry',
      {
        code: 'HOME_UNKNOWN',
        category: 'environment',
        hints: ['set VPCCTL_HOME to the directory that vpcctl keeps its state in'],
        cause,
      },
    );
  }
}
