import { join } from 'node:path';
import { inputError, ipv4Of } from '@vpcctl/sdk';
import { namespaceFile } from '../../host/index.js';
import {
  type Answer,
  type Flow as HostFlow,
  probeFlows,
  type Workload,
} from '../../host/probe/index.js';
import { type Flow, findSender, findWorkload, type ReachModel } from '../../model/reach/index.js';

/** The first packet of a flow, as the host sends it. */
export interface Packet {
  readonly sender: Workload;
  readonly flow: HostFlow;
}

/** How long a packet waits for an answer. A lost SYN is sent again after one second. */
const SILENCE_MS = 2000;

/** What an answer means, in words. */
export const MEANING: Record<Answer, string> = {
  answered: 'it answers',
  refused: 'it is reached, but no service listens there',
  dropped: `no answer within ${SILENCE_MS / 1000} seconds`,
};

/** The parts of a reach model that say where packets start and go. */
type Known = Pick<ReachModel, 'workloads' | 'host'>;

/**
 * The packet of a flow; null where the flow has no single address as its target. Pure.
 * @throws VpcctlError `PROBE_IMPOSSIBLE` for a protocol of which no packet can be sent
 */
export function packetOf(model: Known, flow: Flow): Packet | null {
  const address = addressOf(model, flow);
  if (address === null || flow.from.kind === 'internet') return null;
  const found = findSender(model, flow.from);
  const sender =
    found === null
      ? { name: 'host', namespace: null }
      : { name: found.name, namespace: namespaceFile(found.namespace) };
  const { protocol, port } = flow;
  if (!isProbed(protocol)) {
    throw inputError(
      'PROBE_IMPOSSIBLE',
      `no ${protocol} packet can be sent from here`,
      'packets can be sent of icmp, tcp and udp',
    );
  }
  return { sender, flow: { from: sender.name, address, protocol, port: port ?? 0 } };
}

/** Whether packets of a protocol can be sent for a probe. */
export function isProbed(protocol: string): protocol is HostFlow['protocol'] {
  return protocol === 'icmp' || protocol === 'tcp' || protocol === 'udp';
}

function addressOf(model: Known, { to }: Flow): string | null {
  switch (to.kind) {
    case 'workload': {
      const found = findWorkload(model, to);
      return found && ipv4Of(found.addresses).text;
    }
    case 'address':
      return to.address;
    case 'host':
      return model.host?.addresses[0] ?? null;
    case 'internet':
      return null;
  }
}

/**
 * Sends packets to the services that listen on this host and beyond, many at once.
 * @param packageRoot vpcctl's own directory
 * @returns an answer for each packet, in their order
 * @throws VpcctlError as `probeFlows` of the host
 */
export async function sendPackets(
  packageRoot: string,
  packets: readonly Packet[],
  signal?: AbortSignal,
): Promise<Answer[]> {
  const verdicts = await probeFlows(
    join(packageRoot, 'dist', 'probe-agent.cjs'),
    packets.map(({ sender }) => sender),
    packets.map(({ flow }) => flow),
    { awaits: 'accept', milliseconds: SILENCE_MS, signal },
  );
  return verdicts.map(({ answer }) => answer);
}
