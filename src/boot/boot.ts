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
import { FLOW_LOGS_UNIT, programsOf, REPLAY_UNIT, type Unit, WATCH_UNIT } from './unit.js';
import { readUnit, removeUnit, writeUnit } from './unit-file.js';

/** The last run of the unit in this boot. */
export interface LastRun {
  readonly outcome: 'succeeded' | 'failed' | 'running';
  /** Why it failed, in systemd's words: `exit code 1`, `timeout`; null where it did not. */
  readonly failure: string | null;
  /** When it ended; null while it runs. */
  readonly at: Date | null;
}

/** A unit's file, and whether systemd uses it. */
export interface UnitState {
  /** Whether systemd starts it at boot. */
  readonly enabled: boolean;
  readonly unitFile: string;
  /** Whether the file has the text that `boot enable` would write now. */
  readonly unit: 'missing' | 'current' | 'outdated';
}

/** A unit that runs all the time, and whether it does now. */
export interface ServiceState extends UnitState {
  readonly running: boolean;
}

/** The unit that rebuilds the VPCs at boot, its last run, and the units that run beside them. */
export interface BootStatus extends UnitState {
  /** The programs that the units start (node, vpcctl) and that are gone. */
  readonly missingPrograms: readonly string[];
  /** Its last run in this boot; null where it has not run. */
  readonly lastRun: LastRun | null;
  /** The watcher that repairs them. */
  readonly keep: ServiceState;
  /** The service that writes flow logs. */
  readonly flowLogs: ServiceState;
}

/** What `boot enable` and `boot disable` did. */
export interface BootChange {
  readonly changed: boolean;
  /** Whether drift is repaired while the host runs. */
  readonly keep: boolean;
  /** Whether flow logs are written. */
  readonly flowLogs: boolean;
}

/** What runs all the time, beside the VPCs. Left out: where it does already. */
export interface Services {
  /** Repairs drift. */
  readonly keep: boolean | undefined;
  /** Writes flow logs. */
  readonly flowLogs: boolean | undefined;
}

/**
 * Writes the units and makes systemd start them at boot; the services are started at once. A second
 * call changes nothing.
 * @param packageRoot vpcctl's own directory
 * @throws VpcctlError `BOOT_IN_LAB`, `SYSTEMD_MISSING`, `NOT_ROOT`, `BOOT_UNIT_NOT_OURS`,
 *   `BOOT_UNIT_FAILED`, `BOOT_UNSAFE`, `HOST_STEP_FAILED`
 */
export async function enableBoot(packageRoot: string, services: Services): Promise<BootChange> {
  checkHost();
  checkBootPrograms(packageRoot);
  const keep = services.keep ?? readUnit(WATCH_UNIT) !== null;
  const flowLogs = services.flowLogs ?? readUnit(FLOW_LOGS_UNIT) !== null;
  const changes = [
    await enableUnit(REPLAY_UNIT, packageRoot),
    await setService(WATCH_UNIT, keep, packageRoot),
    await setService(FLOW_LOGS_UNIT, flowLogs, packageRoot),
  ];
  return { changed: changes.includes(true), keep, flowLogs };
}

/** @returns whether anything was changed */
async function setService(unit: Unit, isWanted: boolean, packageRoot: string): Promise<boolean> {
  if (!isWanted) return disableUnit(unit);
  const isNew = await enableUnit(unit, packageRoot);
  const isRunning = (await unitStatus(unit.name)).state === 'active';
  if (isNew || !isRunning) await systemctl('restart', unit.name);
  return isNew || !isRunning;
}

/** @returns whether anything was changed */
async function enableUnit(unit: Unit, packageRoot: string): Promise<boolean> {
  const wanted = wantedText(unit, packageRoot);
  if (readUnit(unit) !== wanted) {
    writeUnit(unit, wanted);
    await systemctl('daemon-reload');
  } else if ((await unitStatus(unit.name)).enabled) return false;
  // Also where it is enabled already: the unit's [Install] section may have changed.
  await systemctl('reenable', unit.name);
  return true;
}

/**
 * Refuses programs that another user could change: systemd runs them as root at each boot.
 * @throws VpcctlError `BOOT_UNSAFE`, naming the file
 */
export function checkBootPrograms(packageRoot: string): void {
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
 * Removes the units. The VPCs stay as they are.
 * @throws VpcctlError as {@link enableBoot}
 */
export async function disableBoot(): Promise<BootChange> {
  checkHost();
  const changes: boolean[] = [];
  for (const unit of [FLOW_LOGS_UNIT, WATCH_UNIT, REPLAY_UNIT])
    changes.push(await disableUnit(unit));
  return { changed: changes.includes(true), keep: false, flowLogs: false };
}

/** @returns whether there was a unit */
async function disableUnit(unit: Unit): Promise<boolean> {
  if (readUnit(unit) === null) {
    removeUnit(unit);
    return false;
  }
  // The one for the boot stays "active" after it has run; stopping it only ends that state.
  await systemctl('disable', '--now', unit.name);
  removeUnit(unit);
  await systemctl('daemon-reload');
  // systemd remembers a failed unit even without its file. For any other unit this call fails.
  await systemctl('reset-failed', unit.name).catch(() => {});
  return true;
}

/**
 * Reads the units, and the last run in this boot.
 * @param packageRoot vpcctl's own directory
 * @throws VpcctlError as {@link enableBoot}
 */
export async function bootStatus(packageRoot: string): Promise<BootStatus> {
  checkHost();
  const replay = await readState(REPLAY_UNIT, packageRoot);
  const watch = await readState(WATCH_UNIT, packageRoot);
  const flowLogs = await readState(FLOW_LOGS_UNIT, packageRoot);
  const programs = [replay, watch, flowLogs].flatMap(({ text }) => programsOf(text ?? ''));
  return {
    ...replay.state,
    missingPrograms: [...new Set(programs)].filter((path) => !existsSync(path)),
    lastRun: lastRun(replay.status),
    keep: serviceState(watch),
    flowLogs: serviceState(flowLogs),
  };
}

async function readState(unit: Unit, packageRoot: string) {
  const text = readUnit(unit);
  const status = await unitStatus(unit.name);
  const isCurrent = text === wantedText(unit, packageRoot);
  const state: UnitState = {
    enabled: status.enabled,
    unitFile: unit.file,
    unit: text === null ? 'missing' : isCurrent ? 'current' : 'outdated',
  };
  return { text, status, state };
}

function serviceState({ state, status }: Awaited<ReturnType<typeof readState>>): ServiceState {
  return { ...state, running: status.state === 'active' };
}

function lastRun({ state, result, exitStatus, endedAt: at }: UnitStatus): LastRun | null {
  if (state === 'activating') return { outcome: 'running', failure: null, at: null };
  if (result !== 'success') {
    const failure = result === 'exit-code' ? `exit code ${exitStatus}` : result;
    return { outcome: 'failed', failure, at };
  }
  return at === null ? null : { outcome: 'succeeded', failure: null, at };
}

function wantedText(unit: Unit, packageRoot: string): string {
  return unit.text({
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
