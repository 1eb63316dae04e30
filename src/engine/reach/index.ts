/** The façade of `reach` and `bisect`; loaded only by them. */
import { inputError } from '@vpcctl/sdk';
import { type Flow, parseFlow, parseService, type Service } from '../../model/reach/index.js';
import { hostOf, openReader } from '../context/open.js';
import { parsePointInTime, stateAt } from '../history/point-in-time.js';
import { describeEntry } from '../model/describe.js';
import type { PluginHost } from '../registry/plugin-host.js';
import { type Bisected, bisect } from './bisect.js';
import { readHostView } from './model.js';

export { probeFlow, probeFlows } from './probe.js';
export {
  type Answer,
  answer,
  answerOne,
  matrixOf,
  type ReachQuery,
  readQuery,
  uncheckedProtocolsOf,
} from './query.js';

const EXAMPLES =
  'for example: vpc1/private 10.0.1.1:8080, vpc1/web vpc2/db:5432/tcp, host vpc1/web';

/**
 * Parses the two ends of a flow, as the user typed them. Pure.
 * @throws VpcctlError `FLOW_INVALID`
 */
export function readFlow(from: string, to: string): Flow {
  return parseFlow(from, to, (reason) => {
    throw inputError('FLOW_INVALID', reason, EXAMPLES);
  });
}

/**
 * Parses `FROM -> TO`. Pure.
 * @throws VpcctlError `FLOW_INVALID`
 */
export function readArrow(text: string): Flow {
  const [, from, to] = /^\s*(\S+)\s*->\s*(\S+)\s*$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return readFlow(from, to);
  throw inputError(
    'FLOW_INVALID',
    `${JSON.stringify(text)} is not FROM -> TO`,
    "for example: vpcctl bisect 'vpc1/private -> vpc2/web:8080'",
  );
}

/**
 * Parses `icmp`, `8080` or `53/udp`. Pure.
 * @throws VpcctlError `SERVICE_INVALID`
 */
export function readService(text: string): Service {
  return parseService(text, (reason) => {
    throw inputError('SERVICE_INVALID', `${JSON.stringify(text)}: ${reason}`, '--port 53/udp');
  });
}

/** The result of a bisection, with its entry in words. */
export interface Found extends Bisected {
  readonly description: string;
}

/**
 * Finds the change that made a flow possible, broke it or sent it elsewhere. Takes no lock.
 * @throws VpcctlError as {@link bisect}; `POINT_IN_TIME_INVALID`
 */
export async function readBisected(
  plugins: PluginHost,
  flow: Flow,
  { good, bad = 'now' }: { readonly good: string | undefined; readonly bad: string | undefined },
): Promise<Found> {
  const now = Date.now();
  const bounds = {
    good: good === undefined ? null : parsePointInTime(good, now),
    bad: parsePointInTime(bad, now),
  };
  const { registry, journal } = await openReader(plugins);
  const { entries } = await journal.read();
  const host = await readHostView(hostOf(plugins), stateAt(registry, entries, { type: 'now' }));
  const found = bisect(registry, entries, flow, bounds, host);
  return { ...found, description: describeEntry(registry, found.entry, entries) };
}
