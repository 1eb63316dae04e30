import { deliver, isPassed, type Packet, routerName } from './deliver.js';
import { type Endpoint, serviceText } from './flow.js';
import type { Forward, Network, ReachModel } from './model.js';
import { police } from './policy.js';
import type { OwnAddress } from './route.js';
import {
  type Arrival,
  allowing,
  NOWHERE,
  passing,
  type Receiver,
  type Step,
  type Trace,
} from './verdict.js';

/**
 * The forward that takes a packet: of any address of the host, or of the very one that it is sent to.
 * @param own what makes the destination the host's own
 * @param behind the VPC it is sent from, which gets in by its own forwards only; left out where that is none
 */
export function forwardOf(
  { forwards }: ReachModel,
  { protocol, port, destination }: Packet,
  own: OwnAddress | null,
  to: Endpoint,
  behind?: Network,
): Forward | null {
  const isHost = own?.isLocal === true || to.kind === 'host';
  const found = forwards.find(
    ({ network, listen, protocol: its, ports }) =>
      (behind === undefined || behind === network) &&
      (listen === null ? isHost : listen === destination) &&
      its === protocol &&
      port !== null &&
      ports.from <= port &&
      port <= ports.to,
  );
  return found ?? null;
}

/**
 * To each target of a forward, since they take turns: the policies see its port, and the address that really sends. What
 * the host sends, and what leads a machine to itself, comes from the gateway, so that answers come by the router.
 */
export function* lead(model: ReachModel, forward: Forward, packet: Packet, from: Receiver): Trace {
  const { network, targets, ports } = forward;
  const { gateway } = network.vpc;
  const source = sourceOf(model, packet, from);
  const ways = targets.map(({ address, port }) => ({
    ...packet,
    destination: address,
    port: packet.port === null ? null : port + packet.port - ports.from,
  }));
  if (from === 'host')
    yield passing('host', `sends to itself; to ${network.vpc.name} from ${gateway}`);
  yield allowing('host', leadText(model, forward, packet, ways), forward.about);
  const arrivals: Arrival[] = [];
  for (const way of ways) {
    if (typeof from !== 'string' && !(yield* isPassed(leaving(model, forward, way, from)))) {
      arrivals.push(NOWHERE);
      continue;
    }
    const isMasqueraded = from === 'host' || source === way.destination;
    arrivals.push(yield* deliver(model, network, way, source, isMasqueraded ? gateway : source));
  }
  return {
    receivers: arrivals.flatMap(({ receivers }) => receivers),
    always: arrivals.every(({ always }) => always),
  };
}

/** The host sends to itself from the very address that it sends to. */
function sourceOf({ host }: ReachModel, { destination }: Packet, from: Receiver): string | null {
  if (typeof from !== 'string') return from.address;
  return from === 'host' ? (destination ?? host?.addresses[0] ?? null) : null;
}

/** The sender's egress sees where it is led. */
function leaving(
  model: ReachModel,
  { network }: Forward,
  way: Packet,
  workload: Exclude<Receiver, string>,
): Step {
  return police(model, routerName(network), workload, 'egress', way, way.destination);
}

/** `8080/tcp of any address of the host leads to vpc1/a at 80, vpc1/b at 80 in turn`. */
function leadText(
  { workloads }: ReachModel,
  { network, listen }: Forward,
  packet: Packet,
  ways: readonly Packet[],
): string {
  const names = ways.map(({ destination, port }) => {
    const workload = workloads.find(
      ({ vpc, address }) => vpc === network.vpc.name && address === destination,
    );
    return `${workload?.name ?? destination}:${port}`;
  });
  const turns = names.length > 1 ? ', in turn' : '';
  return `${serviceText(packet)} of ${listen ?? 'the host'} is forwarded to ${names.join(', ')}${turns}`;
}
