import { inputError, VpcctlError } from '@vpcctl/sdk';
import { checkPrograms, checkRoot, inParallel } from '../../host/index.js';
import { PROBE_PROGRAMS, type Probe, type ProbeAnswer, probe } from '../../host/probe/index.js';
import {
  endpointText,
  type Flow,
  findSender,
  findWorkload,
  type ReachModel,
  reach,
  serviceText,
} from '../../model/reach/index.js';

/** A flow that packets can test. It goes to an address, which may belong to another receiver. */
export interface Probed {
  readonly flow: Flow;
  readonly probe: Probe;
}

/**
 * Sends the real packets of a flow and compares the result with the model's verdict. No service
 * needs to listen: a refusal also proves that the packets arrived.
 * @returns the answer to the packets
 * @throws VpcctlError `REACH_DIFFERS`; `PROBE_IMPOSSIBLE`; `NOT_ROOT`; as {@link probe}
 */
export async function probeFlow(model: ReachModel, flow: Flow): Promise<ProbeAnswer> {
  const probed = probeOf(model, flow);
  if (probed === null) {
    throw inputError(
      'PROBE_IMPOSSIBLE',
      flow.from.kind === 'internet'
        ? 'no packets can be sent from the internet here'
        : `${endpointText(flow.to)} is no address that packets can be sent to`,
      'name an address: vpcctl reach vpc1/public 198.51.100.8 --probe',
    );
  }
  const [answer = 'silent'] = await probeAll(model, [probed]);
  return answer;
}

/**
 * Probes many flows in parallel, as {@link probeFlow} probes one.
 * @returns the answer for each flow; null for a flow from or to anywhere on the internet
 * @throws VpcctlError as {@link probeFlow}; `REACH_DIFFERS` names each flow that differs
 */
export async function probeFlows(
  model: ReachModel,
  flows: readonly Flow[],
): Promise<(ProbeAnswer | null)[]> {
  const probed = flows.map((flow) => probeOf(model, flow));
  const possible = probed.filter((each) => each !== null);
  const answers = await probeAll(model, possible);
  return probed.map((each) => (each === null ? null : (answers[possible.indexOf(each)] ?? null)));
}

async function probeAll(model: ReachModel, probed: readonly Probed[]): Promise<ProbeAnswer[]> {
  checkRoot();
  checkPrograms(PROBE_PROGRAMS);
  const { results, failures } = await inParallel(probed, (each) => probe(each.probe));
  if (failures.length > 0) throw failures[0];
  const differing = probed.flatMap(({ flow }, index) => {
    const answer = results[index] ?? 'silent';
    const { reachable, receivers, decided } = reach(model, flow);
    const isReached = answer !== 'silent';
    // A port forward with several targets gives each packet to one of them.
    const agrees = reachable ? isReached : !isReached || receivers.length > 0;
    if (agrees) return [];
    const label = `${endpointText(flow.from)} -> ${endpointText(flow.to)} ${serviceText(flow)}`;
    return [`${label}: ${reachable ? 'yes' : 'no'} (${decided.says}), but ${MEANING[answer]}`];
  });
  const [first, ...rest] = differing;
  if (first === undefined) return [...results];
  throw new VpcctlError(`the prediction and the real network disagree: ${first}`, {
    code: 'REACH_DIFFERS',
    category: 'host',
    hints: [
      ...rest,
      'UDP receivers that do not reply, and internet hosts that do not answer, are reported as not reached',
      'make the host match the journal: vpcctl replay',
    ],
  });
}

const MEANING: Record<ProbeAnswer, string> = {
  answered: 'it answers',
  refused: 'it is reached: it refuses',
  silent: 'nothing came back',
};

/** The parts of a reach model that say where packets start and go. */
type Known = Pick<ReachModel, 'workloads' | 'host'>;

/** How to send the packets of a flow; null where it has no single address as its target. Pure. */
export function probeOf(model: Known, flow: Flow): Probed | null {
  const address = addressOf(model, flow);
  if (address === null || flow.from.kind === 'internet') return null;
  return {
    flow: { ...flow, to: { kind: 'address', address } },
    probe: {
      namespace: findSender(model, flow.from)?.namespace ?? null,
      address,
      protocol: flow.protocol === 'icmp' ? 'ping' : flow.protocol,
      port: flow.port ?? 0,
    },
  };
}

function addressOf(model: Known, { to }: Flow): string | null {
  switch (to.kind) {
    case 'workload':
      return findWorkload(model, to)?.address ?? null;
    case 'address':
      return to.address;
    case 'host':
      return model.host?.addresses[0] ?? null;
    case 'internet':
      return null;
  }
}
