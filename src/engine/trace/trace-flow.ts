import { inputError, type Json, type State, type VpcctlError } from '@vpcctl/sdk';
import { checkRoot } from '../../host/index.js';
import type { Answer } from '../../host/probe/index.js';
import { type TracedPacket, tracePacket } from '../../host/trace/index.js';
import { endpointText, type Flow, findSender } from '../../model/reach/index.js';
import { type TraceStep, traceSteps } from '../../model/trace/index.js';
import { allWorkloads } from '../../model/workloads/index.js';
import type { EngineContext } from '../context/context.js';
import { type Packet, packetOf, sendPackets } from '../reach/packets.js';
import type { ReachQuery } from '../reach/query.js';

/** The backend whose rules the kernel can trace here. */
const TRACED = 'nftables';

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
 * @throws VpcctlError `TRACE_IMPOSSIBLE` for a flow that cannot be sent from here, or another
 *   backend than nftables; `NOT_ROOT`; as `tracePacket` and `sendPackets`
 */
export async function traceFlow(
  { registry, openHost }: EngineContext,
  packageRoot: string,
  { model, state }: ReachQuery,
  flow: Flow,
): Promise<FlowTrace> {
  checkRoot();
  const backend = registry.backendOf(state);
  if (backend !== TRACED) throw untraceable(backend);
  const packet = packetOf(model, flow);
  if (packet === null) throw unsendable(flow);
  const host = openHost();
  const { events, sent } = await tracePacket(host, tracedOf(state, model, flow, packet), () =>
    sendPackets(packageRoot, [packet]),
  );
  const tables = [...new Set(events.map(({ family, table }) => `${family} ${table}`))];
  const listings = await Promise.all(
    tables.map(async (name): Promise<Json> => {
      const [family = '', table = ''] = name.split(' ');
      // The names come from the kernel's own messages.
      return asJson(await host.nft(['-j', 'list', 'table', family, table]));
    }),
  );
  return { steps: traceSteps(events, listings), answer: sent[0] ?? 'dropped' };
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

function asJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function untraceable(backend: string | null): VpcctlError {
  return inputError(
    'TRACE_IMPOSSIBLE',
    backend === null
      ? 'there is no packet filter to follow a packet through: there is no VPC'
      : `packets are traced through nftables, and the backend is ${backend}`,
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
