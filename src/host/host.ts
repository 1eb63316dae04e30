import type { HostReader } from '@vpcctl/sdk';
import { readText, writeSysctl } from './proc/sysctl.js';
import { runProgram } from './process/run.js';

/** The host that vpcctl runs on: what drivers read, and what `execute` changes. */
export interface Host extends HostReader {
  /** How many programs were started through it. */
  readonly started: number;
  /**
   * Writes a value under `/proc/sys`, without a program.
   * @throws VpcctlError `HOST_STEP_FAILED`
   */
  writeSysctl(key: string, value: string): void;
}

/**
 * The real host.
 * @param lockDescriptor the journal's locked file: every program inherits it, so that one which outlives a killed
 *   vpcctl keeps the lock until it ends, and nobody else works on the host beside it
 */
export function createHost({ lockDescriptor }: { lockDescriptor?: number } = {}): Host {
  const inheritDescriptors = lockDescriptor === undefined ? [] : [lockDescriptor];
  let started = 0;
  return {
    get started() {
      return started;
    },
    run(program, args, input) {
      started += 1;
      return runProgram(program, args, { input, inheritDescriptors });
    },
    readFile: readText,
    writeSysctl,
  };
}
