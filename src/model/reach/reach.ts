/**
 * Who can reach whom: the specification of the data plane. It says what the kernel has to do with the first packet of a
 * conversation; what answers it belongs to the conversation and needs nothing. Pure, and without the drivers, so that
 * each of them can be held against it.
 */

import { isWithinAny } from '@vpcctl/sdk';
import { deliver, isPassed, isRouted, type Packet, routerName } from './deliver.js';
import { findMachine, findSender, missingEnd } from './ends.js';
import { type Endpoint, endpointText, type Flow } from './flow.js';
import { forwardOf, lead } from './forward.js';
import type { Machine, Network, World } from './model.js';
import { police } from './policy.js';
import { type OwnAddress, ownAddress, peersOf, routeFrom, routeOfHost } from './route.js';
import { serve, serviceOf } from './service.js';
import {
  allowing,
  at,
  denying,
  NOWHERE,
  passing,
  type Receiver,
  type Step,
  subject,
  type Trace,
  type Verdict,
} from './verdict.js';

/** Whether the first packet of a flow gets where it should, and why. Pure; an end that doesn't exist is a no. */
export function reach(world: World, flow: Flow): Verdict {
  const walk = travel(world, flow);
  const steps: Step[] = [];
  let next = walk.next();
  for (; !next.done; next = walk.next()) steps.push(next.value);
  const { receivers, always: reachable } = next.value;
  const decided = steps.findLast(({ allows }) => allows === reachable) ?? steps.at(-1);
  if (decided === undefined) throw new RangeError('a packet that is nowhere');
  return { reachable, receivers: receivers.map(receiverName), steps, decided };
}

function* travel(world: World, flow: Flow): Trace {
  const missing = missingEnd(world, flow);
  if (missing !== null) {
    yield missing;
    return NOWHERE;
  }
  const arrival = yield* send(world, flow);
  const stranger = arrival.receivers.find((receiver) => !isMeant(receiver, flow.to));
  if (stranger === undefined) return arrival;
  const name = receiverName(stranger);
  const who = typeof stranger === 'string' ? `the ${name}` : name;
  yield denying(name, `${who} gets it, not ${endpointText(flow.to)}`);
  return NOWHERE;
}

function* send(world: World, { from, to, protocol, port }: Flow): Trace {
  const destination =
    findMachine(world, to)?.address ?? (to.kind === 'address' ? to.address : null);
  const packet = { protocol, port, destination };
  if (from.kind === 'internet') return yield* fromInternet(world, packet, to);
  const machine = findSender(world, from);
  const network = world.networks.find(({ vpc }) => vpc.name === machine?.vpc);
  if (machine === null || network === undefined) return yield* fromHost(world, packet, to);
  return yield* fromMachine(world, machine, network, packet, to);
}

/** A machine sends: its VPC's router decides. */
function* fromMachine(
  world: World,
  machine: Machine,
  network: Network,
  packet: Packet,
  to: Endpoint,
): Trace {
  const { destination } = packet;
  const router = routerName(network);
  yield passing(machine.name, `sends from ${machine.address}`, machine.about);
  if (destination === machine.address) {
    yield allowing(machine.name, 'it is itself: nothing leaves it');
    return at(machine);
  }
  if (!isRouted(machine, destination)) {
    yield denying(
      machine.name,
      'sends that elsewhere: it was attached without a route to the router',
      machine.about,
    );
    return NOWHERE;
  }
  // The kernel takes a packet from one of its own addresses for a forgery (fib_validate_source).
  const taken = ownAddress(world, machine.address);
  if (taken !== null) {
    const says = `${machine.address} is ${taken.what}: what comes from there is dropped`;
    yield denying(router, says, taken.network?.about ?? null);
    return NOWHERE;
  }
  const service = serviceOf(world, machine, packet);
  if (service !== null) return yield* serve(world, service, machine, packet);
  // Forwards come before all routes, and so do the host's own addresses.
  const own = destination === null ? null : ownAddress(world, destination);
  const forward = forwardOf(world, packet, own, to, network);
  if (forward !== null) return yield* lead(world, forward, packet, machine);
  if (own !== null || to.kind === 'host') {
    if (!(yield* isPassed(police(world, router, machine, 'egress', packet, destination))))
      return NOWHERE;
    return yield* intoHost(network, packet, own);
  }
  const way = routeFrom(world, network, destination);
  if (way === null) {
    yield denying(router, 'there is no route to it');
    return NOWHERE;
  }
  if (way.type === 'outside') {
    if (!(yield* isPassed(leave(machine, network, way.interface)))) return NOWHERE;
    if (!(yield* isPassed(police(world, router, machine, 'egress', packet, destination))))
      return NOWHERE;
    yield passing('internet', 'gets it from an address of the host');
    return at('internet');
  }
  if (!(yield* isPassed(cross(world, machine, network, way.network, destination)))) return NOWHERE;
  if (!(yield* isPassed(police(world, router, machine, 'egress', packet, destination))))
    return NOWHERE;
  return yield* deliver(world, way.network, packet, machine.address);
}

