import { type FlowEnd, type FlowView, ipv4Of } from '@vpcctl/sdk';
import { findSender } from '../ends.js';
import type { Flow } from '../flow.js';
import type { ReachModel } from '../model.js';
import { denying, passing, type Receiver, type Step } from '../verdict.js';
import type { Walked } from './hindered.js';

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
