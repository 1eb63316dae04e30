import { VpcctlError } from '@vpcctl/sdk';
import { endTree } from '../../host/kept/index.js';
import { findLab, isMade, type MadeLab } from './find.js';
import { withLabs } from './store.js';

/** Which labs were ended. */
export interface EndedLabs {
  readonly ended: readonly string[];
  /** Names of labs that had ended before; their records were removed. */
  readonly swept: readonly string[];
}

/**
 * Ends a named lab with all that is in it, or all labs of the user, and waits until they are gone.
 * @param name null: all that were made; a lab that is being made stays
 * @throws VpcctlError `LAB_UNKNOWN`, `LAB_BUSY`, `LAB_NOT_ENDED`, `LABS_UNSAFE`
 */
export async function endLabs(name: string | null): Promise<EndedLabs> {
  const { labs, swept } = await withLabs(({ records, swept }) => {
    if (name === null) return { labs: records.filter(isMade), swept };
    // A lab that has ended by itself is what was asked for.
    return { labs: swept.includes(name) ? [] : [findLab(records, name, swept)], swept };
  });
  const results = await Promise.all(labs.map(end));
  const ended = results.filter(({ isEnded }) => isEnded).map(({ lab }) => lab.name);
  const stuck = results.filter(({ isEnded }) => !isEnded).map(({ lab }) => lab.name);
  // This removes the records of all that have ended.
  await withLabs(() => {});
  if (stuck.length === 0) return { ended, swept };
  throw new VpcctlError(`the kernel has not ended all processes yet: ${stuck.join(', ')}`, {
    code: 'LAB_NOT_ENDED',
    category: 'host',
    hints: ['a process that waits for a disk or a server cannot be ended; try again later'],
  });
}

async function end(lab: MadeLab) {
  return { lab, isEnded: await endTree(lab.init) };
}
