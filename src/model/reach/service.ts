import { isPassed, type Packet, routerName } from './deliver.js';
import { serviceText } from './flow.js';
import type { HostService, ReachModel, Workload } from './model.js';
import { police } from './policy.js';
import { allowing, at, NOWHERE, type Trace } from './verdict.js';

/** The service of the host that a machine asks for at its own gateway, where there is one for it. */
export function serviceOf(
  { services }: ReachModel,
  workload: Workload,
  { protocol, port, destination }: Packet,
): HostService | null {
  const found = services.find(
    ({ network: { vpc }, addresses, ...service }) =>
      vpc.name === workload.vpc &&
      vpc.gateway === destination &&
      addresses.includes(workload.address) &&
      service.protocol === protocol &&
      service.port === port,
  );
  return found ?? null;
}

/** To the host, past the group of who asks, which sees the port that is asked. */
export function* serve(
  model: ReachModel,
  { network, about }: HostService,
  workload: Workload,
  packet: Packet,
): Trace {
  const router = routerName(network);
  const { destination } = packet;
  if (!(yield* isPassed(police(model, router, workload, 'egress', packet, destination)))) {
    return NOWHERE;
  }
  const says = `the gateway of ${network.vpc.name} serves ${serviceText(packet)} to ${workload.name}`;
  yield allowing(router, says, about);
  return at('host');
}
