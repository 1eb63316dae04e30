import { type FlowEnd, type FlowView, ipv4Of } from '@vpcctl/sdk';
import { type Hindrance, hindranceOf, type Packet, vpcEnd } from '../traffic/index.js';
import { findSender } from './ends.js';
import type { Flow } from './flow.js';
import type { ReachModel } from './model.js';
import { type Arrival, denying, passing, type Receiver, type Step } from './verdict.js';

/** The steps of a packet's way, and its end. */
export interface Walked {
  readonly steps: readonly Step[];
  readonly arrival: Arrival;
}

/** Where a step is decided by what other programs did to the host, and by no change. */
export const HINDERED = 'this host';

/**
 * The way of a packet as the host lets it go: it ends where a hindrance stops it or its reply. Pure.
 */
export function hindered(model: ReachModel, flow: Flow, walked: Walked): Walked {
  const hindrances = model.host?.hindrances ?? [];
  if (hindrances.length === 0) return walked;
  if (walked.arrival.receivers.length === 0) return explained(model, flow, hindrances, walked);
  const stopped = walked.arrival.receivers.map((receiver) =>
    hindranceOf(hindrances, packetTo(model, flow, receiver)),
  );
  const found = [...new Set(stopped.filter((each) => each !== null))];
  if (found.length === 0) return walked;
  const receivers = walked.arrival.receivers.filter((_, index) => stopped[index] === null);
  const last = walked.steps.at(-1);
  // Nobody receives it after all.
  const isReceipt = receivers.length === 0 && last?.allows === null;
  return {
    steps: [...(isReceipt ? walked.steps.slice(0, -1) : walked.steps), ...found.flatMap(stepsOf)],
    arrival: { receivers, always: false },
  };
}

/** Where the host has no route to the internet, a hindrance may say why. */
function explained(
  model: ReachModel,
  flow: Flow,
  hindrances: readonly Hindrance[],
  walked: Walked,
): Walked {
  const last = walked.steps.at(-1);
  if (last?.allows !== false || last.about !== null) return walked;
  const found = hindranceOf(hindrances, packetTo(model, flow, 'internet'));
  return found === null ? walked : { ...walked, steps: [...walked.steps, ...stepsOf(found)] };
}

function stepsOf({ says, program, fix }: Hindrance): Step[] {
  const looks = program === null ? '' : `; it looks like ${program}`;
  return [denying(HINDERED, `${says}${looks}`), passing(HINDERED, `way out: ${fix}`)];
}

function packetTo(model: ReachModel, flow: Flow, receiver: Receiver): Packet {
  const sender = findSender(model, flow.from);
  const from =
    sender !== null ? vpcEnd(sender.vpc) : flow.from.kind === 'internet' ? 'internet' : 'host';
  const to = typeof receiver === 'string' ? receiver : vpcEnd(receiver.vpc);
  return {
    ...{ from, to },
    source: sender !== null ? ipv4Of(sender.addresses).text : addressIn(flow.from),
    destination:
      typeof receiver === 'string' ? addressIn(flow.to) : ipv4Of(receiver.addresses).text,
  };
}

/** The address that the user named; null where it was none. */
function addressIn(end: Flow['from'] | Flow['to']): string | null {
  return end.kind === 'address' ? end.address : null;
}

/**
 * The way of a packet as plugins let it go. Each plugin is asked about each receiver; what one does
 * not know is said, and changes nothing. Pure.
 */
export function judged({ judges, ...model }: ReachModel, flow: Flow, walked: Walked): Walked {
  if (judges.length === 0) return walked;
  let steps = walked.steps;
  const receivers = walked.arrival.receivers.filter((receiver) => {
    const view = viewOf({ judges, ...model }, flow, receiver);
    const verdicts = judges.flatMap(({ feature, judge }): Step[] => {
      const verdict = judge(view);
      if (verdict === null) return [];
      const { passes, says } = verdict;
      const at = `feature ${feature}`;
      if (passes === false) return [denying(at, says)];
      return [passing(at, passes === null ? `unknown: ${says}` : says)];
    });
    steps = [...steps, ...verdicts];
    return verdicts.every(({ allows }) => allows !== false);
  });
  const isWhole = receivers.length === walked.arrival.receivers.length;
  return { steps, arrival: { receivers, always: walked.arrival.always && isWhole } };
}

function viewOf(model: ReachModel, flow: Flow, receiver: Receiver): FlowView {
  const { protocol, port, from, to } = flow;
  const sender: Receiver =
    findSender(model, from) ?? (from.kind === 'internet' ? 'internet' : 'host');
  const asked = to.kind === 'address' ? to.address : null;
  return {
    from: endOf(sender, from.kind === 'address' ? from.address : null),
    to: endOf(receiver, asked),
    protocol,
    port,
  };
}

/** @param asked the address that the user named, for ends that are no workloads */
function endOf(end: Receiver, asked: string | null): FlowEnd {
  if (typeof end === 'string') {
    return { place: end, vpc: null, subnet: null, instance: null, address: asked };
  }
  const [vpc = '', subnet = '', instance = null] = end.name.split('/');
  return { place: 'workload', vpc, subnet, instance, address: ipv4Of(end.addresses).text };
}
