import type { LabListOutput } from '../../schemas/lab.js';
import { renderTable } from '../text/table.js';
import { localTime, printableLine } from '../text/text.js';

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
