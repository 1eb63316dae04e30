import { inputError, type State, VpcctlError } from '@vpcctl/sdk';
import { type Answer, checkProbePrograms as checkHostPrograms } from '../../host/probe/index.js';
import { type Flow, parseFlow, requireEnds, workloadsOf } from '../../model/reach/index.js';
import { isProbed, MEANING, type Packet, packetOf, sendPackets } from '../reach/packets.js';

/** A flow that must be reachable after a change, or must not be. */
export interface Check {
  /** The check as the user typed it. */
  readonly text: string;
  readonly flow: Flow;
  /** Whether the flow must be reachable. */
  readonly reach: boolean;
}

const CHECK = /^\s*(\S+)\s*(->|!>|-\/>)\s*(\S+)\s*$/;

/**
 * Parses a check: `SOURCE -> TARGET`, or `SOURCE !> TARGET` (also `-/>`) for a target that must not
 * be reachable. Pure. SOURCE is `VPC/SUBNET[/NAME]` or `host`. TARGET is an address or
 * `VPC/SUBNET[/NAME]`, with `:PORT` or `:PORT/udp`; a target without a port is pinged.
 * @throws VpcctlError `CHECK_INVALID`
 */
export function parseCheck(text: string): Check {
  const [, source = '', arrow, target = ''] = CHECK.exec(text) ?? [];
  if (arrow === undefined)
    throw invalid(text, 'it has to be SOURCE -> TARGET, or SOURCE !> TARGET');
  const flow = parseFlow(source, target, (reason) => {
    throw invalid(text, reason);
  });
  const { from, to, protocol } = flow;
  if (!isProbed(protocol)) throw invalid(text, `no ${protocol} packet can be sent from here`);
  if (from.kind === 'address' || from.kind === 'internet') {
    throw invalid(text, `the source, "${source}", is not VPC/SUBNET or host`);
  }
  if (to.kind === 'host' || to.kind === 'internet') {
    throw invalid(text, `the target, "${to.kind}", is no address that packets can be sent to`);
  }
  return { text: text.trim(), flow, reach: arrow === '->' };
}

/**
 * The packet of a check: where it starts and goes, in the state after the change. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`, `INSTANCE_UNKNOWN`
 */
export function resolveCheck(state: State, { text, flow }: Check): Packet {
  requireEnds([state], flow);
  const packet = packetOf({ workloads: workloadsOf(state), host: null }, flow);
  if (packet === null) throw invalid(text, 'it has no address to send packets to');
  return packet;
}

/**
 * Checks that the programs that the checks need are installed.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`
 */
export function checkProbePrograms(checks: readonly Check[]): void {
  if (checks.length > 0) checkHostPrograms(checks.map(({ flow }) => flow));
}

/** The result of a check. */
export interface Checked {
  readonly check: Check;
  readonly answer: Answer;
  readonly passed: boolean;
}

/**
 * Runs checks in parallel, with real packets.
 * @param packageRoot vpcctl's own directory
 * @throws VpcctlError as {@link sendPackets}
 */
export async function probeChecks(
  packageRoot: string,
  state: State,
  checks: readonly Check[],
  signal?: AbortSignal,
): Promise<Checked[]> {
  const packets = checks.map((check) => resolveCheck(state, check));
  const answers = await sendPackets(packageRoot, packets, signal);
  return checks.map((check, index) => {
    const answer = answers[index] ?? 'dropped';
    // A refusal proves that the packets arrived, since a policy drops and never refuses.
    const passed = answer === (check.reach ? 'answered' : 'dropped');
    return { check, answer, passed };
  });
}

/** The error for checks that failed. `after` says whether the change was rolled back. */
export function checkFailed(failed: readonly Checked[], after: readonly string[]): VpcctlError {
  const [first, ...rest] = failed.map(describeFailure);
  return new VpcctlError(`the check ${first}`, {
    code: 'CHECK_FAILED',
    category: 'host',
    hints: [...rest.map((text) => `also failed: ${text}`), ...after],
  });
}

function describeFailure({ check, answer }: Checked): string {
  return `"${check.text}" failed: ${MEANING[answer]}`;
}

function invalid(text: string, reason: string): VpcctlError {
  return inputError(
    'CHECK_INVALID',
    `the check ${JSON.stringify(text)} can't be read: ${reason}`,
    "for example: --check 'vpc1/private -> 10.0.1.1:8080', 'vpc1/web !> vpc2/db:5432', 'host -> vpc1/web'",
  );
}
