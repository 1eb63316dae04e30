import {
  type ChangeEvent,
  type DecideContext,
  defineIntent,
  event,
  type HostFacts,
  hostAt,
  inputError,
  interfaceName,
  macFor,
  madeAs,
  type Network,
  overlaps,
  parseNetwork,
  type State,
  type VpcctlError,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { checkName } from '../../model/names/index.js';
import { automaticLength, freeNetwork, hostNetworks } from '../../model/network/index.js';
import { omitKeys, ownValue } from '../../model/records.js';
import { allWorkloads, freeMadeAs, routerAddress, routerOf } from '../../model/workloads/index.js';
import { candidates, chooseBackend } from '../backend/choose.js';
import { setBackend } from '../backend/set.js';
import { backendOf } from '../backend/state.js';
import { detectFirewalls } from '../foreign-firewalls/detect.js';
import { foundOn, isNothing, knownIn } from '../foreign-firewalls/state.js';
import { labelled } from '../labels/set.js';
import { labelsOf } from '../labels/state.js';
import { parseLabels } from '../labels/words.js';
import { comparedLabels, existing } from '../recorded/existing.js';
import { checkUsable } from './cidr.js';
import { vpcSchema } from './schema.js';
import { chooseSegment } from './segment.js';
import { selectVpcs, type Vpc } from './state.js';
import { chooseUplink } from './uplink.js';

const inputSchema = z.strictObject({
  name: z.string(),
  cidr: z.string(),
  /** An interface of the host, or `auto`. */
  interface: z.string().optional(),
  /** Accept a CIDR to which the host has a route, as that of a VPN. */
  allowOverlap: z.boolean().optional(),
  /** `team=blue`, for a label each. */
  labels: z.array(z.string()).optional(),
  /** Where it is there already as asked, refuse the request as `EXISTS_ALREADY`. */
  ifNotExists: z.boolean().optional(),
  /** The requested backend; it has an effect only where none was chosen yet. */
  backend: z.string().optional(),
  /** The segment of a VPC that is built once more; by default the lowest free one. */
  segment: z.int().optional(),
});

const OTHER_CIDR =
  'choose another CIDR, for example 10.10.0.0/16, 172.20.0.0/16 or 192.168.100.0/24';

/** `create-vpc NAME CIDR|auto/16 [--interface eth0|auto] [--allow-overlap]` */
export const createVpc = defineIntent({
  type: 'vpc.create',
  version: 1,
  input: inputSchema,
  data: vpcSchema,
  needs: (state, { backend }) => ({
    tables: true,
    network: true,
    backends: backendOf(state) === null ? candidates(backend) : [],
    filters: isFirst(state),
  }),
  decide: (state, input, context) => decide(state, input, context),
  precondition: (state, vpc) => checkPrecondition(state, vpc),
  about: ({ name }) => [name],
  uplink: ({ uplink }) => uplink,
  describe: (vpc) => `create VPC ${vpc.name} ${vpc.cidr}`,
});

/**
 * The VPC; the backend; its labels; and the foreign firewalls, where there are any. Each VPC
 * records the backend and the firewalls, so that they stay known after a revert of the first VPC.
 */
function decide(
  state: State,
  input: z.infer<typeof inputSchema>,
  { host }: DecideContext,
): ChangeEvent[] {
  const vpc = chooseVpc(state, input, host);
  const backend = backendOf(state) ?? chooseBackend(input.backend, host.backends);
  const firewalls = isFirst(state) ? foundOn(host) : knownIn(state);
  return [
    event(createVpc, vpc),
    event(setBackend, { name: backend, unlessChosen: true }),
    ...labelled({ vpc: vpc.name, subnet: null, instance: null }, input.labels ?? []),
    ...(isNothing(firewalls) ? [] : [event(detectFirewalls, firewalls)]),
  ];
}

function chooseVpc(state: State, input: z.infer<typeof inputSchema>, host: HostFacts): Vpc {
  const vpcs = selectVpcs(state);
  const name = checkName('a VPC', input.name);
  const same = ownValue(vpcs, name);
  if (same !== undefined && input.ifNotExists) throw existingVpc(state, same, input);
  if (same !== undefined) {
    throw inputError(
      'VPC_EXISTS',
      `VPC ${name} already exists (${same.cidr})`,
      `choose another name, or remove it: vpcctl delete-vpc ${name}`,
    );
  }
  const cidr = chooseCidr(name, input.cidr, host, Object.values(vpcs));
  checkUsable(cidr);
  const gateway = hostAt(cidr, 1);
  const allowOverlap = input.allowOverlap ?? false;
  checkNotOnHost(cidr, host, Object.values(vpcs), allowOverlap);
  checkNoWorkloads(state, { name, cidr: cidr.text, gateway: gateway.text });
  const bridges = Object.values(vpcs).map((vpc) => vpc.bridge.name);
  // A VPC that was renamed still has its bridge, and may be in the way.
  const made = freeMadeAs(name, (taken) =>
    Object.values(vpcs).some((vpc) => madeAs(vpc) === taken),
  );
  checkBridgeFree(`br-${made}`, host, bridges);
  const isTaken = (taken: string) => bridges.includes(taken) || host.interfaces.includes(taken);
  const bridge = interfaceName(`br-${made}`, isTaken);
  return {
    name,
    ...(made !== name && { madeAs: made }),
    cidr: cidr.text,
    gateway: gateway.text,
    bridge: { ...bridge, mac: macFor(`br-${made}`) },
    segment: chooseSegment(Object.values(vpcs), host, input.segment),
    uplink: chooseUplink(input.interface, host, state),
    allowOverlap,
    // The first VPC changes these sysctls; later VPCs record the host's values from before that.
    restore: Object.values(vpcs)[0]?.restore ?? omitKeys(host.sysctls, (key) => !isOfVpcs(key)),
  };
}

/** Other features have settings of their own, which may have been asked for together. */
function isOfVpcs(key: string): boolean {
  return key.startsWith('net/ipv4/');
}

/** Where `auto/16` looks for a free network (RFC 1918). */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** The network of the VPC: as written, or for `auto/16` the first that nothing else has. */
function chooseCidr(name: string, text: string, host: HostFacts, vpcs: readonly Vpc[]): Network {
  const length = automaticLength(text);
  if (length === null) return parseNetwork(text, `the CIDR of VPC ${name}`);
  const taken = [
    ...vpcs.map(({ cidr }) => parseNetwork(cidr)),
    ...hostNetworks(host, vpcs).map(({ network }) => network),
  ];
  const spaces = PRIVATE.map((cidr) => parseNetwork(cidr));
  return freeNetwork(spaces, length, taken, `VPC ${name}`);
}

function existingVpc(
  state: State,
  { name, cidr, uplink }: Vpc,
  input: z.infer<typeof inputSchema>,
): VpcctlError {
  return existing(`VPC ${name}`, [
    { what: 'its CIDR', asked: parseNetwork(input.cidr).text, has: cidr },
    { what: 'its uplink', asked: input.interface ?? 'auto', has: uplink?.interface ?? 'auto' },
    ...comparedLabels(parseLabels(input.labels ?? []), labelsOf(state, name)),
  ]);
}

function isFirst(state: State): boolean {
  return Object.keys(selectVpcs(state)).length === 0;
}

/**
 * The VPC would take packets for neighbours in a network of the host, and the host those for
 * workloads. Where the host only has a route, as to a VPN, a user may know that it is right.
 */
function checkNotOnHost(
  cidr: Network,
  host: HostFacts,
  vpcs: readonly Vpc[],
  allowOverlap: boolean,
): void {
  const clashes = hostNetworks(host, vpcs).filter(({ network }) => overlaps(network, cidr));
  const own = clashes.find(({ isOwn }) => isOwn);
  const clash = own ?? (allowOverlap ? undefined : clashes[0]);
  if (clash === undefined) return;
  throw inputError(
    'CIDR_IN_USE',
    `${cidr.text} overlaps ${clash.what}`,
    OTHER_CIDR,
    ...(clash.isOwn
      ? []
      : ['if the VPC is to have its part of that route all the same: --allow-overlap']),
  );
}

/** Packets for a router's own address reach no workload, in whichever VPC the workload is. */
function checkNoWorkloads(state: State, vpc: Pick<Vpc, 'name' | 'cidr' | 'gateway'>): void {
  const router = routerOf(vpc);
  for (const { addresses, label } of allWorkloads(state)) {
    for (const address of addresses) {
      const role = routerAddress([router], address);
      if (role === null) continue;
      throw inputError(
        'CIDR_IN_USE',
        `${address.text} would be ${role} (${vpc.cidr}), which would cut off ${label}: it has this address`,
        OTHER_CIDR,
      );
    }
  }
}

function checkBridgeFree(bridge: string, host: HostFacts, own: readonly string[]): void {
  if (!host.interfaces.includes(bridge) || own.includes(bridge)) return;
  throw inputError(
    'BRIDGE_NOT_OURS',
    `there is an interface ${bridge} already, and it is not vpcctl's`,
    'choose another VPC name, or remove that interface if nothing needs it',
  );
}

/** Names and segments are reused after a VPC is deleted, so another VPC may have them by now. */
function checkPrecondition(state: State, vpc: Vpc): void {
  const clash = Object.values(selectVpcs(state)).find(
    ({ segment, bridge, ...each }) =>
      each.name === vpc.name ||
      madeAs(each) === madeAs(vpc) ||
      segment === vpc.segment ||
      bridge.name === vpc.bridge.name,
  );
  if (clash !== undefined) {
    const what = `the name, segment or bridge of ${vpc.name}`;
    throw inputError('VPC_EXISTS', `VPC ${clash.name} has ${what}`);
  }
  checkNoWorkloads(state, vpc);
}
