import { inputError } from '@vpcctl/sdk';
import type { ConfirmFlags } from '@vpcctl/sdk/command';
import type { Check } from '../../engine/index.js';
import type { Engine } from './with-engine.js';

/** The checks and the confirmation that a change asks for. */
export interface ConfirmOptions {
  readonly checks: readonly Check[];
  /** Milliseconds until the change is rolled back; null if it needs no confirmation. */
  readonly within: number | null;
  /** Whether the command confirms the change itself, after its checks have passed. */
  readonly confirming: boolean;
}

/**
 * Deadline for `--check` alone. Checks finish much sooner; it only fires when the process is killed
 * while they run.
 */
const CHECKS_MS = 20_000;

/** @throws VpcctlError `DURATION_INVALID`, `CHECK_INVALID` */
export function readConfirmOptions(engine: Engine, flags: ConfirmFlags): ConfirmOptions {
  const checks = (flags.check ?? []).map(engine.parseCheck);
  const wanted = flags['confirm-within'];
  if (wanted !== undefined)
    return { checks, within: parseDuration(wanted, '--confirm-within'), confirming: false };
  return { checks, within: checks.length === 0 ? null : CHECKS_MS, confirming: true };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const DAY = 24 * 3_600_000;

/**
 * Milliseconds of `60s`, `5m`, `1h`; without a unit, seconds.
 * @param flag the flag that has it, for the error
 * @throws VpcctlError `DURATION_INVALID`
 */
export function parseDuration(text: string, flag: string): number {
  const [, number, unit = 's'] = /^(\d{1,6})([smh])?$/.exec(text) ?? [];
  const duration = Number(number ?? 0) * (UNITS[unit] ?? 0);
  if (duration > 0 && duration <= DAY) return duration;
  throw inputError(
    'DURATION_INVALID',
    `${JSON.stringify(text)} is not a time for ${flag}`,
    'a number and s, m or h, at most a day: 60s, 5m, 1h',
  );
}
