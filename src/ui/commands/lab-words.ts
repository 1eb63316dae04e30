import type { CommandOutput } from '@vpcctl/sdk/command';

/** A command line's own words, and the command after the two dashes; none: a shell. */
export function ownAndCommand(argv: readonly string[]): { own: string[]; command: string[] } {
  const separator = argv.indexOf('--');
  return separator === -1
    ? { own: [...argv], command: [] }
    : { own: argv.slice(0, separator), command: argv.slice(separator + 1) };
}

/** Says of which labs the records were removed, since their processes have ended. */
export function noteSwept(output: CommandOutput, swept: readonly string[]): void {
  for (const name of swept) {
    output.note(`The lab ${name} has ended; its record was removed.`);
  }
}
