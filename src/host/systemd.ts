import { existsSync } from 'node:fs';
import { VpcctlError } from '@vpcctl/sdk';
import { runProgram } from './process/run.js';

/**
 * Checks that systemd runs this host, as sd_booted(3) does.
 * @throws VpcctlError `SYSTEMD_MISSING`
 */
export function checkSystemd(): void {
  if (existsSync('/run/systemd/system')) return;
  throw new VpcctlError('systemd does not run this host', {
    code: 'SYSTEMD_MISSING',
    category: 'environment',
    hints: ["make this host's own init run as root, once the network is up: vpcctl replay"],
  });
}

/**
 * Runs `systemctl`.
 * @returns its standard output
 * @throws VpcctlError `HOST_STEP_FAILED` with its own message, `HOST_PROGRAM_MISSING`
 */
export function systemctl(...args: string[]): Promise<string> {
  return runProgram('systemctl', args);
}

/** The status of a systemd unit. */
export interface UnitStatus {
  /** Whether it is started at boot. */
  readonly enabled: boolean;
  /** Its state in systemd's words: `active`, `inactive`, `failed`, `activating`. */
  readonly state: string;
  /** How its last run ended: `success`, `exit-code`, `signal`, `timeout`. */
  readonly result: string;
  /** The exit code of its last run in this boot, or the number of the signal that ended it. */
  readonly exitStatus: number;
  /** When its last run in this boot ended; null where it has not run, or still runs. */
  readonly endedAt: Date | null;
}

/**
 * Asks systemd about a unit, which may be missing.
 * @throws VpcctlError as {@link systemctl}
 */
export async function unitStatus(name: string): Promise<UnitStatus> {
  const properties = [
    'UnitFileState',
    'ActiveState',
    'Result',
    'ExecMainStatus',
    'ExecMainExitTimestamp',
  ];
  const text = await systemctl(
    'show',
    '--timestamp=unix',
    `--property=${properties.join(',')}`,
    name,
  );
  const values = new Map(
    text.split('\n').map((line) => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
  const seconds = /^@(\d+)$/.exec(values.get('ExecMainExitTimestamp') ?? '')?.[1];
  return {
    enabled: values.get('UnitFileState') === 'enabled',
    state: values.get('ActiveState') ?? 'inactive',
    result: values.get('Result') ?? 'success',
    exitStatus: Number(values.get('ExecMainStatus') ?? 0),
    endedAt: seconds === undefined ? null : new Date(Number(seconds) * 1000),
  };
}
