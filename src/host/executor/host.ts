import { inputError } from '@vpcctl/sdk';
import { netlinkAvailability } from '../netlink/availability.js';
import type { NetlinkHost } from '../netlink/netlink-host.js';
import { openSession } from '../netlink/session.js';
import { readText, writeSysctl } from '../proc/sysctl.js';
import { runProgram } from '../process/run.js';

/** The names of the executors. */
const EXECUTORS = ['programs', 'netlink'] as const;

/** The name of an executor. */
export type ExecutorName = (typeof EXECUTORS)[number];

/** The host that vpcctl runs on: drivers read it, and `execute` changes it. */
export interface Host extends NetlinkHost {
  /** How many programs were started on it. */
  readonly started: number;
  /**
   * What carries out the operations that a line of `ip`, `bridge` or `tc` could: these programs,
   * or netlink in this process.
   */
  readonly executor: ExecutorName;
  /**
   * Writes a value under `/proc/sys`, without a program.
   * @throws VpcctlError `HOST_STEP_FAILED`
   */
  writeSysctl(key: string, value: string): void;
}

/**
 * The real host.
 * @param lockDescriptor the journal's locked file. Every program inherits it: a program that
 *   outlives a killed vpcctl keeps the lock until it ends, so that no other vpcctl changes the host
 *   meanwhile
 */
export function createHost({ lockDescriptor }: { lockDescriptor?: number } = {}): Host {
  const inheritDescriptors = lockDescriptor === undefined ? [] : [lockDescriptor];
  let started = 0;
  const run: Host['run'] = (program, args, input) => {
    started += 1;
    return runProgram(program, args, { input, inheritDescriptors });
  };
  return {
    executor: chosenExecutor(process.env['VPCCTL_EXECUTOR']),
    get started() {
      return started;
    },
    run,
    async nft(args, input) {
      const { runInProcess } = await import('../nftables/index.js');
      return runInProcess(args, input) ?? run('nft', args, input);
    },
    readFile: readText,
    writeSysctl,
    openNetlink: () => (netlinkAvailability().available ? openSession() : null),
  };
}

/** The executor that `VPCCTL_EXECUTOR` names: programs, unless it says otherwise. */
function chosenExecutor(name: string = 'programs'): ExecutorName {
  const executor = EXECUTORS.find((each) => each === name);
  if (executor !== undefined) return executor;
  const names = EXECUTORS.join(' and ');
  throw inputError(
    'EXECUTOR_UNKNOWN',
    `VPCCTL_EXECUTOR=${JSON.stringify(name)} names no executor: there are ${names}`,
  );
}
