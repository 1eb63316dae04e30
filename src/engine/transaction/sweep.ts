import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { snapshotTemporary, sweepTemporaries } from '@vpcctl/journal';

/**
 * Removes what killed commands left in the state directory. The caller has the journal's lock, so no
 * other command is writing.
 */
export function sweepState(snapshotFile: string): void {
  sweepTemporaries(dirname(snapshotFile));
  try {
    rmSync(snapshotTemporary(snapshotFile), { force: true });
  } catch {
    // A file that can't be removed is in the way of nothing.
  }
}
