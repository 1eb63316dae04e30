import { unknownName, VpcctlError } from '@vpcctl/sdk';
import type { ProcessIdentity } from '../../host/kept/index.js';
import type { LabRecord } from './record.js';

/** A lab that was made. */
export interface MadeLab extends LabRecord {
  readonly init: ProcessIdentity;
}

/** Whether a lab was made, and is not being made still. */
export function isMade(record: LabRecord): record is MadeLab {
  return record.init !== null;
}

/**
 * The lab of a name.
 * @param swept names of labs that have ended
 * @throws VpcctlError `LAB_UNKNOWN`, `LAB_ENDED`, `LAB_BUSY`
 */
export function findLab(
  records: readonly LabRecord[],
  name: string,
  swept: readonly string[],
): MadeLab {
  const record = records.find((each) => each.name === name);
  if (record === undefined) {
    if (swept.includes(name)) throw labEnded(name);
    const names = records.map((each) => each.name);
    throw unknownName('LAB_UNKNOWN', 'lab', name, names, `make it: vpcctl lab --name ${name}`);
  }
  if (isMade(record)) return record;
  throw new VpcctlError(`process ${record.maker.pid} is making the lab ${name} still`, {
    code: 'LAB_BUSY',
    category: 'host',
    hints: ['wait until it is made, or interrupt that process'],
  });
}

/** The error for a lab that has ended by itself. */
export function labEnded(name: string): VpcctlError {
  return new VpcctlError(`the lab ${name} has ended`, {
    code: 'LAB_ENDED',
    category: 'input',
    hints: [`make it again: vpcctl lab --name ${name}`],
  });
}
