import { isWithinAny } from '@vpcctl/sdk';
import type { Service } from './flow.js';
import type { Network, ReachModel, Workload } from './model.js';
import { police } from './policy.js';
import { at, denying, NOWHERE, passing, type Step, type Trace } from './verdict.js';

/** A packet; an end is null where it is any address on the internet that nothing names. */
export interface Packet extends Service {
  readonly destination: string | null;
}

/**
 * Into a VPC: the policy of who has the address, if anybody has.
 * @param source where the packet comes from, by which it is policed
 * @param seen the address that the receiver sees, and answers to
 */
export function* deliver(
  model: ReachModel,
  network: Network,
  packet: Packet,
  source: string | null,
  seen = source,
): Trace {
  const { name } = network.vpc;
  const router = routerName(network);
  const { destination } = packet;
  const receiver = model.workloads.find(
    ({ vpc, address }) => vpc === name && address === destination,
  );
  if (receiver === undefined) {
    yield denying(router, `no machine of ${name} has ${destination}`, network.about);
    return NOWHERE;
  }
  if (!(yield* isPassed(police(model, router, receiver, 'ingress', packet, source)))) {
    return NOWHERE;
  }
  if (!isRouted(receiver, seen)) {
    const back = seen ?? 'the internet';
    yield denying(receiver.name, `gets it, but has no route back to ${back}`, receiver.about);
    return NOWHERE;
  }
  yield passing(receiver.name, `gets it at ${destination}`, receiver.about);
  return at(receiver);
}

/** Whether a machine sends what is for `address` to the VPC's router. */
export function isRouted({ routes }: Workload, address: string | null): boolean {
  return (
    routes.some(({ prefix }) => prefix === 0) || (address !== null && isWithinAny(routes, address))
  );
}

/** A step that may end the way; whether it goes on. */
export function* isPassed(step: Step): Generator<Step, boolean> {
  yield step;
  return step.allows !== false;
}

export function routerName({ vpc }: Network): string {
  return `router ${vpc.name}`;
}
