import type { CommandOutput } from '@vpcctl/sdk/command';
import type { LabListOutput } from '../../schemas/host/lab.js';
import { renderTable } from '../text/table.js';
import { localTime, printableLine } from '../text/text.js';

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

const HEAD = ['NAME', 'SINCE', 'PROCESSES', 'VPCS'];

/** Named labs as a table. */
export function renderLabs({ labs }: LabListOutput): string {
  if (labs.length === 0) return 'There is no lab with a name. Make one: vpcctl lab --name NAME';
  const rows = labs.map(({ name, since, processes, vpcs }) => [
    name,
    localTime(since),
    String(processes),
    vpcs === null ? 'not readable' : printableLine(vpcs.join(', ') || '-'),
  ]);
  return renderTable(HEAD, rows);
}
