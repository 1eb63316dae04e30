import { VpcctlError } from '@vpcctl/sdk';
import * as z from 'zod';
import { type Dialogue, startDialogue } from '../dialogue.js';
import { checkPrograms } from '../preflight.js';
import { sideBySide } from '../side-by-side.js';
import type { Flow, Introduction, Machine, Ports, Task, Verdict } from './flow.js';
import { verdictSchema } from './flow.js';

/** How long silence has to last to be one. In a lab answers take less than a millisecond. */
const SILENCE_MS = 1000;

/** Flows that are tried at once. */
const AT_ONCE = 250;

const verdictsSchema = z.array(verdictSchema);

/**
 * Sends real packets between machines, all at once, and tells what came of each. Meanwhile every machine listens on
 * all ports that flows name and says who it is, so that one knows who answered, where two have one address as well.
 * @param agent the file of the program that runs {@link runAgent} when its first argument is `machine`
 * @param machines at least those that `flows` start from
 * @returns a verdict for each flow, in their order
 * @throws VpcctlError `HOST_PROGRAM_MISSING`; `HOST_STEP_FAILED` where a machine can't be entered
 */
export async function probeFlows(
  agent: string,
  machines: readonly Machine[],
  flows: readonly Flow[],
  milliseconds = SILENCE_MS,
): Promise<Verdict[]> {
  checkPrograms({ nsenter: 'util-linux', ping: 'iputils-ping' });
  const ports = portsOf(flows);
  const agents = new Map<string, Dialogue>();
  try {
    const { failures } = await sideBySide(machines, async ({ name, namespace }) => {
      const dialogue = startDialogue(`the probe in ${name}`, ...agentCommand(agent, namespace));
      agents.set(name, dialogue);
      await dialogue.ask(JSON.stringify({ name, ports } satisfies Introduction));
    });
    if (failures.length > 0) throw failures[0];
    const verdicts: Verdict[] = [];
    for (let start = 0; start < flows.length; start += AT_ONCE) {
      verdicts.push(...(await tryRound(agents, flows.slice(start, start + AT_ONCE), milliseconds)));
    }
    return verdicts;
  } finally {
    await Promise.all([...agents.values()].map((dialogue) => dialogue.end()));
  }
}

/** Asks each machine for its flows, and puts the answers in the order of all. */
async function tryRound(
  agents: ReadonlyMap<string, Dialogue>,
  flows: readonly Flow[],
  milliseconds: number,
): Promise<Verdict[]> {
  const answers = new Map<Flow, Verdict>();
  const senders = [...new Set(flows.map(({ from }) => from))];
  await Promise.all(
    senders.map(async (sender) => {
      const own = flows.filter(({ from }) => from === sender);
      const dialogue = required(agents.get(sender), sender);
      const task: Task = { flows: own, milliseconds };
      const verdicts = verdictsSchema.parse(JSON.parse(await dialogue.ask(JSON.stringify(task))));
      own.forEach((flow, index) => {
        answers.set(flow, required(verdicts[index], sender));
      });
    }),
  );
  return flows.map((flow) => required(answers.get(flow), flow.from));
}

function agentCommand(agent: string, namespace: string | null): [string, string[]] {
  const command = [process.execPath, agent, 'machine'];
  return namespace === null
    ? [process.execPath, [agent, 'machine']]
    : ['nsenter', [`--net=${namespace}`, '--', ...command]];
}

function portsOf(flows: readonly Flow[]): Ports {
  const of = (protocol: Flow['protocol']) =>
    [...new Set(flows.filter((flow) => flow.protocol === protocol).map(({ port }) => port))].sort(
      (a, b) => a - b,
    );
  return { tcp: of('tcp'), udp: of('udp') };
}

function required<T>(value: T | undefined, machine: string): T {
  if (value !== undefined) return value;
  throw new VpcctlError(`there is no answer of ${machine} to what was asked of it`, {
    code: 'PROBE_INCOMPLETE',
    category: 'internal',
  });
}
