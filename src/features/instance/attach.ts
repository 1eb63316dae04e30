import {
  type ChangeEvent,
  defineIntent,
  event,
  type HostFacts,
  inputError,
  isAnyNetwork,
  overlaps,
  parseDestination,
  parseNetwork,
  type State,
} from '@vpcctl/sdk';
import * as z from 'zod';
import {
  allWorkloads,
  checkNamespaceFree,
  routesIn,
  type WorkloadRoute,
} from '../../model/workloads/index.js';
import { labelled } from '../labels/set.js';
import { requireSubnet } from '../subnet/state.js';
import { requireVpc } from '../vpc/state.js';
import { checkInstancePrecondition, chooseInstance } from './choose.js';
import { findEnded, needsToReplace, reattachInstance, replaced } from './reattach.js';
import { instanceSchema, NAMESPACE, processIdentitySchema } from './schema.js';

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

/** A namespace as `attach` reads it before it requests the change. */
export type FoundNamespace = z.infer<typeof foundSchema>;

const inputSchema = z.strictObject({
  vpc: z.string(),
  subnet: z.string(),
  /** By default the namespace's name. */
  name: z.string().optional(),
  ip: z.string().optional(),
  /** `team=blue`, for a label each. */
  labels: z.array(z.string()).optional(),
  defaultRoute: z.boolean().default(true),
  namespace: foundSchema,
});

/** `attach VPC SUBNET --netns NAME|--pid PID`: connects an existing namespace to a subnet. */
export const attachInstance = defineIntent({
  type: 'instance.attach',
  version: 1,
  input: inputSchema,
  data: instanceSchema,
  needs: (state, input) => ({ ...needsToReplace(state, wantedBy(input)), network: true }),
  decide: (state, input, { host }) => {
    const { vpc, subnet, name } = wantedBy(input);
    const labels = labelled({ vpc, subnet, instance: name }, input.labels ?? []);
    return [decide(state, input, host), ...labels];
  },
  precondition: checkInstancePrecondition,
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name, address, namespace, attachment }) => {
    const process = attachment?.process;
    const target = process ? `process ${process.pid}` : `namespace ${namespace}`;
    return `attach ${target} to ${vpc}/${subnet} as ${name} ${address}`;
  },
});

type AttachInput = z.infer<typeof inputSchema>;

function wantedBy({ vpc, subnet, name, namespace }: AttachInput) {
  return { vpc, subnet, name: name ?? nameOf(namespace) };
}

function decide(state: State, input: AttachInput, host: HostFacts): ChangeEvent {
  const { namespace: found } = input;
  checkAttachable(state, found);
  const ended = findEnded(state, wantedBy(input), host);
  if (ended !== null) {
    const { by, names, interfaces } = found;
    const routes = chooseRoutes(state, input, routesIn(state, names));
    const instance = replaced(ended, { by, interfaces, routes, ip: input.ip });
    return event(reattachInstance, instance);
  }
  // From the state, since a restarted container has lost its interfaces.
  const recorded = routesIn(state, found.names);
  const taken = [...found.interfaces, ...recorded.map((route) => route.interface)];
  const name = input.name ?? nameOf(found);
  const request = { vpc: input.vpc, subnet: input.subnet, ip: input.ip, name };
  const { hostName, ...chosen } = chooseInstance(state, request, host, (one) =>
    taken.includes(one),
  );
  const process = 'process' in found.by ? found.by.process : null;
  if (process !== null) checkNamespaceFree(hostName, host);
  return event(attachInstance, {
    ...chosen,
    namespace: 'netns' in found.by ? found.by.netns : hostName,
    attachment: { process, routes: chooseRoutes(state, input, recorded) },
  });
}

function nameOf({ by }: FoundNamespace): string {
  return 'netns' in by ? by.netns : `pid${by.process.pid}`;
}

/**
 * Checks that a namespace can be attached. A second interface in vpcctl's own namespaces would be a
 * way around the policy of the first.
 * @throws VpcctlError `NETNS_UNUSABLE`, `NAMESPACE_IS_HOST`, `NAMESPACE_IS_OWN`
 */
function checkAttachable(state: State, found: FoundNamespace): void {
  if ('netns' in found.by && !NAMESPACE.test(found.by.netns)) {
    throw inputError(
      'NETNS_UNUSABLE',
      `ip does not take the name ${JSON.stringify(found.by.netns)}`,
      'attach it by one of its processes: --pid',
    );
  }
  if (found.host) {
    throw inputError(
      'NAMESPACE_IS_HOST',
      "this is the host's own network namespace, which stays apart from every VPC",
      'name the namespace of a container: --netns NAME, or --pid with one of its processes',
    );
  }
  const own = allWorkloads(state).find(
    ({ namespace, attachment }) => attachment === null && found.names.includes(namespace),
  );
  if (own === undefined) return;
  throw inputError(
    'NAMESPACE_IS_OWN',
    `this is the namespace of ${own.label}, and vpcctl's own`,
    'a workload is in one subnet; to let two VPCs talk: vpcctl peer',
  );
}

/**
 * The destinations that go to the router: all, where the namespace has no default route of its own;
 * else the VPC, and the other routes stay.
 * @param recorded the namespace's routes to subnets it is attached to; routes of the same VPC do
 *   not lead around its router
 * @throws VpcctlError `ROUTE_CLASH` where the namespace already has a route to these addresses
 */
function chooseRoutes(
  state: State,
  { vpc: vpcName, subnet: subnetName, defaultRoute, namespace }: AttachInput,
  recorded: readonly WorkloadRoute[],
): string[] {
  const subnet = requireSubnet(state, vpcName, subnetName);
  const vpc = requireVpc(state, vpcName);
  const near = recorded.filter((route) => route.vpc === vpcName);
  const far = [...namespace.routes, ...recorded].filter(
    (route) => !isDefault(route) && !near.some((own) => own.interface === route.interface),
  );
  const hasDefault = [...namespace.routes, ...recorded].some(isDefault);
  const isRouted = [subnet, ...near.map(({ destination }) => ({ cidr: destination }))].some(
    ({ cidr }) => cidr === vpc.cidr,
  );
  const routes = defaultRoute && !hasDefault ? ['default'] : isRouted ? [] : [vpc.cidr];
  const clash =
    near.find(({ destination }) => destination === subnet.cidr) ??
    far.find(
      ({ destination }) =>
        routes.includes(destination) ||
        overlaps(parseNetwork(destination), parseNetwork(subnet.cidr)),
    );
  if (clash === undefined) return routes;
  throw inputError(
    'ROUTE_CLASH',
    `the namespace already has a route to ${clash.destination} by ${clash.interface}, which conflicts with ${vpcName}/${subnetName} (${subnet.cidr})`,
    'attach it to a subnet with other addresses, or delete that route in the namespace',
  );
}

function isDefault({ destination }: { destination: string }): boolean {
  return isAnyNetwork(parseDestination(destination));
}
