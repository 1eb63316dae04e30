import {
  defineIntent,
  type HostFacts,
  inputError,
  overlaps,
  parseCidr,
  type State,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { checkNamespaceFree } from '../../model/workloads/names.js';
import { allWorkloads, routesIn, type WorkloadRoute } from '../../model/workloads/select.js';
import { requireSubnet } from '../subnet/state.js';
import { requireVpc } from '../vpc/state.js';
import { checkInstancePrecondition, chooseInstance } from './choose.js';
import { instanceSchema, processIdentitySchema } from './schema.js';
import type { Instance } from './state.js';

/** A namespace as it was found: who it is, and what is in it that an interface could get in the way of. */
const foundSchema = z.strictObject({
  /** What it was asked for by: its name under `/run/netns`, or a process. */
  by: z.union([z.object({ netns: z.string() }), z.object({ process: processIdentitySchema })]),
  /** Every name that it has under `/run/netns`. */
  names: z.array(z.string()),
  /** Whether it is the host's own. */
  host: z.boolean(),
  interfaces: z.array(z.string()),
  /** What its main table has ways to, and by which interface; `0.0.0.0/0` is the default route. */
  routes: z.array(z.object({ destination: z.string(), interface: z.string() })),
});

/** What `attach` reads of a namespace before it asks for it. */
export type FoundNamespace = z.infer<typeof foundSchema>;

const inputSchema = z.strictObject({
  vpc: z.string(),
  subnet: z.string(),
  /** By default that of the namespace. */
  name: z.string().optional(),
  ip: z.string().optional(),
  defaultRoute: z.boolean().default(true),
  namespace: foundSchema,
});

/** `attach VPC SUBNET --netns NAME|--pid PID`: an interface in a subnet, for a namespace that is somebody else's. */
export const attachInstance = defineIntent({
  type: 'instance.attach',
  version: 1,
  input: inputSchema,
  data: instanceSchema,
  decide: (state, input, { host }) => decide(state, input, host),
  precondition: checkInstancePrecondition,
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, subnet, name, address, namespace, attachment }) => {
    const process = attachment?.process;
    const whose = process ? `process ${process.pid}` : `namespace ${namespace}`;
    return `attach ${whose} to ${vpc}/${subnet} as ${name} ${address}`;
  },
});

function decide(state: State, input: z.infer<typeof inputSchema>, host: HostFacts): Instance {
  const { namespace: found } = input;
  checkForeign(state, found);
  // By the state, since a container that was started anew has lost its interfaces.
  const recorded = routesIn(state, found.names);
  const taken = [...found.interfaces, ...recorded.map((route) => route.interface)];
  const name = input.name ?? nameOf(found);
  const request = { vpc: input.vpc, subnet: input.subnet, ip: input.ip, name };
  const { hostName, ...chosen } = chooseInstance(state, request, host, (one) =>
    taken.includes(one),
  );
  const process = 'process' in found.by ? found.by.process : null;
  if (process !== null) checkNamespaceFree(hostName, host);
  return {
    ...chosen,
    namespace: 'netns' in found.by ? found.by.netns : hostName,
    attachment: { process, routes: chooseRoutes(state, input, recorded) },
  };
}

function nameOf({ by }: FoundNamespace): string {
  return 'netns' in by ? by.netns : `pid${by.process.pid}`;
}

/** What `ip -batch` takes as a word, and no program as a flag. */
const USABLE = /^[\w.][\w.:@+-]*$/;

/** A second interface would be a way around the policy of the first. */
function checkForeign(state: State, found: FoundNamespace): void {
  if ('netns' in found.by && !USABLE.test(found.by.netns)) {
    throw inputError(
      'NETNS_UNUSABLE',
      `the name ${JSON.stringify(found.by.netns)} can't be handed to ip`,
      'attach it by one of its processes: --pid',
    );
  }
  if (found.host) {
    throw inputError(
      'NAMESPACE_IS_HOST',
      "that is the host's own network namespace, which every VPC is kept apart from",
      'name the namespace of a container: --netns NAME, or --pid with one of its processes',
    );
  }
  const own = allWorkloads(state).find(
    ({ namespace, attachment }) => attachment === null && found.names.includes(namespace),
  );
  if (own === undefined) return;
  throw inputError(
    'NAMESPACE_IS_OWN',
    `that is the namespace of ${own.label}, and vpcctl's own`,
    'a machine is in one subnet; to let subnets of two VPCs talk: vpcctl peer',
  );
}

/**
 * What goes to the router: everything, where the namespace has no other way out; else the VPC, and the rest as before.
 * @param recorded routes that the namespace has by other subnets; those of the same VPC are no way past it
 * @throws VpcctlError `ROUTE_CLASH` where the namespace has a way to these addresses already
 */
function chooseRoutes(
  state: State,
  { vpc: vpcName, subnet: subnetName, defaultRoute, namespace }: z.infer<typeof inputSchema>,
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
        routes.includes(destination) || overlaps(parseCidr(destination), parseCidr(subnet.cidr)),
    );
  if (clash === undefined) return routes;
  throw inputError(
    'ROUTE_CLASH',
    `the namespace reaches ${clash.destination} by its own ${clash.interface}, which is in the way of ${vpcName}/${subnetName} (${subnet.cidr})`,
    'attach it to a subnet with other addresses, or take that route out of the namespace',
  );
}

function isDefault({ destination }: { destination: string }): boolean {
  return destination === 'default' || destination === '0.0.0.0/0';
}
