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
import { dangerInTree } from '../host/plugins/index.js';
import { dangerAbove, dangerToFile } from '../host/record/index.js';
import { programsOf, UNIT_FILE, UNIT_NAME, unitText } from './unit.js';
import { readUnit, removeUnit, writeUnit } from './unit-file.js';

/** The last run of the unit in this boot. */
export interface LastRun {
  readonly outcome: 'succeeded' | 'failed' | 'running';
  /** Why it failed, in systemd's words: `exit code 1`, `timeout`; null where it did not. */
  readonly failure: string | null;
  /** When it ended; null while it runs. */
  readonly at: Date | null;
}

/** The unit that rebuilds the VPCs at boot, and its last run. */
export interface BootStatus {
  /** Whether systemd starts it at boot. */
  readonly enabled: boolean;
  readonly unitFile: string;
  /** Whether the file has the text that `boot enable` would write now. */
  readonly unit: 'missing' | 'current' | 'outdated';
  /** The programs that the unit starts (node, vpcctl) and that are gone. */
  readonly missingPrograms: readonly string[];
  /** Its last run in this boot; null where it has not run. */
  readonly lastRun: LastRun | null;
}

/**
 * Writes the unit and makes systemd start it at boot. A second call changes nothing.
 * @param packageRoot vpcctl's own directory
 * @returns whether anything was changed
 * @throws VpcctlError `BOOT_IN_LAB`, `SYSTEMD_MISSING`, `NOT_ROOT`, `BOOT_UNIT_NOT_OURS`,
 *   `BOOT_UNIT_FAILED`, `BOOT_UNSAFE`, `HOST_STEP_FAILED`
 */
export async function enableBoot(packageRoot: string): Promise<boolean> {
  checkHost();
  checkPrograms(packageRoot);
  const wanted = wantedUnit(packageRoot);
  const isCurrent = readUnit() === wanted;
  if (!isCurrent) {
    writeUnit(wanted);
    await systemctl('daemon-reload');
  } else if ((await unitStatus(UNIT_NAME)).enabled) return false;
  // Also where it is enabled already: the unit's [Install] section may have changed.
  await systemctl('reenable', UNIT_NAME);
  return true;
}

/**
 * Refuses programs that another user could change: systemd runs them as root at each boot.
 * @throws VpcctlError `BOOT_UNSAFE`, naming the file
 */
function checkPrograms(packageRoot: string): void {
  const danger =
    dangerToFile(process.execPath) ?? dangerAbove(packageRoot) ?? dangerInTree(packageRoot);
  if (danger === null) return;
  throw new VpcctlError(`the boot unit would run files that another user can change: ${danger}`, {
    code: 'BOOT_UNSAFE',
    category: 'environment',
    hints: [
      'correct its owner and mode, if you know that nobody has changed it: chown, chmod go-w',
      'or install vpcctl where only root may write: sudo npm install -g',
    ],
  });
}

/**
 * Removes the unit. The VPCs stay as they are.
 * @returns whether there was a unit
 * @throws VpcctlError as {@link enableBoot}
 */
export async function disableBoot(): Promise<boolean> {
  checkHost();
  if (readUnit() === null) return false;
  // The unit stays "active" after it has run; stopping it only ends that state.
  await systemctl('disable', '--now', UNIT_NAME);
  removeUnit();
  await systemctl('daemon-reload');
  // systemd remembers a failed unit even without its file. For any other unit this call fails.
  await systemctl('reset-failed', UNIT_NAME).catch(() => {});
  return true;
}

/**
 * Reads the unit, and its last run in this boot.
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
    throw new VpcctlError('a lab never boots: it is gone when its command ends', {
      code: 'BOOT_IN_LAB',
      category: 'environment',
      hints: ['run it on the host itself', 'in a lab, this rebuilds the VPCs: vpcctl replay'],
    });
  }
  checkSystemd();
  // Reading needs root, too: the effective user decides which state directory the unit is for.
  checkRoot();
}
