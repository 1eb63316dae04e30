import { VpcctlError } from '@vpcctl/sdk';
import * as z from 'zod';
import { type Dialogue, startDialogue } from '../process/dialogue.js';
import { checkPrograms } from '../process/packages.js';
import { inParallel } from '../process/parallel.js';
import { planSessions, type Session } from './plan.js';
import {
  type Flow,
  type Ports,
  type ProbeBatch,
  type Verdict,
  verdictSchema,
  type Workload,
} from './protocol.js';

export interface ProbeOptions {
  /**
   * Which answers count. `data`: meanwhile every workload listens on all ports that the flows name,
   * and answers with its own name. The name tells which workload answered, also where two have the
   * same address. `accept`: no agent listens, so the packets meet the services that run there.
   */
  readonly awaits: ProbeBatch['awaits'];
  /** After how long without an answer a flow is dropped. */
  readonly milliseconds: number;
  /** With `data`, ports on which workloads listen besides those of the flows. */
  readonly ports?: Ports | undefined;
  /** Ends the probes when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

const verdictsSchema = z.array(verdictSchema);

/**
 * Checks that the programs that `probeFlows` runs for these flows are installed.
 * @throws VpcctlError `HOST_PROGRAM_MISSING`
 */
export function checkProbePrograms(flows: readonly { readonly protocol: string }[]): void {
  const pings = flows.some(({ protocol }) => protocol === 'icmp');
  checkPrograms({ nsenter: 'util-linux', ...(pings && { ping: 'iputils-ping' }) });
}

/**
 * Sends real packets from workloads, many at once, and returns a verdict for each flow.
 * @param agent the file of the agent's program, `dist/probe-agent.cjs`
 * @param workloads at least those that `flows` start from
 * @returns a verdict for each flow, in their order
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` where a namespace can't be
 *   entered, or a packet can't even be tried; `HOST_INTERRUPTED`; `PROBE_INCOMPLETE` where an agent
 *   left a flow out
 */
export async function probeFlows(
  agent: string,
  workloads: readonly Workload[],
  flows: readonly Flow[],
  options: ProbeOptions,
): Promise<Verdict[]> {
  checkProbePrograms(flows);
  const { awaits, milliseconds, ports, signal } = options;
  const verdicts: Verdict[] = [];
  for (const { agents, rounds } of planSessions(workloads, flows, awaits, ports)) {
    const running: Agents = new Map();
    try {
      await startAgents(running, agent, agents, signal);
      for (const round of rounds) {
        const batch = { flows: round, milliseconds, awaits };
        verdicts.push(...(await tryRound(running, workloads, batch)));
      }
    } finally {
      await Promise.all([...running.values()].map((dialogue) => dialogue.end()));
    }
  }
  return verdicts;
}

/** The agent in each namespace. */
type Agents = Map<string | null, Dialogue>;

/** Starts agents, and puts each into `running` before it waits until the agent listens. */
async function startAgents(
  running: Agents,
  agent: string,
  agents: Session['agents'],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { failures } = await inParallel([...agents], async ([namespace, config]) => {
    const [program, ...args] = agentCommand(agent, namespace);
    const dialogue = startDialogue(`the probe in ${config.name}`, program, args, { signal });
    running.set(namespace, dialogue);
    await dialogue.ask(JSON.stringify(config));
  });
  if (failures.length > 0) throw failures[0];
}

/**
 * Asks each agent to try its workload's flows, and returns all verdicts in the order of the flows.
 */
async function tryRound(
  agents: Agents,
  workloads: readonly Workload[],
  batch: ProbeBatch,
): Promise<Verdict[]> {
  const answers = new Map<Flow, Verdict>();
  const namespaces = new Map(workloads.map(({ name, namespace }) => [name, namespace]));
  await Promise.all(
    [...agents].map(async ([namespace, dialogue]) => {
      const own = batch.flows.filter(({ from }) => namespaces.get(from) === namespace);
      const task: ProbeBatch = { ...batch, flows: own };
      const verdicts = verdictsSchema.parse(JSON.parse(await dialogue.ask(JSON.stringify(task))));
      own.forEach((flow, index) => {
        answers.set(flow, required(verdicts[index], flow.from));
      });
    }),
  );
  return batch.flows.map((flow) => required(answers.get(flow), flow.from));
}

function agentCommand(agent: string, namespace: string | null): [string, ...string[]] {
  return namespace === null
    ? [process.execPath, agent]
    : ['nsenter', `--net=${namespace}`, '--', process.execPath, agent];
}

function required<T>(value: T | undefined, workload: string): T {
  if (value !== undefined) return value;
  throw new VpcctlError(`the probe in ${workload} gave no verdict for one of its flows`, {
    code: 'PROBE_INCOMPLETE',
    category: 'internal',
  });
}
