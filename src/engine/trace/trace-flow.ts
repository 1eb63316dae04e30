import {
  inputError,
  type State,
  servesPacketPolicy,
  type TracedPacket,
  type TraceStep,
  type VpcctlError,
} from '@vpcctl/sdk';
import { checkRoot } from '../../host/index.js';
import type { Answer } from '../../host/probe/index.js';
import { tracePacket } from '../../host/trace/index.js';
import { endpointText, type Flow, findSender } from '../../model/reach/index.js';
import { allWorkloads } from '../../model/workloads/index.js';
import type { EngineContext } from '../context/context.js';
import { desiredStateOf } from '../model/desired.js';
import { type Packet, packetOf, sendPackets } from '../reach/packets.js';
import type { ReachQuery } from '../reach/query.js';
import { watchInterruption } from '../run/interruption.js';

/** What a packet met on its way. */
export interface FlowTrace {
  /** Empty where it met no rule of vpcctl's at all. */
  readonly steps: readonly TraceStep[];
  readonly answer: Answer;
}

/**
 * Sends the first packet of a flow, and follows it through the chains of the packet filter. It
 * records nothing, and changes no rule of vpcctl's.
 * @param packageRoot vpcctl's own directory
 * @throws VpcctlError `TRACE_IMPOSSIBLE` for a flow that cannot be sent from here, or a
 *   backend that follows none; `NOT_ROOT`; as `tracePacket` and `sendPackets`
 */
export async function traceFlow(
  { registry, openHost }: EngineContext,
  packageRoot: string,
  { model, state }: ReachQuery,
  flow: Flow,
): Promise<FlowTrace> {
  checkRoot();
  const backend = registry.backendOf(state);
  const { tracing } = desiredStateOf(registry, state).drivers.find(servesPacketPolicy) ?? {};
  if (backend === null || tracing === undefined) throw untraceable(backend);
  const packet = packetOf(model, flow);
  if (packet === null) throw unsendable(flow);
  const traced = tracedOf(state, model, flow, packet);
  // So that the rule that marks the packet goes on Ctrl-C, too.
  const { signal, stop } = watchInterruption();
  try {
    const { steps, sent } = await tracePacket(openHost(), tracing, traced, () =>
      sendPackets(packageRoot, [packet], signal),
    );
    return { steps, answer: sent[0] ?? 'dropped' };
  } finally {
    stop();
  }
}

function tracedOf(
  state: State,
  model: ReachQuery['model'],
  { from, port }: Flow,
  { flow: { address, protocol } }: Packet,
): TracedPacket {
  const sender = findSender(model, from);
  const workload = allWorkloads(state).find(({ label }) => label === sender?.name);
  const bridge = model.networks.find(({ vpc }) => vpc.name === sender?.vpc)?.vpc.bridge.name;
  const source = sender?.addresses[0]?.text ?? null;
  const isWorkload = workload !== undefined && bridge !== undefined;
  return {
    source,
    destination: address,
    protocol,
    port,
    from: isWorkload ? { bridge, port: workload.hostEnd.name } : null,
  };
}

function untraceable(backend: string | null): VpcctlError {
  return inputError(
    'TRACE_IMPOSSIBLE',
    backend === null
      ? 'there is no packet filter to follow a packet through: there is no VPC'
      : `the backend ${backend} cannot follow packets through its rules`,
    'what the state says of the packet: vpcctl reach',
    'see what is denied, with any backend: vpcctl watch denied',
  );
}

function unsendable(flow: Flow): VpcctlError {
  return inputError(
    'TRACE_IMPOSSIBLE',
    flow.from.kind === 'internet'
      ? 'no packets can be sent from the internet here'
      : `${endpointText(flow.to)} is no address that a packet can be sent to`,
    'name an address: vpcctl trace vpc1/public 198.51.100.8:443',
  );
}
