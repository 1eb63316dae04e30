import { VpcctlError } from '@vpcctl/sdk';
import * as z from 'zod';
import { type Dialogue, startDialogue } from '../process/dialogue.js';
import { checkPrograms } from '../process/packages.js';
import { inParallel } from '../process/parallel.js';
import type { AgentConfig, Flow, Ports, ProbeBatch, Verdict, Workload } from './protocol.js';
import { verdictSchema } from './protocol.js';

/** How long silence has to last to be one. In a lab answers take less than a millisecond. */
const SILENCE_MS = 1000;

/** Flows that are tried at once. */
const AT_ONCE = 250;

export interface ProbeOptions {
  /** On which machines listen besides those of the flows. */
  readonly ports?: Ports | undefined;
  readonly milliseconds?: number | undefined;
}

const verdictsSchema = z.array(verdictSchema);

/**
 * Sends real packets between machines, all at once, and tells what came of each. Meanwhile every machine listens on
 * all ports that flows name and says who it is, so that one knows who answered, where two have one address as well.
 * @param agent the file of the program that runs {@link runAgent}
 * @param machines at least those that `flows` start from
 * @returns a verdict for each flow, in their order
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` where a machine can't be entered
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

/** A namespace that is attached to several subnets is several machines; its ports are those of the first. */
function onePerNamespace(workloads: readonly Workload[]): Workload[] {
  return [...new Map(workloads.toReversed().map((each) => [each.namespace, each])).values()];
}

/** Asks each machine for its flows, and puts the answers in the order of all. */
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
  throw new VpcctlError(`there is no answer of ${workload} to what was asked of it`, {
    code: 'PROBE_INCOMPLETE',
    category: 'internal',
  });
}
