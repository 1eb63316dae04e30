import type { ProcessDescription } from '@vpcctl/sdk';

/** A line of a batch that failed. */
export interface FailedLine {
  /** Its place in the batch, from 0. */
  readonly index: number;
  /** As a plain command: `ip -n vpc1-public link set dev lo up`. */
  readonly command: string;
  /** The message of `ip` or `tc` about it. */
  readonly said: string;
}

/** The output of a batch that failed. */
type FailedBatch = ProcessDescription & { readonly stderr: string };

/** The failed lines of a batch, each with the message before its `Command failed -:LINE`. Pure. */
export function failedLines(failed: FailedBatch): FailedLine[] {
  const lines = failed.input?.split('\n') ?? [];
  const options = failed.args.filter((argument) => !/^-(batch|force)?$/.test(argument));
  const reports = failed.stderr.matchAll(/([\s\S]*?)^Command failed -:(\d+)$/gm);
  return [...reports].flatMap(([, said = '', number]) => {
    const index = Number(number) - 1;
    const line = lines[index];
    return line === undefined
      ? []
      : [{ index, command: [failed.program, ...options, line].join(' '), said: said.trim() }];
  });
}

/** What a program said besides its messages about failed lines, or instead of them. Pure. */
export function saidBeside({ stderr }: FailedBatch): string {
  const last = stderr.lastIndexOf('Command failed -:');
  return (last === -1 ? stderr : stderr.slice(last).replace(/^Command failed -:\d+/, '')).trim();
}
