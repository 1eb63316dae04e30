import { basename, dirname } from 'node:path';
import { sweepTemporaries } from '@vpcctl/journal';
import { LASTING_FILES } from './wanted-files.js';
import { fileBehind } from './write-file.js';

/**
 * Removes what killed commands left when they wrote the files of firewalld and ufw. The caller has
 * the journal's lock, so no other command is writing them.
 */
export function sweepLastingFiles(): void {
  for (const file of LASTING_FILES.map(fileBehind))
    sweepTemporaries(dirname(file), ({ replaces }) => replaces === basename(file));
}
