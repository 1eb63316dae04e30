import { type ExceptionOperation, type HostReader, isVpcctlError } from '@vpcctl/sdk';
import { OBJECT_MISSING } from '../process/failure.js';
import { editsFor } from './edits.js';
import { contentIn, readOpenTable, writeTable } from './tables.js';

/** The owner of a table may change it between our reading and writing it, but hardly this often. */
const ATTEMPTS = 3;

/** How writing fails where the table is no longer as it was read. */
const CHANGED: readonly string[] = ['HOST_STEP_FAILED', OBJECT_MISSING];

/**
 * Opens and closes firewall exceptions, all in one table. Reads the table first: a chain that has
 * gone needs no rules, and a rule that has gone needs no deletion.
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OBJECT_MISSING` where the table can't be changed
 */
export async function applyForeignFirewall(
  operations: readonly ExceptionOperation[],
  host: HostReader,
): Promise<void> {
  const [first] = operations;
  if (first === undefined) return;
  const name = first.exception;
  for (let attempt = 1; ; attempt += 1) {
    const edits = editsFor(await readOpenTable(host, name), operations, contentIn(name.filter));
    if (edits.length === 0) return;
    try {
      await writeTable(host, name, edits);
      return;
    } catch (error) {
      const isChanged = isVpcctlError(error) && CHANGED.includes(error.code);
      if (!isChanged || attempt === ATTEMPTS) throw error;
    }
  }
}
