import { isPassed, type Packet, routerName } from './deliver.js';
import { serviceText } from './flow.js';
import type { HostService, Machine, World } from './model.js';
import { police } from './policy.js';
import { allowing, at, NOWHERE, type Trace } from './verdict.js';

/** The service of the host that a machine asks for at its own gateway, where there is one for it. */
export function serviceOf(
  { services }: World,
  machine: Machine,
  { protocol, port, destination }: Packet,
): HostService | null {
  const found = services.find(
    ({ network: { vpc }, addresses, ...service }) =>
      vpc.name === machine.vpc &&
      vpc.gateway === destination &&
      addresses.includes(machine.address) &&
      service.protocol === protocol &&
      service.port === port,
  );
  return found ?? null;
}

/** To the host, past the group of who asks, which sees the port that is asked. */
export function* serve(
  world: World,
  { network, about }: HostService,
  machine: Machine,
  packet: Packet,
): Trace {
  const router = routerName(network);
  const { destination } = packet;
  if (!(yield* isPassed(police(world, router, machine, 'egress', packet, destination)))) {
    return NOWHERE;
  }
  const says = `the gateway of ${network.vpc.name} serves ${serviceText(packet)} to ${machine.name}`;
  yield allowing(router, says, about);
  return at('host');
}
