import type { ProcessDescription } from '@vpcctl/sdk';

/** A line of a batch that failed. */
export interface FailedLine {
  /** As a plain command: `ip -n vpc1-public link set dev lo up`. */
  readonly command: string;
  /** What `ip` or `tc` said of it. */
  readonly said: string;
}

/**
 * What `ip` and `tc` say of something that is to be deleted and isn't there (iproute2 6.1, Linux 6.18), of the whole
 * batch where its namespace isn't.
 */
const GONE = [
  /^Cannot find device /,
  /^Cannot (remove namespace file|open network namespace) .*: No such file or directory$/,
  /^RTNETLINK answers: (No such process|No such file or directory|Cannot assign requested address)$/,
  /^Error: (ipv4: )?(Address not found|FIB table does not exist)\.$/,
  /^Error: (Cannot find specified qdisc on specified device|Failed to find qdisc with specified classid)\.$/,
  /^Error: Cannot delete qdisc with handle of zero\.$/,
];

/** What they say, too, where a port that is to be unlocked is in no bridge any more. */
const NO_PORT = /^RTNETLINK answers: Operation not supported$/;

/** What they say where a port that is down is to be known for a MAC: it learns none. */
const DOWN = /^RTNETLINK answers: Operation not permitted$/;

/** The lines of a batch that failed, by what was said before each `Command failed -:LINE`. Pure. */
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
 * Whether all that failed in a forced batch is the deletion of what had gone already: by hand, by a reboot, or with
 * an interface that was unplugged. Then what was wanted is so.
 */
export function hadGone(failed: ProcessDescription & { readonly stderr: string }): boolean {
  if (!failed.args.includes('-force')) return false;
  const lines = failedLines(failed);
  const rest = failed.stderr.slice(failed.stderr.lastIndexOf('Command failed -:'));
  if (lines.length > 0 && !/^Command failed -:\d+\s*$/.test(rest)) return false;
  if (lines.length === 0) return saysGone(failed.stderr.trim());
  return lines.every(({ command, said }) => isGone(command, said));
}

/** Whether a line failed because what it deletes, or the port it unlocks, isn't there. */
export function isGone(command: string, said: string): boolean {
  const ofPort = / bridge_slave locked off | fdb del | master dynamic$/.test(command);
  if (ofPort && NO_PORT.test(said)) return true;
  if (/ master dynamic$/.test(command) && DOWN.test(said)) return true;
  return (/ del /.test(command) || ofPort) && saysGone(said);
}

function saysGone(said: string): boolean {
  return GONE.some((pattern) => pattern.test(said));
}
