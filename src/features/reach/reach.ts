/**
 * Who can reach whom: the specification of the data plane. It says what the kernel has to do with the first packet of a
 * conversation; what answers it belongs to the conversation and needs nothing. Pure, and without the drivers, so that
 * each of them can be held against it.
 */

import { findMachine, findSender, missingEnd } from './ends.js';
import { type Endpoint, endpointText, type Flow, type Service } from './flow.js';
import { police } from './policy.js';
import { type OwnAddress, ownAddress, peersOf, routeFrom, routeOfHost } from './route.js';
import {
  allowing,
  denying,
  passing,
  type Receiver,
  type Step,
  subject,
  type Trace,
  type Verdict,
} from './verdict.js';
import { isWithin } from './within.js';
import type { Machine, Network, Side, World } from './world.js';

/** A packet; an end is null where it is any address on the internet that nothing names. */
interface Packet extends Service {
  readonly destination: string | null;
}

/** Whether the first packet of a flow gets where it should, and why. Pure; an end that doesn't exist is a no. */
export function reach(world: World, flow: Flow): Verdict {
  const walk = travel(world, flow);
  const steps: Step[] = [];
  let next = walk.next();
  for (; !next.done; next = walk.next()) steps.push(next.value);
  const receiver = next.value;
  const reachable = receiver !== null;
  const decided = steps.findLast(({ allows }) => allows === reachable) ?? steps.at(-1);
  if (decided === undefined) throw new RangeError('a packet that is nowhere');
  return { reachable, receiver: receiver && receiverName(receiver), steps, decided };
}

function* travel(world: World, flow: Flow): Trace {
  const missing = missingEnd(world, flow);
  if (missing !== null) {
    yield missing;
    return null;
  }
  const receiver = yield* send(world, flow);
  if (receiver === null || isMeant(receiver, flow.to)) return receiver;
  const name = receiverName(receiver);
  const who = typeof receiver === 'string' ? `the ${name}` : name;
  yield denying(name, `${who} gets it, not ${endpointText(flow.to)}`);
  return null;
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
    return machine;
  }
  if (!isRouted(machine, destination)) {
    yield denying(
      machine.name,
      'sends that elsewhere: it was attached without a route to the router',
      machine.about,
    );
    return null;
  }
  // The kernel takes a packet from one of its own addresses for a forgery (fib_validate_source).
  const taken = ownAddress(world, machine.address);
  if (taken !== null) {
    const says = `${machine.address} is ${taken.what}: what comes from there is dropped`;
    yield denying(router, says, taken.network?.about ?? null);
    return null;
  }
  // The host's own addresses come before all routes.
  const own = destination === null ? null : ownAddress(world, destination);
  if (own !== null || to.kind === 'host') {
    if (!(yield* isPassed(police(world, router, machine, 'egress', packet, destination))))
      return null;
    return yield* intoHost(network, packet, own);
  }
  const way = routeFrom(world, network, destination);
  if (way === null) {
    yield denying(router, 'there is no route to it');
    return null;
  }
  if (way.type === 'outside') {
    if (!(yield* isPassed(leave(machine, network, way.interface)))) return null;
    if (!(yield* isPassed(police(world, router, machine, 'egress', packet, destination))))
      return null;
    yield passing('internet', 'gets it from an address of the host');
    return 'internet';
  }
  if (!(yield* isPassed(cross(world, machine, network, way.network, destination)))) return null;
  if (!(yield* isPassed(police(world, router, machine, 'egress', packet, destination))))
    return null;
  return yield* deliver(world, way.network, packet, machine.address);
}

