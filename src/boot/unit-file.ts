import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { replaceFile, sweepTemporaries } from '@vpcctl/journal';
import { VpcctlError } from '@vpcctl/sdk';
import { isOwnUnit, type Unit } from './unit.js';

/**
 * The text of a unit of ours, or null where there is none.
 * @throws VpcctlError `BOOT_UNIT_NOT_OURS` where another unit has that name, `BOOT_UNIT_FAILED`
 */
export function readUnit({ name, file }: Unit): string | null {
  const text = attempt('read', file, () => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  });
  if (text === null || isOwnUnit(text)) return text;
  throw new VpcctlError(`${file} was not written by vpcctl boot enable`, {
    code: 'BOOT_UNIT_NOT_OURS',
    category: 'environment',
    hints: [
      `if it is masked: systemctl unmask ${name}`,
      'otherwise move it away, then run the command again',
    ],
  });
}

/**
 * Writes a unit in one step, so that systemd reads either the old file or the new one.
 * @throws VpcctlError `BOOT_UNIT_FAILED`
 */
export function writeUnit({ file }: Unit, text: string): void {
  attempt('write', file, () => replaceFile(file, text, { mode: 0o644 }));
}

/**
 * Removes a unit, and what a killed {@link writeUnit} left.
 * @throws VpcctlError `BOOT_UNIT_FAILED`
 */
export function removeUnit({ file }: Unit): void {
  attempt('remove', file, () => {
    rmSync(file, { force: true });
    sweepTemporaries(dirname(file), ({ replaces }) => replaces === basename(file));
  });
}

function attempt<T>(verb: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`cannot ${verb} ${file}: ${reason}`, {
      code: 'BOOT_UNIT_FAILED',
      category: 'environment',
      hints: ['check that its directory is there and can be written'],
      cause,
    });
  }
}
