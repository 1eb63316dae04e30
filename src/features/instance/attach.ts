import {
  type ChangeEvent,
  type ContainerReference,
  defineIntent,
  event,
  type HostFacts,
  inputError,
  type State,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { checkNamespaceFree, routesIn } from '../../model/workloads/index.js';
import { labelled } from '../labels/set.js';
import { checkAttachable } from './attachable.js';
import { checkInstancePrecondition, chooseInstance } from './choose.js';
import { foundContainer } from './found-container.js';
import { chooseRoutes } from './namespace-routes.js';
import { reattached } from './reattach.js';
import { findEnded, needsToReplace, replaced } from './replace.js';
import {
  containerNameSchema,
  engineSchema,
  instanceSchema,
  processIdentitySchema,
} from './schema.js';
import { attachedTarget, type FoundNamespace } from './state.js';

/** A namespace to attach, as the host has it: its identity, its interfaces and its routes. */
const foundSchema = z.strictObject({
  /** How the user named it: by its name under `/run/netns`, or by a process. */
  by: z.union([z.object({ netns: z.string() }), z.object({ process: processIdentitySchema })]),
  /** All its names under `/run/netns`. */
  names: z.array(z.string()),
  /** Whether it is the host's own namespace. */
  host: z.boolean(),
  interfaces: z.array(z.string()),
  /** The routes of its main table, each to a network. */
  routes: z.array(z.object({ destination: z.string(), interface: z.string() })),
});

const inputSchema = z.strictObject({
  vpc: z.string(),
  subnet: z.string(),
  /** By default the name of the namespace or of the container. */
  name: z.string().optional(),
  ip: z.string().optional(),
  /** `team=blue`, for a label each. */
  labels: z.array(z.string()).optional(),
  defaultRoute: z.boolean().default(true),
  namespace: foundSchema.optional(),
  /** Its namespace is looked for before `decide`; null: the engine that knows it. */
  container: z
    .strictObject({
      name: containerNameSchema,
      engine: engineSchema.nullish().transform((engine) => engine ?? null),
    })
    .optional(),
});

/** `attach VPC SUBNET --netns NAME|--pid PID|--container NAME`: connects an existing namespace to a subnet. */
export const attachInstance = defineIntent({
  type: 'instance.attach',
  version: 1,
  input: inputSchema,
  data: instanceSchema,
  needs: (state, input) => ({
    ...needsToReplace(state, wantedBy(input)),
    network: true,
    ...(input.container && { containers: [{ ...input.container, process: null }] }),
  }),
  decide: (state, input, { host }) => {
    const { vpc, subnet, name } = wantedBy(input);
    const labels = labelled({ vpc, subnet, instance: name }, input.labels ?? []);
    return [decide(state, input, host), ...labels];
  },
  precondition: checkInstancePrecondition,
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name, address, namespace, attachment }) => {
    const target = attachedTarget(namespace, attachment);
    return `attach ${target} to ${vpc}/${subnet} as ${name} ${address}`;
  },
});

type AttachInput = z.infer<typeof inputSchema>;

function wantedBy({ vpc, subnet, name, namespace, container }: AttachInput) {
  return { vpc, subnet, name: name ?? container?.name ?? nameOf(namespace) };
}

/** What is to be attached. */
interface Target {
  readonly found: FoundNamespace;
  /** Null where it was not named as a container. */
  readonly container: ContainerReference | null;
}

function targetOf({ namespace, container }: AttachInput, host: HostFacts): Target {
  if (container === undefined) return { found: given(namespace), container: null };
  const { process, reference, ...found } = foundContainer(container, host);
  return { found: { ...found, by: { process } }, container: reference };
}

function decide(state: State, input: AttachInput, host: HostFacts): ChangeEvent {
  const { found, container } = targetOf(input, host);
  checkAttachable(state, found);
  const ended = findEnded(state, wantedBy(input), host);
  if (ended !== null) {
    const { by, names, interfaces } = found;
    const routes = chooseRoutes(state, { ...input, found }, routesIn(state, names));
    const instance = replaced(ended, { by, interfaces, routes, ip: input.ip, container });
    return reattached(instance);
  }
  // From the state, since a restarted container has lost its interfaces.
  const recorded = routesIn(state, found.names);
  const taken = [...found.interfaces, ...recorded.map((route) => route.interface)];
  const request = { ...wantedBy(input), ip: input.ip };
  const { hostName, ...chosen } = chooseInstance(state, request, host, (one) =>
    taken.includes(one),
  );
  const process = 'process' in found.by ? found.by.process : null;
  if (process !== null) checkNamespaceFree(hostName, host);
  return event(attachInstance, {
    ...chosen,
    namespace: 'netns' in found.by ? found.by.netns : hostName,
    attachment: {
      process,
      routes: chooseRoutes(state, { ...input, found }, recorded),
      ...(container !== null && { container }),
    },
  });
}

function nameOf(found: FoundNamespace | undefined): string {
  const { by } = given(found);
  return 'netns' in by ? by.netns : `pid${by.process.pid}`;
}

/** @throws VpcctlError `NAMESPACE_MISSING` */
function given(found: FoundNamespace | undefined): FoundNamespace {
  if (found !== undefined) return found;
  throw inputError('NAMESPACE_MISSING', 'nothing is named that could be attached');
}