/** The host itself sends: ingress holds for it, too. Its address is then the gateway. */
function* fromHost(world: World, packet: Packet, to: Endpoint): Trace {
  const { destination } = packet;
  const own = destination === null ? null : ownAddress(world, destination);
  if (own !== null || to.kind === 'host') {
    yield passing('host', `sends to ${own === null ? 'itself' : own.what}`);
    yield allowing('host', 'it is itself: nothing leaves it');
    return 'host';
  }
  const way = routeOfHost(world, destination);
  if (way?.type === 'vpc') {
    const { gateway } = way.network.vpc;
    yield passing('host', `sends from ${gateway}, the gateway of ${way.network.vpc.name}`);
    return yield* deliver(world, way.network, packet, gateway);
  }
  yield allowing('host', 'sends by its own routes: no VPC has part in it');
  return 'internet';
}

/** Somebody beyond the uplink sends. What a VPC's machine has asked for comes back; nothing else gets in. */
function* fromInternet(world: World, packet: Packet, to: Endpoint): Trace {
  const { destination } = packet;
  yield passing('internet', 'sends to the host');
  const own = destination === null ? null : ownAddress(world, destination);
  if (own !== null || to.kind === 'host') {
    yield allowing(
      'host',
      `${own?.what ?? 'its own address'}: who reaches the host is not policed`,
    );
    return 'host';
  }
  const way = routeOfHost(world, destination);
  if (way?.type !== 'vpc') {
    yield denying('host', 'it is no address of a VPC or the host');
    return null;
  }
  yield denying(
    routerName(way.network),
    'nothing but replies enters from outside',
    way.network.about,
  );
  return null;
}

/** From a VPC to the host: echo to the own gateway, and nothing else. */
function* intoHost(network: Network, { protocol }: Packet, own: OwnAddress | null): Trace {
  const router = routerName(network);
  if (own?.gatewayOf.includes(network) !== true) {
    const what = own?.what ?? 'the host';
    yield denying(router, `${what} is closed to VPCs`, own?.network?.about ?? null);
    return null;
  }
  if (protocol !== 'icmp') {
    yield denying(router, `${own.what} answers ping, and nothing else`, network.about);
    return null;
  }
  yield allowing(router, `${own.what} answers ping`, network.about);
  return 'host';
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
  if (!isIn(here.cidrs, machine.address)) {
    const says = `the peering of ${names} leaves out ${machine.address}`;
    return denying(router, says, link.about);
  }
  if (destination === null || !isIn(there.cidrs, destination)) {
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

/** Into a VPC: the policy of who has the address, if anybody has. */
function* deliver(world: World, network: Network, packet: Packet, source: string): Trace {
  const { name } = network.vpc;
  const router = routerName(network);
  const { destination } = packet;
  const receiver = world.machines.find(
    ({ vpc, address }) => vpc === name && address === destination,
  );
  if (receiver === undefined) {
    yield denying(router, `no machine of ${name} has ${destination}`, network.about);
    return null;
  }
  if (!(yield* isPassed(police(world, router, receiver, 'ingress', packet, source)))) return null;
  if (!isRouted(receiver, source)) {
    yield denying(receiver.name, `gets it, but has no route back to ${source}`, receiver.about);
    return null;
  }
  yield passing(receiver.name, `gets it at ${destination}`, receiver.about);
  return receiver;
}

/** Whether a machine sends what is for `address` to the VPC's router. */
function isRouted({ routes }: Machine, address: string | null): boolean {
  return routes.some(({ prefix }) => prefix === 0) || (address !== null && isIn(routes, address));
}

/** A step that may end the way; whether it goes on. */
function* isPassed(step: Step): Generator<Step, boolean> {
  yield step;
  return step.allows !== false;
}

function receiverName(receiver: Receiver): string {
  return typeof receiver === 'string' ? receiver : receiver.name;
}

function isMeant(receiver: Receiver, to: Endpoint): boolean {
  if (to.kind === 'address') return true;
  return to.kind === 'machine'
    ? typeof receiver !== 'string' && receiver.name === endpointText(to)
    : receiver === to.kind;
}

function isIn(cidrs: Side['cidrs'], address: string): boolean {
  return cidrs.some((cidr) => isWithin(cidr, address));
}

function routerName({ vpc }: Network): string {
  return `router ${vpc.name}`;
}
