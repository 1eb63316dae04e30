import type { Queueing } from './queueing.js';

/** How a driver looks at the host. A driver only reads through it. */
export interface HostReader {
  /**
   * Runs a program and gives its standard output.
   * @throws VpcctlError `HOST_PROGRAM_MISSING`, or `HOST_STEP_FAILED` with the program's own
   *   message
   */
  run(program: string, args: readonly string[], input?: string): Promise<string>;
  /**
   * Runs a command of nftables and gives its output. It is run in vpcctl's own process by
   * libnftables, or by the program `nft` where that library cannot be used.
   * @param args as for `nft`: `['-j', 'list', 'table', 'inet', 'mine']`
   * @param input what `-f -` reads
   * @throws VpcctlError `HOST_STEP_FAILED` with the message of nftables, `HOST_PROGRAM_MISSING`
   */
  nft(args: readonly string[], input?: string): Promise<string>;
  /** The text of a file, or null where there is none. */
  readFile(path: string): string | null;
  /**
   * Reads the links of the host and their queueing, without a program. Null where vpcctl does not
   * speak netlink, and missing on hosts of tests: then `tc` and `ip` can be run.
   * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OUTPUT_UNKNOWN`
   */
  readQueueing?(): Promise<Queueing | null>;
}
