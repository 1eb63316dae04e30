import {
  type ContainerNamespace,
  type HostFacts,
  isVpcctlError,
  type ProcessIdentity,
  type State,
} from '@vpcctl/sdk';
import { routesIn } from '../../model/workloads/index.js';
import { checkAttachable } from './attachable.js';
import { chooseRoutes } from './namespace-routes.js';
import { replaced } from './replace.js';
import { type Attachment, type Instance, selectInstances } from './state.js';

/** An instance that was attached by the name of a container. */
interface Follower {
  readonly instance: Instance;
  readonly process: ProcessIdentity;
  readonly container: NonNullable<Attachment['container']>;
}

function followers(state: State): Follower[] {
  return Object.values(selectInstances(state)).flatMap((instance) => {
    const { process = null, container } = instance.attachment ?? {};
    if (process === null || container === undefined) return [];
    return [{ instance, process, container }];
  });
}

/** The first processes of attached containers. Pure. */
export function processesToFollow(state: State): ProcessIdentity[] {
  return followers(state).map(({ process }) => process);
}

/**
 * The instances whose container runs in another namespace than before, each in its new one. One
 * that cannot be attached there is left out: `attach` says why. Pure.
 */
export function followed(state: State, host: HostFacts): Instance[] {
  return followers(state).flatMap(({ instance, process, container }) => {
    const fact = (host.containers ?? []).find(
      ({ name, engine }) => name === container.name && engine === container.engine,
    );
    const found = fact?.namespace ?? null;
    if (found === null || isSame(found, process, host.namespaces.includes(instance.namespace))) {
      return [];
    }
    try {
      return [inNamespace(state, instance, found, container)];
    } catch (error) {
      if (isVpcctlError(error) && error.category === 'input') return [];
      throw error;
    }
  });
}

/** Containers of a pod keep its namespace when they restart. */
function isSame({ process }: ContainerNamespace, before: ProcessIdentity, isNamed: boolean) {
  return isNamed && process.inode === before.inode && process.boot === before.boot;
}

function inNamespace(
  state: State,
  instance: Instance,
  { process, ...namespace }: ContainerNamespace,
  container: Follower['container'],
): Instance {
  const found = { ...namespace, by: { process } };
  checkAttachable(state, found);
  const { vpc, subnet, attachment } = instance;
  // Where `attach` found a default route, or was told to add none, none is added now.
  const defaultRoute = attachment?.routes.includes('default') ?? false;
  const request = { vpc, subnet, defaultRoute, found };
  const chosen = chooseRoutes(state, request, routesIn(state, found.names));
  const routes = defaultRoute ? chosen : [...(attachment?.routes ?? [])];
  const { interfaces, by } = found;
  return replaced(instance, { by, interfaces, routes, ip: undefined, container });
}
