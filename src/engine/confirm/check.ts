import { inputError, type State, VpcctlError } from '@vpcctl/sdk';
import {
  PROBE_MS,
  PROBE_PROGRAMS,
  type Probe,
  type ProbeAnswer,
  probe,
} from '../../host/probe/single.js';
import { checkPrograms as checkHostPrograms } from '../../host/process/packages.js';
import { type Flow, parseFlow, requireEnds, workloadsOf } from '../../model/reach/index.js';
import { probeOf } from '../reach/probe.js';

/** What must be reached after a change, or must not. */
export interface Check {
  /** As it was written. */
  readonly text: string;
  readonly flow: Flow;
  /** Whether it must be reached. */
  readonly reach: boolean;
}

const CHECK = /^\s*(\S+)\s*(->|!>|-\/>)\s*(\S+)\s*$/;

/**
 * Reads a check: `SOURCE -> TARGET`, or `SOURCE !> TARGET` (also `-/>`) for what must not be reached. SOURCE is
 * `VPC/SUBNET[/NAME]` or `host`; TARGET is an address or `VPC/SUBNET[/NAME]`, with `:PORT` or `:PORT/udp`; without a
 * port it is pinged. Pure.
 * @throws VpcctlError `CHECK_INVALID`
 */
export function parseCheck(text: string): Check {
  const [, source = '', arrow, target = ''] = CHECK.exec(text) ?? [];
  if (arrow === undefined)
    throw invalid(text, 'it has to be SOURCE -> TARGET, or SOURCE !> TARGET');
  const flow = parseFlow(source, target, (reason) => {
    throw invalid(text, reason);
  });
  const { from, to } = flow;
  if (from.kind === 'address' || from.kind === 'internet') {
    throw invalid(text, `the source, "${source}", is not VPC/SUBNET or host`);
  }
  if (to.kind === 'host' || to.kind === 'internet') {
    throw invalid(text, `the target, "${to.kind}", is no address that packets can be sent to`);
  }
  return { text: text.trim(), flow, reach: arrow === '->' };
}

/**
 * Where a check's packets start and go, by what the world will be. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function resolveCheck(state: State, { text, flow }: Check): Probe {
  requireEnds([state], flow);
  const resolved = probeOf({ workloads: workloadsOf(state), host: null }, flow);
  if (resolved === null) throw invalid(text, 'its packets can be sent nowhere');
  return resolved.probe;
}

/** @throws VpcctlError `HOST_PROGRAM_MISSING` when a check could not be made */
export function checkProbePrograms(checks: readonly Check[]): void {
  const { ip, ping } = PROBE_PROGRAMS;
  const pings = checks.some(({ flow }) => flow.protocol === 'icmp');
  if (checks.length > 0) checkHostPrograms({ ip, ...(pings && { ping }) });
}

/** How a check went. */
export interface Checked {
  readonly check: Check;
  readonly answer: ProbeAnswer;
  readonly passed: boolean;
}

/**
 * Makes checks, side by side, with real packets.
 * @throws VpcctlError as {@link probe}
 */
export function makeChecks(
  state: State,
  checks: readonly Check[],
  signal?: AbortSignal,
): Promise<Checked[]> {
  return Promise.all(
    checks.map(async (check) => {
      const answer = await probe(resolveCheck(state, check), signal);
      // Who refuses was reached: a policy drops, it does not refuse.
      const passed = check.reach ? answer === 'answered' : answer === 'silent';
      return { check, answer, passed };
    }),
  );
}

/** The error for checks that did not pass. `after` says what became of the change. */
export function checkFailed(failed: readonly Checked[], after: readonly string[]): VpcctlError {
  const [first, ...others] = failed.map(inWords);
  return new VpcctlError(`the check ${first}`, {
    code: 'CHECK_FAILED',
    category: 'host',
    hints: [...others.map((other) => `also failed: ${other}`), ...after],
  });
}

const MEANING: Record<ProbeAnswer, string> = {
  answered: 'it answers',
  refused: 'it is reached, but nobody listens there',
  silent: `no answer within ${PROBE_MS / 1000} seconds`,
};

function inWords({ check, answer }: Checked): string {
  return `"${check.text}" failed: ${MEANING[answer]}`;
}

function invalid(text: string, reason: string): VpcctlError {
  return inputError(
    'CHECK_INVALID',
    `the check ${JSON.stringify(text)} can't be read: ${reason}`,
    "for example: --check 'vpc1/private -> 10.0.1.1:8080', 'vpc1/web !> vpc2/db:5432', 'host -> vpc1/web'",
  );
}
