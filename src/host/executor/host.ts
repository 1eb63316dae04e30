import { sweepLastingFiles } from '../foreign-firewall/lasting/sweep.js';
import { writeFile } from '../foreign-firewall/lasting/write-file.js';
import { speaksNetlink } from '../netlink/availability.js';
import { byNetlink, type NetlinkHost } from '../netlink/netlink-host.js';
import { openSession } from '../netlink/session.js';
import { readText, writeSysctl } from '../proc/sysctl.js';
import { runProgram } from '../process/run.js';
import { sweepNamespaces } from '../record/created-namespaces.js';
import type { Operator } from './operator.js';

/** The host that vpcctl runs on: drivers read it, and `execute` changes it. */
export interface Host extends NetlinkHost {
  /** How many programs were started on it. */
  readonly started: number;
  /**
   * Opens what carries out operations in this process, by netlink. Null where netlink is not
   * available, and missing on hosts of tests: then the programs `ip`, `bridge` and `tc` do it.
   * @throws VpcctlError as `speaksNetlink`
   */
  openOperator?(): Promise<Operator | null>;
  /**
   * Writes a value under `/proc/sys`, without a program.
   * @throws VpcctlError `HOST_STEP_FAILED`
   */
  writeSysctl(key: string, value: string): void;
  /**
   * Writes a file of another program in one step; a text of null removes it.
   * @throws VpcctlError `HOST_STEP_FAILED`
   */
  writeFile(path: string, text: string | null): void;
  /**
   * Removes what killed commands left outside of the state directory `directory`: beside files of
   * other programs, and files of namespaces. Missing on hosts of tests.
   */
  sweepFiles?(directory: string): void;
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
  const host: Host = {
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
    writeFile,
    sweepFiles: (directory) => {
      sweepLastingFiles();
      sweepNamespaces(directory);
    },
    openNetlink: () => (speaksNetlink() ? openSession() : null),
    async readQueueing() {
      const { readQueueing } = await import('../netlink/queueing.js');
      const failed = 'the queueing of the host cannot be read';
      return byNetlink(host, failed, (session) => readQueueing(session.socket(null)));
    },
    async openOperator() {
      if (!speaksNetlink()) return null;
      // Loaded on demand: reading commands carry out nothing.
      const { openOperator } = await import('./operator.js');
      return openOperator(openSession());
    },
  };
  return host;
}
