import type { AgentConfig, Flow, Ports, ProbeBatch, Workload } from './protocol.js';

/** How many flows are tried at once. */
const AT_ONCE = 250;

/** Rounds of flows that the same agents try, one round after the other. */
export interface Session {
  /** The agent of each namespace. */
  readonly agents: ReadonlyMap<string | null, AgentConfig>;
  readonly rounds: readonly (readonly Flow[])[];
}

/**
 * Plans which agents run, and when. Pure. With `data` every workload listens throughout on all
 * ports that the flows name. With `accept` no agent listens, and only those of a round's senders
 * run: one of each of many workloads would need much memory.
 * @param others ports on which workloads listen besides those of the flows
 */
export function planSessions(
  workloads: readonly Workload[],
  flows: readonly Flow[],
  awaits: ProbeBatch['awaits'],
  others: Ports = { tcp: [], udp: [] },
): Session[] {
  const rounds: (readonly Flow[])[] = [];
  for (let start = 0; start < flows.length; start += AT_ONCE) {
    rounds.push(flows.slice(start, start + AT_ONCE));
  }
  if (awaits === 'data') return [{ agents: agentsOf(workloads, portsOf(flows, others)), rounds }];
  return rounds.map((round) => {
    const senders = new Set(round.map(({ from }) => from));
    const sending = workloads.filter(({ name }) => senders.has(name));
    return { agents: agentsOf(sending, { tcp: [], udp: [] }), rounds: [round] };
  });
}

/**
 * A namespace attached to several subnets is several workloads; its agent has the name of the
 * first.
 */
function agentsOf(workloads: readonly Workload[], ports: Ports): Session['agents'] {
  return new Map(workloads.toReversed().map(({ name, namespace }) => [namespace, { name, ports }]));
}

function portsOf(flows: readonly Flow[], others: Ports): Ports {
  const of = (protocol: 'tcp' | 'udp') => {
    const named = flows.filter((flow) => flow.protocol === protocol).map(({ port }) => port);
    return [...new Set([...named, ...others[protocol]])].sort((a, b) => a - b);
  };
  return { tcp: of('tcp'), udp: of('udp') };
}
