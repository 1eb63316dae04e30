import { type ContainerEngine, type HostReader, isVpcctlError } from '@vpcctl/sdk';
import { findProgram } from '../process/search-path.js';

/** What an engine says of one container. */
export type Inspection =
  /** The number of its first process; null where it does not run. */
  | { readonly says: 'known'; readonly pid: number | null }
  | { readonly says: 'unknown' }
  /** The engine is not installed. */
  | { readonly says: 'missing' }
  | { readonly says: 'problem'; readonly problem: string };

/** An engine that does not answer may not hold up a replay. */
const PATIENCE_SECONDS = '10';

/** Variables by which an engine's program speaks to another machine, whose processes are not ours. */
const ELSEWHERE: Readonly<Record<ContainerEngine, string>> = {
  docker: 'DOCKER_HOST',
  podman: 'CONTAINER_HOST',
};

/**
 * Asks an engine for the first process of a container. What it prints is not trusted.
 * @param name a name that the engine takes for no flag
 */
export async function inspectContainer(
  host: HostReader,
  engine: ContainerEngine,
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Inspection> {
  const variable = ELSEWHERE[engine];
  const place = env[variable] ?? '';
  if (place !== '' && !/^(unix:|\/)/.test(place)) {
    const problem = `${variable} is ${JSON.stringify(place)}: the containers of another machine`;
    return { says: 'problem', problem };
  }
  if (findProgram(engine) === null) return { says: 'missing' };
  const inspect = ['inspect', '--type', 'container', '--format', '{{.State.Pid}}', name];
  try {
    return parsePid(engine, await host.run('timeout', [PATIENCE_SECONDS, engine, ...inspect]));
  } catch (error) {
    if (!isVpcctlError(error)) throw error;
    // docker says "No such container", or "No such object"; podman "no such container".
    if (/no such (container|object)/i.test(error.message)) return { says: 'unknown' };
    return { says: 'problem', problem: `${engine} gives no answer: ${error.message}` };
  }
}

/** The number of a process in what an engine printed. Pure. */
export function parsePid(engine: ContainerEngine, output: string): Inspection {
  const [, digits] = /^(0|[1-9]\d{0,9})\n?$/.exec(output) ?? [];
  if (digits !== undefined) return { says: 'known', pid: digits === '0' ? null : Number(digits) };
  const shown = JSON.stringify(output.length > 60 ? `${output.slice(0, 60)}…` : output);
  return { says: 'problem', problem: `${engine} printed ${shown} instead of a process number` };
}
