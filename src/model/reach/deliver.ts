import { isAnyNetwork, isWithinAny } from '@vpcctl/sdk';
import type { Service } from './flow.js';
import { workloadIn } from './lookup.js';
import type { ReachModel, VpcNetwork, Workload } from './model.js';
import { applyPolicy } from './policy.js';
import { at, denying, NOWHERE, passing, type Step, type Trace } from './verdict.js';

/** A packet; `destination` is null for any internet address that nothing names. */
export interface Packet extends Service {
  readonly destination: string | null;
}

/**
 * The last part of a way, into a VPC: the receiver's ingress policy and its route back.
 * @param source the sender's address, which the policy checks
 * @param seen the source address that the receiver sees and replies to
 */
export function* deliver(
  model: ReachModel,
  network: VpcNetwork,
  packet: Packet,
  source: string | null,
  seen = source,
): Trace {
  const router = routerName(network);
  const { destination } = packet;
  const receiver = workloadIn(model, network, destination);
  if (receiver === null) {
    const reason = `no workload of ${network.vpc.name} has ${destination}`;
    yield denying(router, reason, network.about);
    return NOWHERE;
  }
  if (!(yield* isPassed(applyPolicy(model, router, receiver, 'ingress', packet, source)))) {
    return NOWHERE;
  }
  if (!isRouted(receiver, seen)) {
    const back = seen ?? 'the internet';
    yield denying(receiver.name, `receives it, but has no route back to ${back}`, receiver.about);
    return NOWHERE;
  }
  yield passing(receiver.name, `receives it at ${destination}`, receiver.about);
  return at(receiver);
}

/** Whether a workload sends packets for `address` to the VPC's router. */
export function isRouted({ routes }: Workload, address: string | null): boolean {
  return routes.some(isAnyNetwork) || (address !== null && isWithinAny(routes, address));
}

/** Yields a step that may end the way; returns whether the way goes on. */
export function* isPassed(step: Step): Generator<Step, boolean> {
  yield step;
  return step.allows !== false;
}

export function routerName({ vpc }: VpcNetwork): string {
  return `router ${vpc.name}`;
}
