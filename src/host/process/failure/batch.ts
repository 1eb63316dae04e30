import type { ProcessDescription } from '@vpcctl/sdk';

/** A line of a batch that failed. */
export interface FailedLine {
  /** As a plain command: `ip -n vpc1-public link set dev lo up`. */
  readonly command: string;
  /** The message of `ip` or `tc` about it. */
  readonly said: string;
}

/**
 * Messages of `ip` and `tc` about the deletion of something that does not exist (iproute2 6.1,
 * Linux 6.18). Where the namespace does not exist, the message is about the whole batch.
 */
const GONE = [
  /^Cannot find device /,
  /^Cannot (remove namespace file|open network namespace) .*: No such file or directory$/,
  /^RTNETLINK answers: (No such process|No such file or directory|Cannot assign requested address)$/,
  /^Error: (ipv4: )?(Address not found|FIB table does not exist)\.$/,
  /^Error: (Cannot find specified qdisc on specified device|Failed to find qdisc with specified classid)\.$/,
  /^Error: Cannot delete qdisc with handle of zero\.$/,
];

/** Their message where a port that is to be unlocked is in no bridge any more. */
const NO_PORT = /^RTNETLINK answers: Operation not supported$/;

/** Their message where a dynamic MAC is added to a port that is down: such a port learns none. */
const DOWN = /^RTNETLINK answers: Operation not permitted$/;

/** The failed lines of a batch, each with the message before its `Command failed -:LINE`. Pure. */
export function failedLines(
  failed: ProcessDescription & { readonly stderr: string },
): FailedLine[] {
  const lines = failed.input?.split('\n') ?? [];
  const options = failed.args.filter((argument) => !/^-(batch|force)?$/.test(argument));
  const reports = failed.stderr.matchAll(/([\s\S]*?)^Command failed -:(\d+)$/gm);
  return [...reports].flatMap(([, said = '', number]) => {
    const line = lines[Number(number) - 1];
    return line === undefined
      ? []
      : [{ command: [failed.program, ...options, line].join(' '), said: said.trim() }];
  });
}

/**
 * Whether a forced batch failed only to delete things that were gone already: removed by hand, by a
 * reboot, or with an unplugged interface. Then the host is as the batch wanted it.
 */
export function failedOnlyOnMissing(
  failed: ProcessDescription & { readonly stderr: string },
): boolean {
  if (!failed.args.includes('-force')) return false;
  const lines = failedLines(failed);
  const rest = failed.stderr.slice(failed.stderr.lastIndexOf('Command failed -:'));
  if (lines.length > 0 && !/^Command failed -:\d+\s*$/.test(rest)) return false;
  if (lines.length === 0) return saysGone(failed.stderr.trim());
  return lines.every(({ command, said }) => isGone(command, said));
}

/**
 * Whether a line failed because the thing that it deletes, or the port that it unlocks, is gone.
 */
export function isGone(command: string, said: string): boolean {
  const ofPort = / bridge_slave locked off | fdb del | master dynamic$/.test(command);
  if (ofPort && NO_PORT.test(said)) return true;
  if (/ master dynamic$/.test(command) && DOWN.test(said)) return true;
  return (/ del /.test(command) || ofPort) && saysGone(said);
}

function saysGone(said: string): boolean {
  return GONE.some((pattern) => pattern.test(said));
}
