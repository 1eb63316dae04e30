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
    hints: ['let what starts this host run, as root and after the network: vpcctl replay'],
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

/** What systemd holds of a unit. */
export interface UnitStatus {
  /** Whether it is started at boot. */
  readonly enabled: boolean;
  /** The word systemd has for its state: `active`, `inactive`, `failed`, `activating`. */
  readonly state: string;
  /** How it ended last: `success`, `exit-code`, `signal`, `timeout`. */
  readonly result: string;
  /** The exit code of its last run since the host started, or the number of the signal that ended it. */
  readonly exitStatus: number;
  /** When its last run since the host started ended; null where there was none, or it still runs. */
  readonly endedAt: Date | null;
}

/**
 * Asks systemd about a unit, also about one that is not there.
 * @throws VpcctlError as {@link systemctl}
 */
export async function unitStatus(name: string): Promise<UnitStatus> {
  const asked = [
    'UnitFileState',
    'ActiveState',
    'Result',
    'ExecMainStatus',
    'ExecMainExitTimestamp',
  ];
  const text = await systemctl('show', '--timestamp=unix', `--property=${asked.join(',')}`, name);
  const said = new Map(
    text.split('\n').map((line) => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );
  const seconds = /^@(\d+)$/.exec(said.get('ExecMainExitTimestamp') ?? '')?.[1];
  return {
    enabled: said.get('UnitFileState') === 'enabled',
    state: said.get('ActiveState') ?? 'inactive',
    result: said.get('Result') ?? 'success',
    exitStatus: Number(said.get('ExecMainStatus') ?? 0),
    endedAt: seconds === undefined ? null : new Date(Number(seconds) * 1000),
  };
}
