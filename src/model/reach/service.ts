import { isPassed, type Packet, routerName } from './deliver.js';
import { serviceText } from './flow.js';
import type { HostService, ReachModel, Workload } from './model.js';
import { applyPolicy } from './policy.js';
import { allowing, at, NOWHERE, type Trace } from './verdict.js';

/** The host service that a workload connects to at its own gateway; null where there is none. */
export function serviceOf(
  { services }: ReachModel,
  workload: Workload,
  { protocol, port, destination }: Packet,
): HostService | null {
  const found = services.find(
    ({ network: { vpc }, addresses, ...service }) =>
      vpc.name === workload.vpc &&
      vpc.gateway === destination &&
      workload.addresses.some(({ text }) => addresses.includes(text)) &&
      service.protocol === protocol &&
      service.port === port,
  );
  return found ?? null;
}

/** The way to a host service, past the sender's egress policy, which sees the requested port. */
export function* serve(
  model: ReachModel,
  { network, about }: HostService,
  workload: Workload,
  packet: Packet,
): Trace {
  const router = routerName(network);
  const { destination } = packet;
  if (!(yield* isPassed(applyPolicy(model, router, workload, 'egress', packet, destination)))) {
    return NOWHERE;
  }
  const text = `the gateway of ${network.vpc.name} serves ${serviceText(packet)} to ${workload.name}`;
  yield allowing(router, text, about);
  return at('host');
}
