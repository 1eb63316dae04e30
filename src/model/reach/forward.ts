import { ipv4Of } from '@vpcctl/sdk';
import { deliver, isPassed, type Packet, routerName } from './deliver.js';
import { type Endpoint, serviceText } from './flow.js';
import { workloadIn } from './lookup.js';
import type { Forward, ReachModel, VpcNetwork } from './model.js';
import { applyPolicy } from './policy.js';
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
 * The port forward that takes a packet: one for any address of the host, or for the destination.
 * @param own the destination's role, where it is the host's own address
 * @param behind the sender's VPC, for which only its own forwards work; undefined for other senders
 */
export function forwardOf(
  { forwards, isFiltered }: ReachModel,
  { protocol, port, destination }: Packet,
  own: OwnAddress | null,
  to: Endpoint,
  behind?: VpcNetwork,
): Forward | null {
  // The backend none makes no forwards, either.
  if (!isFiltered) return null;
  const isHost = own?.isLocal === true || to.kind === 'host';
  const found = forwards.find(
    ({ network, listen, protocol: forwarded, ports }) =>
      (behind === undefined || behind === network) &&
      (listen === null ? isHost : listen === destination) &&
      forwarded === protocol &&
      port !== null &&
      ports.from <= port &&
      port <= ports.to,
  );
  return found ?? null;
}

/**
 * The way to each target of a forward, since targets take turns. The policies see the target's port
 * and the sender's real address. Connections of the host, and of a workload to itself, come from
 * the gateway's address, so that replies come by the router.
 */
export function* followForward(
  model: ReachModel,
  forward: Forward,
  packet: Packet,
  from: Receiver,
): Trace {
  const { network, targets, ports } = forward;
  const { gateway } = network.vpc;
  const source = sourceOf(model, packet, from);
  const ways = targets.map(({ address, port }) => ({
    ...packet,
    destination: address,
    port: packet.port === null ? null : port + packet.port - ports.from,
  }));
  if (from === 'host')
    yield passing('host', `sends to itself; in ${network.vpc.name} the source is ${gateway}`);
  yield allowing('host', forwardText(model, forward, packet, ways), forward.about);
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

/** The sender's address. The host sends to itself from the destination address. */
function sourceOf({ host }: ReachModel, { destination }: Packet, from: Receiver): string | null {
  if (typeof from !== 'string') return ipv4Of(from.addresses).text;
  return from === 'host' ? (destination ?? host?.addresses[0] ?? null) : null;
}

/** The sender's egress policy, which sees the forward's target. */
function leaving(
  model: ReachModel,
  { network }: Forward,
  way: Packet,
  workload: Exclude<Receiver, string>,
): Step {
  return applyPolicy(model, routerName(network), workload, 'egress', way, way.destination);
}

/** `8080/tcp of the host is forwarded to vpc1/a:80, vpc1/b:80, in turn`. */
function forwardText(
  model: ReachModel,
  { network, listen }: Forward,
  packet: Packet,
  ways: readonly Packet[],
): string {
  const names = ways.map(({ destination, port }) => {
    const workload = workloadIn(model, network, destination);
    return `${workload?.name ?? destination}:${port}`;
  });
  const turns = names.length > 1 ? ', in turn' : '';
  return `${serviceText(packet)} of ${listen ?? 'the host'} is forwarded to ${names.join(', ')}${turns}`;
}
