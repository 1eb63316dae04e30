import {
  type ContainerEngine,
  type ContainerNamespace,
  type ContainerReference,
  type HostFacts,
  inputError,
} from '@vpcctl/sdk';

/** A container that runs. */
type FoundContainer = ContainerNamespace & { readonly reference: ContainerReference };

/**
 * A container as engines know it.
 * @param wanted with the engine to ask; null: the first that knows the name
 * @throws VpcctlError `CONTAINER_UNREACHABLE`, `CONTAINER_UNKNOWN`, `CONTAINER_STOPPED`
 */
export function foundContainer(
  wanted: { readonly name: string; readonly engine: ContainerEngine | null },
  host: HostFacts,
): FoundContainer {
  const { name } = wanted;
  const fact = (host.containers ?? []).find((each) => each.name === name);
  const { engine = null, namespace = null, problems = [] } = fact ?? {};
  if (engine !== null && namespace !== null) return { ...namespace, reference: { engine, name } };
  if (engine !== null) {
    const message = `the container ${name} of ${engine} does not run, so it has no namespace`;
    throw inputError('CONTAINER_STOPPED', message, `start it first: ${engine} start ${name}`);
  }
  const byPid = 'or attach it by one of its processes: --pid';
  if (problems.length > 0) {
    const message = `the container ${name} cannot be looked for: ${problems.join('; ')}`;
    throw inputError('CONTAINER_UNREACHABLE', message, byPid);
  }
  const whose = wanted.engine === null ? 'no engine' : `no ${wanted.engine}`;
  throw inputError(
    'CONTAINER_UNKNOWN',
    `${whose} on this host knows a container ${name}`,
    `see which there are: ${wanted.engine ?? 'docker'} ps${wanted.engine === null ? ', podman ps' : ''}; root sees those of root`,
    byPid,
  );
}
