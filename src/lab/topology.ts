import { VpcctlError } from '@vpcctl/sdk';
import { readError } from './error-of-vpcctl.js';

/** A topology that a lab gets before its command runs. */
export interface LabTopology {
  /** The files, in order, with the names that they have in errors. */
  readonly sources: readonly { readonly name: string; readonly text: string }[];
  /** Values of variables, as the user wrote them: `tiers=3`. */
  readonly set: readonly string[];
}

/** The line that src/lab/init.sh writes before the reason, when the topology can't be built. */
const MARK = 'vpcctl-lab: topology failed\n';

/**
 * The error of `apply` for a topology that was not built in the lab; null for any other failure.
 * Sets the exit code where a signal was the reason.
 */
export function topologyTrouble(messages: string): VpcctlError | null {
  const at = messages.indexOf(MARK);
  if (at === -1) return null;
  const { code, message, hints, exitCode } = readError(messages.slice(at + MARK.length).trim());
  if (exitCode >= 128) process.exitCode = exitCode;
  return new VpcctlError(message, { code, category: CATEGORIES[exitCode] ?? 'host', hints });
}

const CATEGORIES: Readonly<Record<number, VpcctlError['category']>> = {
  2: 'input',
  3: 'environment',
  4: 'journal',
};
