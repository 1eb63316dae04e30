import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { VpcctlError } from '@vpcctl/sdk';
import { isOwnUnit, UNIT_FILE, UNIT_NAME } from './unit.js';

/**
 * The text of our unit, or null where there is none.
 * @throws VpcctlError `BOOT_UNIT_NOT_OURS` where another unit has that name, `BOOT_UNIT_FAILED`
 */
export function readUnit(): string | null {
  const text = attempt('read', () => {
    try {
      return readFileSync(UNIT_FILE, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  });
  if (text === null || isOwnUnit(text)) return text;
  throw new VpcctlError(`${UNIT_FILE} was not written by vpcctl boot enable`, {
    code: 'BOOT_UNIT_NOT_OURS',
    category: 'environment',
    hints: [
      `if it is masked: systemctl unmask ${UNIT_NAME}`,
      'otherwise move it away, then run the command again',
    ],
  });
}

/**
 * Writes our unit in one step, so that systemd reads either the old file or the new one.
 * @throws VpcctlError `BOOT_UNIT_FAILED`
 */
export function writeUnit(text: string): void {
  attempt('write', () => {
    const fresh = `${UNIT_FILE}.new`;
    writeFileSync(fresh, text, { mode: 0o644, flush: true });
    renameSync(fresh, UNIT_FILE);
  });
}

/** @throws VpcctlError `BOOT_UNIT_FAILED` */
export function removeUnit(): void {
  attempt('remove', () => rmSync(UNIT_FILE, { force: true }));
}

function attempt<T>(verb: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VpcctlError(`cannot ${verb} ${UNIT_FILE}: ${reason}`, {
      code: 'BOOT_UNIT_FAILED',
      category: 'environment',
      hints: ['check that its directory is there and can be written'],
      cause,
    });
  }
}
