import { type ExceptionOperation, type HostReader, isVpcctlError } from '@vpcctl/sdk';
import { editsFor } from './edits.js';
import { contentIn, readOpenTable, writeTable } from './tables.js';

/** The owner of a table may change it between our reading and writing it, but hardly this often. */
const ATTEMPTS = 3;

/**
 * Opens and closes firewall exceptions, all in one table. Reads the table first: a chain that has
 * gone needs no rules, and a rule that has gone needs no deletion.
 * @throws VpcctlError `HOST_STEP_FAILED` where the table can't be changed
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
      const isChanged = isVpcctlError(error) && error.code === 'HOST_STEP_FAILED';
      if (!isChanged || attempt === ATTEMPTS) throw error;
    }
  }
}
