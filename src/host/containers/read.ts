import type {
  ContainerEngine,
  ContainerFact,
  ContainerNamespace,
  ContainerQuestion,
  HostReader,
} from '@vpcctl/sdk';
import { lookAtNamespace } from '../proc/inspect-namespace.js';
import { identify, isAlive } from '../proc/process-identity.js';
import { type Inspection, inspectContainer } from './inspect.js';

/** In this order they are asked for a container whose engine nobody named. */
const ENGINES: readonly ContainerEngine[] = ['docker', 'podman'];

/** How the host is asked; a test has other ways. */
export interface ContainerWays {
  readonly inspect: (engine: ContainerEngine, name: string) => Promise<Inspection>;
  readonly look: (pid: number) => Promise<ContainerNamespace | null>;
}

/**
 * What engines say of containers. A container whose process lives is left out.
 * @throws VpcctlError `HOST_STEP_FAILED` where a namespace cannot be read
 */
export async function readContainers(
  host: HostReader,
  questions: readonly ContainerQuestion[],
  ways: ContainerWays = waysOf(host),
): Promise<ContainerFact[]> {
  const asked = questions.filter(({ process }) => process === null || !isAlive(process));
  return Promise.all(asked.map((question) => find(question, ways)));
}

function waysOf(host: HostReader): ContainerWays {
  return {
    inspect: (engine, name) => inspectContainer(host, engine, name),
    look: async (pid) => {
      const process = identify(pid);
      if (process === null) return null;
      const { by: _, ...found } = await lookAtNamespace({ process }, host);
      return { process, ...found };
    },
  };
}

async function find(
  { name, engine: wanted }: ContainerQuestion,
  { inspect, look }: ContainerWays,
): Promise<ContainerFact> {
  const problems: string[] = [];
  let isInstalled = false;
  for (const engine of wanted === null ? ENGINES : [wanted]) {
    const inspection = await inspect(engine, name);
    if (inspection.says !== 'missing') isInstalled = true;
    if (inspection.says === 'problem') problems.push(inspection.problem);
    if (inspection.says !== 'known') continue;
    const { pid } = inspection;
    return { name, engine, namespace: pid === null ? null : await look(pid), problems };
  }
  if (!isInstalled)
    problems.push(`${wanted ?? ENGINES.join(' and ')} cannot be found on this host`);
  return { name, engine: null, namespace: null, problems };
}
