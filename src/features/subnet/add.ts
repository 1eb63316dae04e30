import {
  type ChangeEvent,
  containsNetwork,
  defineIntent,
  event,
  type HostFacts,
  inputError,
  interfaceName,
  knownAddress,
  macFor,
  type Network,
  overlaps,
  parseNetwork,
  type State,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { checkName } from '../../model/names/index.js';
import {
  automaticLength,
  freeNetwork,
  hostNetworks,
  hostNetworkWithin,
} from '../../model/network/index.js';
import { ownValue } from '../../model/records.js';
import {
  allWorkloads,
  checkNamespaceFree,
  chooseMadeAs,
  choosePortName,
  findClash,
  firstAddress,
  hostName,
  routerAddressIn,
} from '../../model/workloads/index.js';
import { labelled } from '../labels/set.js';
import { labelsOf } from '../labels/state.js';
import { parseLabels } from '../labels/words.js';
import { comparedLabels, existing } from '../recorded/existing.js';
import { checkUsable } from '../vpc/cidr.js';
import { requireVpc, selectVpcs, type Vpc } from '../vpc/state.js';
import { subnetSchema, subnetTypeSchema } from './schema.js';
import { type Subnet, selectSubnets, subnetsOf } from './state.js';

const inputSchema = z.strictObject({
  vpc: z.string(),
  name: z.string(),
  cidr: z.string(),
  type: subnetTypeSchema.default('private'),
  /** `team=blue`, for a label each. */
  labels: z.array(z.string()).optional(),
  /** Where it is there already as asked, refuse the request as `EXISTS_ALREADY`. */
  ifNotExists: z.boolean().optional(),
});

/** `add-subnet VPC NAME CIDR|auto/24 [--type public|private]` */
export const addSubnet = defineIntent({
  type: 'subnet.add',
  version: 1,
  input: inputSchema,
  data: subnetSchema,
  needs: () => ({ network: true }),
  decide: (state, input, context) => decide(state, input, context.host),
  precondition: (state, subnet) => checkPrecondition(state, subnet),
  about: ({ vpc }) => [vpc],
  describe: ({ vpc, name, cidr, type }) => `add ${type} subnet ${name} ${cidr} to ${vpc}`,
});

function decide(
  state: State,
  input: z.infer<typeof inputSchema>,
  host: HostFacts,
): readonly ChangeEvent[] {
  checkNotThere(state, input);
  const subnet = chooseSubnet(state, input, host);
  const place = { vpc: subnet.vpc, subnet: subnet.name, instance: null };
  return [event(addSubnet, subnet), ...labelled(place, input.labels ?? [])];
}

function chooseSubnet(state: State, input: z.infer<typeof inputSchema>, host: HostFacts): Subnet {
  const vpc = requireVpc(state, input.vpc);
  const name = checkName('a subnet', input.name);
  const cidr = chooseCidr(state, vpc, name, input.cidr, host);
  checkNameFree(state, vpc, name);
  const label = `${vpc.name}/${name}`;
  const made = chooseMadeAs(state, label, `subnet ${name} of ${vpc.name}`, host);
  const namespace = hostName(made);
  checkNamespaceFree(namespace, host);
  checkUsable(cidr);
  checkPlace(state, vpc, cidr);
  checkNotOnHost(state, vpc, cidr, host);
  const guestEnd = `veth-ns-${made.split('/')[1]}`;
  return {
    vpc: vpc.name,
    name,
    ...(made !== label && { madeAs: made }),
    cidr: cidr.text,
    type: input.type,
    address: firstAddress(state, cidr).text,
    namespace,
    guestEnd: { ...interfaceName(guestEnd, () => false), mac: macFor(`${namespace}/${guestEnd}`) },
    hostEnd: {
      ...choosePortName(state, namespace, host),
      mac: macFor(`veth-${namespace}`),
    },
  };
}

/** The network of the subnet: as written, or for `auto/24` the first free one of the VPC. */
function chooseCidr(state: State, vpc: Vpc, name: string, text: string, host: HostFacts): Network {
  const length = automaticLength(text);
  if (length === null) return parseNetwork(text, `the CIDR of subnet ${name}`);
  const taken = [
    ...subnetsOf(state, vpc.name).map(({ cidr }) => parseNetwork(cidr)),
    ...hostNetworks(host, Object.values(selectVpcs(state))).map(({ network }) => network),
  ];
  // A network of the host that the whole VPC lies in is no reason against any part of it.
  const whole = parseNetwork(vpc.cidr);
  const inside = taken.filter((network) => containsNetwork(whole, network));
  return freeNetwork([whole], length, inside, `subnet ${name} of ${vpc.name}`);
}

/** @throws VpcctlError `EXISTS_ALREADY`, `EXISTS_OTHERWISE` */
function checkNotThere(state: State, input: z.infer<typeof inputSchema>): void {
  const label = `${input.vpc}/${input.name}`;
  const same = ownValue(selectSubnets(state), label);
  if (!input.ifNotExists || same === undefined) return;
  const asked = parseNetwork(input.cidr, `the CIDR of subnet ${input.name}`).text;
  throw existing(`subnet ${label}`, [
    { what: 'its CIDR', asked, has: same.cidr },
    { what: 'its type', asked: input.type, has: same.type },
    ...comparedLabels(parseLabels(input.labels ?? []), labelsOf(state, label)),
  ]);
}

function checkNameFree(state: State, vpc: Vpc, name: string): void {
  const subnets = Object.values(selectSubnets(state));
  const same = subnets.find((subnet) => subnet.vpc === vpc.name && subnet.name === name);
  if (same === undefined) return;
  throw inputError(
    'SUBNET_EXISTS',
    `VPC ${vpc.name} already has a subnet ${name} (${same.cidr})`,
    `choose another name, or remove it: vpcctl delete-subnet ${vpc.name} ${name}`,
  );
}

function checkPlace(state: State, vpc: Vpc, cidr: Network): void {
  if (!containsNetwork(parseNetwork(vpc.cidr), cidr)) {
    throw inputError(
      'SUBNET_OUTSIDE_VPC',
      `${cidr.text} is not inside ${vpc.name}'s ${vpc.cidr}`,
      `choose a part of ${vpc.cidr}`,
    );
  }
  const taken = subnetsOf(state, vpc.name);
  const other = taken.find((subnet) => overlaps(parseNetwork(subnet.cidr), cidr));
  if (other === undefined) return;
  throw inputError(
    'SUBNET_OVERLAPS',
    `${cidr.text} overlaps subnet ${other.name} (${other.cidr}) of ${vpc.name}`,
    `CIDRs in use: ${taken.map((subnet) => subnet.cidr).join(', ')}`,
  );
}

/** The host would take packets for workloads, or workloads those for its neighbours. */
function checkNotOnHost(state: State, vpc: Vpc, cidr: Network, host: HostFacts): void {
  const clash = hostNetworkWithin(state, vpc, cidr, host);
  if (clash === null) return;
  throw inputError(
    'CIDR_IN_USE',
    `${cidr.text} overlaps ${clash.what}`,
    `choose another part of ${vpc.cidr}; vpcctl status names what the host has in it`,
  );
}

function checkPrecondition(state: State, subnet: Subnet): void {
  const vpc = requireVpc(state, subnet.vpc);
  checkPlace(state, vpc, parseNetwork(subnet.cidr));
  const clash =
    findClash(state, subnet.namespace) ??
    allWorkloads(state).find(({ hostEnd }) => hostEnd.name === subnet.hostEnd.name);
  if (clash !== undefined) {
    throw inputError(
      'SUBNET_EXISTS',
      `${clash.label} has the namespace or interface of ${subnet.vpc}/${subnet.name}`,
    );
  }
  const router = routerAddressIn(state, knownAddress(subnet.address));
  if (router === null) return;
  throw inputError(
    'ADDRESS_TAKEN',
    `${subnet.address}, the address of ${subnet.vpc}/${subnet.name}, is ${router}`,
  );
}
