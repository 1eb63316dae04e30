/**
 * The specification of the data plane: what the kernel has to do with the first packet of a
 * connection. Replies belong to the connection and are always allowed. It is pure and independent
 * of the drivers, so that tests compare each driver with it.
 */

import { inputError, ipv4Of } from '@vpcctl/sdk';
import { cross, leave } from './boundary.js';
import {
  deliver,
  isPassed,
  isRouted,
  type Packet,
  routerName,
  serve,
  serviceOf,
} from './deliver.js';
import { findSender, findWorkload, missingEnd } from './ends.js';
import { type Endpoint, endpointText, type Flow } from './flow.js';
import { followForward, forwardOf } from './forward.js';
import { networkNamed } from './lookup.js';
import type { ReachModel, VpcNetwork, Workload } from './model.js';
import { hindered, judged, type Walked } from './outcome.js';
import { applyPolicy } from './policy.js';
import { type OwnAddress, ownAddress, routeFrom, routeOfHost } from './route.js';
import {
  type Arrival,
  allowing,
  at,
  denying,
  NOWHERE,
  passing,
  type Receiver,
  type Step,
  type Trace,
  UNFILTERED,
  type Verdict,
} from './verdict.js';

/**
 * Whether the first packet of a flow arrives at its target, and why. Pure. A missing end is a no.
 * @throws VpcctlError `PROTOCOL_NOT_MODELLED` where the answer depends on NAT of another protocol
 *   than icmp, tcp and udp
 */
export function reach(model: ReachModel, flow: Flow): Verdict {
  const walk = travel(model, flow);
  const steps: Step[] = [];
  let next = walk.next();
  for (; !next.done; next = walk.next()) steps.push(next.value);
  const walked = judged(model, flow, hindered(model, flow, { steps, arrival: next.value }));
  return verdictOf(walked);
}

function verdictOf({ steps, arrival: { receivers, always: reachable } }: Walked): Verdict {
  const decided = steps.findLast(({ allows }) => allows === reachable) ?? steps.at(-1);
  if (decided === undefined) throw new RangeError('a packet without a step');
  return { reachable, receivers: receivers.map(receiverName), steps, decided };
}

function* travel(model: ReachModel, flow: Flow): Trace {
  const missing = missingEnd(model, flow);
  if (missing !== null) {
    yield missing;
    return NOWHERE;
  }
  const arrival = yield* send(model, flow);
  const wrong = arrival.receivers.find((receiver) => !isMeant(receiver, flow.to));
  if (wrong === undefined) return arrival;
  const name = receiverName(wrong);
  const receiver = typeof wrong === 'string' ? `the ${name}` : name;
  yield denying(name, `${receiver} receives it, not ${endpointText(flow.to)}`);
  return NOWHERE;
}

function* send(model: ReachModel, { from, to, protocol, port }: Flow): Trace {
  const target = findWorkload(model, to);
  const destination =
    target !== null ? ipv4Of(target.addresses).text : to.kind === 'address' ? to.address : null;
  const packet = { protocol, port, destination };
  if (from.kind === 'internet') return yield* fromInternet(model, packet, to);
  const workload = findSender(model, from);
  const network = workload === null ? null : networkNamed(model, workload.vpc);
  if (workload === null || network === null) return yield* fromHost(model, packet, to);
  return yield* fromWorkload(model, workload, network, packet, to);
}

/** The way of a workload's packet: the VPC's router decides. */
function* fromWorkload(
  model: ReachModel,
  workload: Workload,
  network: VpcNetwork,
  packet: Packet,
  to: Endpoint,
): Trace {
  const { destination } = packet;
  const router = routerName(network);
  const source = ipv4Of(workload.addresses).text;
  yield passing(workload.name, `sends from ${source}`, workload.about);
  if (destination === source) {
    yield allowing(workload.name, 'it is the sender itself: no packet leaves it');
    return at(workload);
  }
  if (!isRouted(workload, destination)) {
    yield denying(
      workload.name,
      'sends it elsewhere: it was attached without a route to the router',
      workload.about,
    );
    return NOWHERE;
  }
  // The kernel drops packets whose source is one of its own addresses (fib_validate_source).
  const taken = ownAddress(model, source);
  if (taken !== null) {
    const reason = `${source} is ${taken.what}: packets from it are dropped`;
    yield denying(router, reason, taken.network?.about ?? null);
    return NOWHERE;
  }
  const service = model.isFiltered ? serviceOf(model, workload, packet) : null;
  if (service !== null) {
    return yield* answered(model, source, yield* serve(model, service, workload, packet));
  }
  // Port forwards and the host's own addresses come before all routes.
  const own = destination === null ? null : ownAddress(model, destination);
  const forward = forwardOf(model, packet, own, to, network);
  if (forward !== null) return yield* followForward(model, forward, packet, workload);
  if (own !== null || to.kind === 'host') {
    if (!(yield* isPassed(applyPolicy(model, router, workload, 'egress', packet, destination))))
      return NOWHERE;
    return yield* answered(model, source, yield* intoHost(model, network, packet, own));
  }
  const way = routeFrom(model, network, destination);
  if (way === null) {
    yield denying(router, 'there is no route to it');
    return NOWHERE;
  }
  if (way.type === 'dropped') {
    yield denying(router, DROPPED);
    return NOWHERE;
  }
  if (way.type === 'outside') {
    if (!model.isFiltered) {
      yield denying(router, `nothing masquerades it, so no reply comes back: ${UNFILTERED}`);
      return NOWHERE;
    }
    if (!(yield* isPassed(leave(model, workload, network, way.interface)))) return NOWHERE;
    if (!(yield* isPassed(applyPolicy(model, router, workload, 'egress', packet, destination))))
      return NOWHERE;
    requireNat(packet);
    yield passing('internet', 'receives it from an address of the host');
    return at('internet');
  }
  if (!(yield* isPassed(cross(model, workload, network, way.network, destination)))) return NOWHERE;
  if (!(yield* isPassed(applyPolicy(model, router, workload, 'egress', packet, destination))))
    return NOWHERE;
  return yield* deliver(model, way.network, packet, source);
}

