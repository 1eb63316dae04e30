import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { VpcctlError } from '@vpcctl/sdk';
import {
  checkRoot,
  checkSystemd,
  statePaths,
  systemctl,
  type UnitStatus,
  unitStatus,
} from '../host/index.js';
import { programsOf, UNIT_FILE, UNIT_NAME, unitText } from './unit.js';
import { readUnit, removeUnit, writeUnit } from './unit-file.js';

export interface LastRun {
  readonly outcome: 'succeeded' | 'failed' | 'running';
  /** Why it failed, in systemd's words: `exit code 1`, `timeout`; null where it did not. */
  readonly failure: string | null;
  /** When it ended; null while it runs. */
  readonly at: Date | null;
}

/** The unit that rebuilds the VPCs at boot, and how it did. */
export interface BootStatus {
  /** Whether systemd starts it at boot. */
  readonly enabled: boolean;
  readonly unitFile: string;
  /** Whether the file is what `boot enable` would write now. */
  readonly unit: 'missing' | 'current' | 'outdated';
  /** The files that the unit starts (node, vpcctl) and that are gone. */
  readonly missingPrograms: readonly string[];
  /** Its last run since the host started; null where it has not run. */
  readonly lastRun: LastRun | null;
}

/**
 * Writes the unit and has systemd start it at boot. Done again it changes nothing.
 * @param packageRoot vpcctl's own directory
 * @returns whether something had to be changed
 * @throws VpcctlError `BOOT_IN_LAB`, `SYSTEMD_MISSING`, `NOT_ROOT`, `BOOT_UNIT_FOREIGN`, `BOOT_UNIT_FAILED`,
 *   `HOST_STEP_FAILED`
 */
export async function enableBoot(packageRoot: string): Promise<boolean> {
  checkHost();
  const wanted = wantedUnit(packageRoot);
  const isCurrent = readUnit() === wanted;
  if (!isCurrent) {
    writeUnit(wanted);
    await systemctl('daemon-reload');
  } else if ((await unitStatus(UNIT_NAME)).enabled) return false;
  // Again where it is enabled: what the unit's [Install] says may have changed.
  await systemctl('reenable', UNIT_NAME);
  return true;
}

/**
 * Takes the unit out again. The VPCs stay as they are.
 * @returns whether there was one
 * @throws VpcctlError as {@link enableBoot}
 */
export async function disableBoot(): Promise<boolean> {
  checkHost();
  if (readUnit() === null) return false;
  // It stays "active" after it has run; stopping it does nothing else.
  await systemctl('disable', '--now', UNIT_NAME);
  removeUnit();
  await systemctl('daemon-reload');
  // One that failed is remembered without its file, and one that did not can't be forgotten.
  await systemctl('reset-failed', UNIT_NAME).catch(() => {});
  return true;
}

/**
 * Looks at the unit and at how it did at this boot.
 * @param packageRoot vpcctl's own directory
 * @throws VpcctlError as {@link enableBoot}
 */
export async function bootStatus(packageRoot: string): Promise<BootStatus> {
  checkHost();
  const text = readUnit();
  const status = await unitStatus(UNIT_NAME);
  return {
    enabled: status.enabled,
    unitFile: UNIT_FILE,
    unit: text === null ? 'missing' : text === wantedUnit(packageRoot) ? 'current' : 'outdated',
    missingPrograms: programsOf(text ?? '').filter((path) => !existsSync(path)),
    lastRun: lastRun(status),
  };
}

function lastRun({ state, result, exitStatus, endedAt: at }: UnitStatus): LastRun | null {
  if (state === 'activating') return { outcome: 'running', failure: null, at: null };
  if (result !== 'success') {
    const failure = result === 'exit-code' ? `exit code ${exitStatus}` : result;
    return { outcome: 'failed', failure, at };
  }
  return at === null ? null : { outcome: 'succeeded', failure: null, at };
}

function wantedUnit(packageRoot: string): string {
  return unitText({
    node: process.execPath,
    vpcctl: join(packageRoot, 'bin', 'vpcctl'),
    state: statePaths().directory,
    stateIsChosen: Boolean(process.env['VPCCTL_HOME']),
  });
}

function checkHost(): void {
  if (process.env['VPCCTL_LAB'] === '1') {
    throw new VpcctlError('a lab is gone when its command ends: it never boots', {
      code: 'BOOT_IN_LAB',
      category: 'environment',
      hints: ['run it on the host itself', 'in a lab, the same is done by: vpcctl replay'],
    });
  }
  checkSystemd();
  // Also to look: which state directory the unit is for goes by who asks.
  checkRoot();
}
