import { inputError, VpcctlError } from '@vpcctl/sdk';
import { checkRoot } from '../../host/index.js';
import type { Answer } from '../../host/probe/index.js';
import {
  endpointText,
  type Flow,
  type ReachModel,
  reach,
  serviceText,
} from '../../model/reach/index.js';
import { MEANING, type Packet, packetOf, sendPackets } from './packets.js';

/**
 * Sends the real packets of a flow and compares the result with the model's verdict. No service
 * needs to listen: a refusal also proves that the packets arrived.
 * @param packageRoot vpcctl's own directory
 * @returns the answer to the packets
 * @throws VpcctlError `REACH_DIFFERS`; `PROBE_IMPOSSIBLE`; `NOT_ROOT`; as {@link sendPackets}
 */
export async function probeFlow(
  packageRoot: string,
  model: ReachModel,
  flow: Flow,
): Promise<Answer> {
  const [answer = null] = await probeFlows(packageRoot, model, [flow]);
  if (answer !== null) return answer;
  throw inputError(
    'PROBE_IMPOSSIBLE',
    flow.from.kind === 'internet'
      ? 'no packets can be sent from the internet here'
      : `${endpointText(flow.to)} is no address that packets can be sent to`,
    'name an address: vpcctl reach vpc1/public 198.51.100.8 --probe',
  );
}

/**
 * Probes many flows in parallel, as {@link probeFlow} probes one.
 * @returns the answer for each flow; null for a flow from or to anywhere on the internet
 * @throws VpcctlError as {@link probeFlow}; `REACH_DIFFERS` names each flow that differs
 */
export async function probeFlows(
  packageRoot: string,
  model: ReachModel,
  flows: readonly Flow[],
): Promise<(Answer | null)[]> {
  const packets = flows.map((flow) => packetOf(model, flow));
  const possible = packets.filter((packet) => packet !== null);
  if (possible.length > 0) checkRoot();
  const sent = await sendPackets(packageRoot, possible);
  const answers = packets.map((packet) =>
    packet === null ? null : (sent[possible.indexOf(packet)] ?? null),
  );
  const [first, ...rest] = flows.flatMap((flow, index) => {
    const [packet = null, answer = null] = [packets[index], answers[index]];
    return packet === null || answer === null ? [] : differing(model, flow, packet, answer);
  });
  if (first === undefined) return answers;
  throw new VpcctlError(`the prediction and the real network disagree: ${first}`, {
    code: 'REACH_DIFFERS',
    category: 'host',
    hints: [
      ...rest,
      'UDP receivers that do not reply, and internet hosts that do not answer, are reported as not reached',
      'see whether the host matches the journal, and what hinders packets: vpcctl status',
    ],
  });
}

/** How an answer differs from the model's verdict, as a line; none where they agree. */
function differing(model: ReachModel, flow: Flow, packet: Packet, answer: Answer): string[] {
  // The packet goes to an address, which may belong to another receiver than the one named.
  const sent: Flow = { ...flow, to: { kind: 'address', address: packet.flow.address } };
  const { reachable, receivers, decided } = reach(model, sent);
  const isReached = answer !== 'dropped';
  // A port forward with several targets gives each packet to one of them.
  const agrees = reachable ? isReached : !isReached || receivers.length > 0;
  if (agrees) return [];
  const label = `${endpointText(sent.from)} -> ${endpointText(sent.to)} ${serviceText(sent)}`;
  return [`${label}: ${reachable ? 'yes' : 'no'} (${decided.says}), but ${MEANING[answer]}`];
}