/** The host itself sends: ingress holds for it, too. Its address is then the gateway. */
function* fromHost(world: World, packet: Packet, to: Endpoint): Trace {
  const { destination } = packet;
  const own = destination === null ? null : ownAddress(world, destination);
  const forward = forwardOf(world, packet, own, to);
  if (forward !== null) return yield* lead(world, forward, packet, 'host');
  if (own !== null || to.kind === 'host') {
    yield passing('host', `sends to ${own === null ? 'itself' : own.what}`);
    yield allowing('host', 'it is itself: nothing leaves it');
    return at('host');
  }
  const way = routeOfHost(world, destination);
  if (way?.type === 'vpc') {
    const { gateway } = way.network.vpc;
    yield passing('host', `sends from ${gateway}, the gateway of ${way.network.vpc.name}`);
    return yield* deliver(world, way.network, packet, gateway);
  }
  yield allowing('host', 'sends by its own routes: no VPC has part in it');
  return at('internet');
}

/** Somebody beyond the uplink sends. What a VPC's machine has asked for comes back, and forwards let in; nothing else does. */
function* fromInternet(world: World, packet: Packet, to: Endpoint): Trace {
  const { destination } = packet;
  yield passing('internet', 'sends to the host');
  const own = destination === null ? null : ownAddress(world, destination);
  const forward = forwardOf(world, packet, own, to);
  if (forward !== null) return yield* lead(world, forward, packet, 'internet');
  if (own !== null || to.kind === 'host') {
    yield allowing(
      'host',
      `${own?.what ?? 'its own address'}: who reaches the host is not policed`,
    );
    return at('host');
  }
  const way = routeOfHost(world, destination);
  if (way?.type !== 'vpc') {
    yield denying('host', 'it is no address of a VPC or the host');
    return NOWHERE;
  }
  yield denying(
    routerName(way.network),
    'nothing but replies enters from outside',
    way.network.about,
  );
  return NOWHERE;
}

/** From a VPC to the host: echo to the own gateway, and nothing but what that serves. */
function* intoHost(network: Network, { protocol }: Packet, own: OwnAddress | null): Trace {
  const router = routerName(network);
  if (own?.gatewayOf.includes(network) !== true) {
    const what = own?.what ?? 'the host';
    yield denying(router, `${what} is closed to VPCs`, own?.network?.about ?? null);
    return NOWHERE;
  }
  if (protocol !== 'icmp') {
    yield denying(router, `${own.what} answers ping, and nothing else`, network.about);
    return NOWHERE;
  }
  yield allowing(router, `${own.what} answers ping`, network.about);
  return at('host');
}

/** The boundary between VPCs: within one all may pass, to another what a peering names on both sides. */
function cross(
  world: World,
  machine: Machine,
  from: Network,
  to: Network,
  destination: string | null,
): Step {
  const router = routerName(from);
  if (to === from) return allowing(router, `it is within ${from.vpc.name}`, from.about);
  const found = peersOf(world, from).find(({ peer }) => peer === to);
  const names = `${from.vpc.name} and ${to.vpc.name}`;
  if (found === undefined) {
    const key = [from.vpc.name, to.vpc.name].sort().join('/');
    return denying(router, `${names} are not peered`, subject('peering', key));
  }
  const { here, there, link } = found;
  if (!isWithinAny(here.cidrs, machine.address)) {
    const says = `the peering of ${names} leaves out ${machine.address}`;
    return denying(router, says, link.about);
  }
  if (destination === null || !isWithinAny(there.cidrs, destination)) {
    return denying(router, `the peering of ${names} leaves out ${destination}`, link.about);
  }
  return allowing(router, `${names} are peered`, link.about);
}

/** Out of the uplink may go what a public subnet sends; its address is then the host's. */
function leave(machine: Machine, { vpc, about }: Network, name: string | null): Step {
  const router = `router ${vpc.name}`;
  if (vpc.uplink === null) return denying(router, `${vpc.name} has no uplink`, about);
  if (name !== null && name !== vpc.uplink.interface) {
    const says = `it would leave by ${name}, but the uplink of ${vpc.name} is ${vpc.uplink.interface}`;
    return denying(router, says, about);
  }
  if (!machine.isPublic) {
    return denying(
      router,
      `${machine.name} is private: it may not open connections outside`,
      machine.about,
    );
  }
  return allowing(router, `${machine.name} is public: masqueraded`, machine.about);
}

function receiverName(receiver: Receiver): string {
  return typeof receiver === 'string' ? receiver : receiver.name;
}

/** An address is whoever has it, and the host is its addresses, wherever they lead. */
function isMeant(receiver: Receiver, to: Endpoint): boolean {
  if (to.kind === 'address' || to.kind === 'host') return true;
  return receiver === to.kind || receiverName(receiver) === endpointText(to);
}