const DROPPED = 'a route of the host drops it: blackhole, unreachable or prohibit';

/** The model knows what NAT does with these protocols; of any other it says nothing. */
function requireNat({ protocol }: Packet): void {
  if (protocol === 'icmp' || protocol === 'tcp' || protocol === 'udp') return;
  throw inputError(
    'PROTOCOL_NOT_MODELLED',
    `reach does not know what NAT does with ${protocol}, and only NAT leads to the internet`,
    `it answers for ${protocol} between workloads: vpcctl reach vpc1/a vpc1/b:${protocol}`,
  );
}

/**
 * The way of the host's own packet. Its source is the gateway, and ingress policies apply to it.
 */
function* fromHost(model: ReachModel, packet: Packet, to: Endpoint): Trace {
  const { destination } = packet;
  const own = destination === null ? null : ownAddress(model, destination);
  const forward = forwardOf(model, packet, own, to);
  if (forward !== null) return yield* followForward(model, forward, packet, 'host');
  if (own !== null || to.kind === 'host') {
    yield passing('host', `sends to ${own === null ? 'itself' : own.what}`);
    yield allowing('host', 'it is the sender itself: no packet leaves it');
    return at('host');
  }
  const way = routeOfHost(model, destination);
  if (way?.type === 'dropped') {
    yield denying('host', DROPPED);
    return NOWHERE;
  }
  if (way?.type === 'vpc') {
    const { gateway } = way.network.vpc;
    yield passing('host', `sends from ${gateway}, the gateway of ${way.network.vpc.name}`);
    return yield* deliver(model, way.network, packet, gateway);
  }
  yield allowing('host', 'sends by its own routes: no VPC is involved');
  return at('internet');
}

/** The way of a packet from beyond the uplink. Only port forwards let new connections in. */
function* fromInternet(model: ReachModel, packet: Packet, to: Endpoint): Trace {
  const { destination } = packet;
  yield passing('internet', 'sends to the host');
  const own = destination === null ? null : ownAddress(model, destination);
  const forward = forwardOf(model, packet, own, to);
  if (forward !== null) return yield* followForward(model, forward, packet, 'internet');
  if (own !== null || to.kind === 'host') {
    yield allowing(
      'host',
      `${own?.what ?? 'its own address'}: vpcctl does not filter connections to the host`,
    );
    return at('host');
  }
  const way = routeOfHost(model, destination);
  if (way?.type !== 'vpc') {
    yield denying('host', 'it is neither an address of a VPC nor of the host');
    return NOWHERE;
  }
  if (!model.isFiltered) {
    yield allowing(routerName(way.network), `nothing keeps it out: ${UNFILTERED}`);
    return yield* deliver(model, way.network, packet, null);
  }
  yield denying(routerName(way.network), 'only replies enter from the internet', way.network.about);
  return NOWHERE;
}

/** The way from a VPC to the host, which answers only pings of the VPC's own gateway here. */
function* intoHost(
  { isFiltered }: ReachModel,
  network: VpcNetwork,
  { protocol }: Packet,
  own: OwnAddress | null,
): Trace {
  const router = routerName(network);
  if (!isFiltered) {
    yield allowing(router, `nothing closes ${own?.what ?? 'the host'}: ${UNFILTERED}`);
    return at('host');
  }
  if (own?.gatewayOf.includes(network) !== true) {
    const what = own?.what ?? 'the host';
    yield denying(router, `${what} is closed to VPCs`, own?.network?.about ?? null);
    return NOWHERE;
  }
  if (protocol !== 'icmp') {
    yield denying(router, `${own.what} answers only ping`, network.about);
    return NOWHERE;
  }
  yield allowing(router, `${own.what} answers ping`, network.about);
  return at('host');
}

/** What the host answers goes by its main table at first, where nothing has a mark yet. */
function* answered(model: ReachModel, source: string, arrival: Arrival): Trace {
  const isAnswering = arrival.receivers.length > 0;
  if (!isAnswering || routeOfHost(model, source)?.type !== 'dropped') return arrival;
  yield denying('host', `receives it, but its answer is lost: ${DROPPED}`);
  return NOWHERE;
}

function receiverName(receiver: Receiver): string {
  return typeof receiver === 'string' ? receiver : receiver.name;
}

/** Whether the target is `receiver`. Addresses, also those of the host, mean whatever has them. */
function isMeant(receiver: Receiver, to: Endpoint): boolean {
  if (to.kind === 'address' || to.kind === 'host') return true;
  return receiver === to.kind || receiverName(receiver) === endpointText(to);
}
