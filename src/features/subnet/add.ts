import {
  type Cidr,
  containsCidr,
  defineIntent,
  type HostFacts,
  hostAt,
  inputError,
  overlaps,
  parseCidr,
  type State,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { interfaceName } from '../naming/interface.js';
import { macFor } from '../naming/mac.js';
import { checkName } from '../naming/name.js';
import { checkUsable } from '../vpc/cidr.js';
import { requireVpc } from '../vpc/select.js';
import type { Vpc } from '../vpc/state.js';
import { selectSubnets, subnetsOf } from './select.js';
import { type Subnet, subnetSchema, subnetTypeSchema } from './state.js';

const inputSchema = z.strictObject({
  vpc: z.string(),
  name: z.string(),
  cidr: z.string(),
  type: subnetTypeSchema.default('private'),
});

/** `add-subnet VPC NAME CIDR [--type public|private]` */
export const addSubnet = defineIntent({
  type: 'subnet.add',
  version: 1,
  input: inputSchema,
  data: subnetSchema,
  decide: (state, input, context) => decide(state, input, context.host),
  stands: (state, subnet) => checkStands(state, subnet),
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, name, cidr, type }) => `add ${type} subnet ${name} ${cidr} to ${vpc}`,
});

function decide(state: State, input: z.infer<typeof inputSchema>, host: HostFacts): Subnet {
  const vpc = requireVpc(state, input.vpc);
  const name = checkName('a subnet', input.name);
  const cidr = parseCidr(input.cidr, `the CIDR of subnet ${name}`);
  const namespace = `${vpc.name}-${name}`;
  checkNameFree(state, vpc, name, namespace, host);
  checkUsable(cidr);
  checkPlace(state, vpc, cidr);
  if (input.type === 'public' && vpc.uplink === null) {
    throw inputError(
      'UPLINK_MISSING',
      `VPC ${vpc.name} has no uplink, so it cannot have a public subnet`,
      `this host had no default route when ${vpc.name} was created; create it with --interface, or use --type private`,
    );
  }
  const first = hostAt(cidr, 1);
  const outside = `veth-${namespace}`;
  const inside = `veth-ns-${name}`;
  return {
    vpc: vpc.name,
    name,
    cidr: cidr.text,
    type: input.type,
    address: first === vpc.gateway ? hostAt(cidr, 2) : first,
    namespace,
    inside: { ...interfaceName(inside, () => false), mac: macFor(`${namespace}/${inside}`) },
    outside: {
      ...interfaceName(outside, (taken) => isTaken(state, host, taken)),
      mac: macFor(outside),
    },
  };
}

function isTaken(state: State, host: HostFacts, name: string): boolean {
  const own = Object.values(selectSubnets(state)).map((subnet) => subnet.outside.name);
  return own.includes(name) || host.interfaces.includes(name);
}

function checkNameFree(
  state: State,
  vpc: Vpc,
  name: string,
  namespace: string,
  host: HostFacts,
): void {
  const subnets = Object.values(selectSubnets(state));
  const same = subnets.find((subnet) => subnet.vpc === vpc.name && subnet.name === name);
  if (same !== undefined) {
    throw inputError(
      'SUBNET_EXISTS',
      `VPC ${vpc.name} has a subnet ${name} already (${same.cidr})`,
      `choose another name, or remove it: vpcctl delete-subnet ${vpc.name} ${name}`,
    );
  }
  const clash = subnets.find((subnet) => subnet.namespace === namespace);
  if (clash !== undefined) {
    throw inputError(
      'NAMESPACE_CLASH',
      `subnet ${name} of ${vpc.name} would share the namespace ${namespace} with subnet ${clash.name} of ${clash.vpc}`,
      'choose another subnet name',
    );
  }
  if (host.namespaces.includes(namespace)) {
    throw inputError(
      'NAMESPACE_FOREIGN',
      `there is a namespace ${namespace} already, and it is not vpcctl's`,
      `choose another name, or remove it if nothing needs it: ip netns del ${namespace}`,
    );
  }
}

function checkPlace(state: State, vpc: Vpc, cidr: Cidr): void {
  if (!containsCidr(parseCidr(vpc.cidr), cidr)) {
    throw inputError(
      'SUBNET_OUTSIDE_VPC',
      `${cidr.text} is not inside ${vpc.name}'s ${vpc.cidr}`,
      `choose a part of ${vpc.cidr}`,
    );
  }
  const taken = subnetsOf(state, vpc.name);
  const other = taken.find((subnet) => overlaps(parseCidr(subnet.cidr), cidr));
  if (other === undefined) return;
  throw inputError(
    'SUBNET_OVERLAPS',
    `${cidr.text} overlaps subnet ${other.name} (${other.cidr}) of ${vpc.name}`,
    `taken so far: ${taken.map((subnet) => subnet.cidr).join(', ')}`,
  );
}

function checkStands(state: State, subnet: Subnet): void {
  const vpc = requireVpc(state, subnet.vpc);
  checkPlace(state, vpc, parseCidr(subnet.cidr));
  const clash = Object.values(selectSubnets(state)).find(
    ({ namespace, outside }) =>
      namespace === subnet.namespace || outside.name === subnet.outside.name,
  );
  if (clash === undefined && subnet.address !== vpc.gateway) return;
  throw inputError(
    'SUBNET_EXISTS',
    `${clash?.vpc ?? vpc.name}/${clash?.name ?? 'its router'} has the namespace, interface or address of ${subnet.vpc}/${subnet.name}`,
  );
}
