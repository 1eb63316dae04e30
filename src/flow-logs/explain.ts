import type { Entry } from '@vpcctl/journal';
import { isVpcctlError, protocolOf, type State } from '@vpcctl/sdk';
import type { ReadContext } from '../engine/index.js';
import { blameFor, queryOf } from '../engine/recorded/index.js';
import { FIREWALL_FEATURE } from '../features/firewall/state.js';
import type { Carried, FlowNetwork, Reason } from '../model/flows/index.js';
import { type Endpoint, type Flow, reach, type Subject } from '../model/reach/index.js';

/** So many answers are kept. */
const MOST = 10_000;
const UNKNOWN: Reason = { entry: null, rule: null };

/** Says which entry of the history is responsible, and what allowed a connection. */
export interface Explainer {
  readonly allowed: (carried: Carried, network: FlowNetwork) => Reason;
  /** The entry that gave a subnet its policy: `shop/web`; null: not known. */
  readonly entryOf: (policy: string) => number | null;
}

/** Says nothing: for lines that have no room for it. */
export const SILENT: Explainer = { allowed: () => UNKNOWN, entryOf: () => null };

/** Answers as `reach` does, from a state and its journal. It does no I/O. */
export function createExplainer(
  { registry }: Pick<ReadContext, 'registry'>,
  entries: readonly Entry[],
  state: State,
): Explainer {
  const { model } = queryOf(registry, entries, entries, null, state);
  const entry = remembered((about: Subject) => {
    const [blame] = blameFor({ registry, entries, state }, [about]);
    return blame?.entry.seq ?? null;
  });
  const reason = remembered((flow: Flow): Reason => {
    try {
      const { reachable, decided } = reach(model, flow);
      // Its state was another then.
      if (!reachable) return UNKNOWN;
      return { rule: decided.says, entry: decided.about && entry(decided.about) };
    } catch (error) {
      if (isVpcctlError(error)) return UNKNOWN;
      throw error;
    }
  });
  return {
    allowed: (carried, network) => reason(flowOf(carried, network)),
    entryOf: (policy) => entry({ feature: FIREWALL_FEATURE, key: policy }),
  };
}

/** The first packet of a connection, as its sender sent it. */
function flowOf({ original, mark }: Carried, network: FlowNetwork): Flow {
  const { source, destination, protocol, port, zone } = original;
  const vpc = network.vpcOf(zone ?? mark);
  const sender = zone === null || vpc === null ? null : network.workloadAt(vpc, source);
  return {
    from: sender === null ? outside(source, network) : workload(sender.label),
    to: { kind: 'address', address: destination },
    protocol: protocolOf(protocol),
    port,
  };
}

function outside(source: string, network: FlowNetwork): Endpoint {
  return { kind: network.isGateway(source) ? 'host' : 'internet' };
}

function workload(label: string): Endpoint {
  const [vpc = '', subnet = '', instance = null] = label.split('/');
  return { kind: 'workload', vpc, subnet, instance };
}

/** A question that is answered once for each that is equal; of many the first are forgotten. */
function remembered<Question, Answer>(
  answer: (question: Question) => Answer,
): (question: Question) => Answer {
  const known = new Map<string, Answer>();
  return (question) => {
    const key = JSON.stringify(question);
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= MOST) known.clear();
    const found = answer(question);
    known.set(key, found);
    return found;
  };
}
