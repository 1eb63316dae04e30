import { VpcctlError } from '@vpcctl/sdk';
import * as z from 'zod';
import { type Dialogue, startDialogue } from '../process/dialogue.js';
import { checkPrograms } from '../process/packages.js';
import { inParallel } from '../process/parallel.js';
import type { AgentConfig, Flow, Ports, ProbeBatch, Verdict, Workload } from './protocol.js';
import { verdictSchema } from './protocol.js';

/**
 * After how long without an answer a flow is dropped. In a lab, answers take less than a
 * millisecond.
 */
const SILENCE_MS = 1000;

/** How many flows are tried at once. */
const AT_ONCE = 250;

export interface ProbeOptions {
  /** Ports on which workloads listen besides those of the flows. */
  readonly ports?: Ports | undefined;
  readonly milliseconds?: number | undefined;
}

const verdictsSchema = z.array(verdictSchema);

/**
 * Sends real packets between workloads, many at once, and returns a verdict for each. Meanwhile
 * every workload listens on all ports that the flows name, and answers with its own name. The name
 * tells which workload answered, also where two have the same address.
 * @param agent the file of the program that runs `runAgent`
 * @param workloads at least those that `flows` start from
 * @returns a verdict for each flow, in their order
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` where a namespace can't be
 *   entered; `PROBE_INCOMPLETE` where an agent left a flow out
 */
export async function probeFlows(
  agent: string,
  workloads: readonly Workload[],
  flows: readonly Flow[],
  { ports: others, milliseconds = SILENCE_MS }: ProbeOptions = {},
): Promise<Verdict[]> {
  checkPrograms({ nsenter: 'util-linux', ping: 'iputils-ping' });
  const ports = portsOf(flows, others);
  const agents: Agents = new Map();
  try {
    const { failures } = await inParallel(onePerNamespace(workloads), async (workload) => {
      const { name, namespace } = workload;
      const dialogue = startDialogue(`the probe in ${name}`, ...agentCommand(agent, namespace));
      agents.set(namespace, dialogue);
      await dialogue.ask(JSON.stringify({ name, ports } satisfies AgentConfig));
    });
    if (failures.length > 0) throw failures[0];
    const verdicts: Verdict[] = [];
    for (let start = 0; start < flows.length; start += AT_ONCE) {
      const round = flows.slice(start, start + AT_ONCE);
      verdicts.push(...(await tryRound(agents, workloads, round, milliseconds)));
    }
    return verdicts;
  } finally {
    await Promise.all([...agents.values()].map((dialogue) => dialogue.end()));
  }
}

/** The agent in each namespace. */
type Agents = Map<string | null, Dialogue>;

/**
 * A namespace attached to several subnets is several workloads; its agent has the name of the
 * first.
 */
function onePerNamespace(workloads: readonly Workload[]): Workload[] {
  return [...new Map(workloads.toReversed().map((each) => [each.namespace, each])).values()];
}

/**
 * Asks each agent to try its workload's flows, and returns all verdicts in the order of the flows.
 */
async function tryRound(
  agents: Agents,
  workloads: readonly Workload[],
  flows: readonly Flow[],
  milliseconds: number,
): Promise<Verdict[]> {
  const answers = new Map<Flow, Verdict>();
  const namespaces = new Map(workloads.map(({ name, namespace }) => [name, namespace]));
  await Promise.all(
    [...agents].map(async ([namespace, dialogue]) => {
      const own = flows.filter(({ from }) => namespaces.get(from) === namespace);
      const task: ProbeBatch = { flows: own, milliseconds };
      const verdicts = verdictsSchema.parse(JSON.parse(await dialogue.ask(JSON.stringify(task))));
      own.forEach((flow, index) => {
        answers.set(flow, required(verdicts[index], flow.from));
      });
    }),
  );
  return flows.map((flow) => required(answers.get(flow), flow.from));
}

function agentCommand(agent: string, namespace: string | null): [string, string[]] {
  return namespace === null
    ? [process.execPath, [agent]]
    : ['nsenter', [`--net=${namespace}`, '--', process.execPath, agent]];
}

function portsOf(flows: readonly Flow[], others?: Ports): Ports {
  const of = (protocol: 'tcp' | 'udp') => {
    const named = flows.filter((flow) => flow.protocol === protocol).map(({ port }) => port);
    return [...new Set([...named, ...(others?.[protocol] ?? [])])].sort((a, b) => a - b);
  };
  return { tcp: of('tcp'), udp: of('udp') };
}

function required<T>(value: T | undefined, workload: string): T {
  if (value !== undefined) return value;
  throw new VpcctlError(`the probe in ${workload} gave no verdict for one of its flows`, {
    code: 'PROBE_INCOMPLETE',
    category: 'internal',
  });
}
