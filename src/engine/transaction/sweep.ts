import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files that a command writes under the lock, to be renamed: only a killed one leaves them. */
const TEMPORARY = /^(?:journal\.ndjson\.\d+|\.[\w.]+\.json\.tmp)$/;

/**
 * Removes what killed commands left in the state directory. The caller has the journal's lock, so no
 * other command is writing.
 */
export function sweepTemporaries(snapshotFile: string): void {
  const directory = dirname(snapshotFile);
  try {
    const left = readdirSync(directory).filter((name) => TEMPORARY.test(name));
    for (const name of left) rmSync(join(directory, name));
  } catch {
    // A file that can't be removed is in the way of nothing.
  }
}
