import { inputError, parseCidr, type State, VpcctlError } from '@vpcctl/sdk';
import { requireSubnet } from '../features/subnet/select.js';
import { checkPrograms as checkHostPrograms } from '../host/preflight.js';
import { PROBE_MS, PROBE_PROGRAMS, type Probe, type ProbeAnswer, probe } from '../host/probe.js';

/** A subnet by name. */
type Place = { readonly vpc: string; readonly subnet: string };

/** What must be reached after a change, or must not. */
export interface Check {
  /** As it was written. */
  readonly text: string;
  readonly from: Place | 'host';
  readonly to: Place | { readonly address: string };
  readonly protocol: Probe['protocol'];
  /** 0 for ping. */
  readonly port: number;
  /** Whether it must be reached. */
  readonly reach: boolean;
}

const CHECK = /^\s*(\S+)\s*(->|!>|-\/>)\s*(\S+)\s*$/;
const PLACE = /^([^/\s]+)\/([^/\s]+)$/;
const TARGET = /^([^:]+?)(?::(\d{1,5})(?:\/(tcp|udp))?)?$/;

/**
 * Reads a check: `SOURCE -> TARGET`, or `SOURCE !> TARGET` (also `-/>`) for what must not be reached. SOURCE is
 * `VPC/SUBNET` or `host`; TARGET is an address or `VPC/SUBNET`, with `:PORT` or `:PORT/udp`; without a port it is
 * pinged. Pure.
 * @throws VpcctlError `CHECK_INVALID`
 */
export function parseCheck(text: string): Check {
  const [, source = '', arrow, target = ''] = CHECK.exec(text) ?? [];
  if (arrow === undefined)
    throw invalid(text, 'it has to be SOURCE -> TARGET, or SOURCE !> TARGET');
  const [, place = '', port, protocol] = TARGET.exec(target) ?? [];
  if (place === '') throw invalid(text, `the target is not ADDRESS or VPC/SUBNET, with :PORT`);
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) {
    throw invalid(text, `there is no port ${port}`);
  }
  return {
    text: text.trim(),
    from: source === 'host' ? source : readPlace(text, source, 'the source'),
    to: place.includes('/') ? readPlace(text, place, 'the target') : readAddress(text, place),
    protocol: port === undefined ? 'ping' : protocol === 'udp' ? 'udp' : 'tcp',
    port: Number(port ?? 0),
    reach: arrow === '->',
  };
}

/**
 * Where a check's packets start and go, by what the world will be. Pure.
 * @throws VpcctlError `VPC_UNKNOWN`, `SUBNET_UNKNOWN`
 */
export function resolveCheck(state: State, { from, to, protocol, port }: Check): Probe {
  return {
    namespace: from === 'host' ? null : requireSubnet(state, from.vpc, from.subnet).namespace,
    address: 'address' in to ? to.address : requireSubnet(state, to.vpc, to.subnet).address,
    protocol,
    port,
  };
}

/** @throws VpcctlError `HOST_PROGRAM_MISSING` when a check could not be made */
export function checkProbePrograms(checks: readonly Check[]): void {
  const { ip, ping } = PROBE_PROGRAMS;
  const pings = checks.some(({ protocol }) => protocol === 'ping');
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

function readPlace(text: string, place: string, what: string): Place {
  const [, vpc, subnet] = PLACE.exec(place) ?? [];
  if (vpc !== undefined && subnet !== undefined) return { vpc, subnet };
  throw invalid(
    text,
    `${what}, "${place}", is not VPC/SUBNET${what === 'the source' ? ' or host' : ''}`,
  );
}

function readAddress(text: string, address: string): { address: string } {
  try {
    parseCidr(`${address}/32`);
    return { address };
  } catch {
    throw invalid(text, `"${address}" is not an IPv4 address`);
  }
}

function invalid(text: string, reason: string): VpcctlError {
  return inputError(
    'CHECK_INVALID',
    `the check ${JSON.stringify(text)} can't be read: ${reason}`,
    "for example: --check 'vpc1/private -> 10.0.1.1:8080', 'vpc1/web !> vpc2/db:5432', 'host -> vpc1/web'",
  );
}
