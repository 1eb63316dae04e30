import {
  containsNetwork,
  defineIntent,
  inputError,
  type Network,
  overlaps,
  parseNetwork,
  parseNetworkOrAddress,
  type State,
  type VpcctlError,
} from '@vpcctl/sdk';
import * as z from 'zod';
import { ownValue } from '../../model/records.js';
import { existing } from '../recorded/existing.js';
import { requireVpc, type Vpc } from '../vpc/state.js';
import { peeringSchema } from './schema.js';
import { type Peering, peeringKey, peeringsOf, selectPeerings } from './state.js';

const inputSchema = z.strictObject({
  vpcs: z.tuple([z.string(), z.string()]),
  allowCidrs: z.array(z.string()).default([]),
  /** Where it is there already as asked, refuse the request as `EXISTS_ALREADY`. */
  ifNotExists: z.boolean().optional(),
});

/** `peer VPC1 VPC2 [--allow-cidrs a,b]` */
export const peerVpcs = defineIntent({
  type: 'peering.add',
  version: 1,
  input: inputSchema,
  data: peeringSchema,
  decide: (state, input) => decide(state, input),
  precondition: (state, { vpcs, cidrs }) => {
    const [a, b] = [requireVpc(state, vpcs[0]), requireVpc(state, vpcs[1])];
    checkPeers(state, a, b);
    checkInside(a, cidrs[0]);
    checkInside(b, cidrs[1]);
  },
  about: ({ vpcs }) => vpcs,
  describe: ({ vpcs: [a, b] }) => `peer ${a} with ${b}`,
});

function decide(state: State, input: z.infer<typeof inputSchema>): Peering {
  const a = requireVpc(state, input.vpcs[0]);
  const b = requireVpc(state, input.vpcs[1]);
  const same = ownValue(selectPeerings(state), peeringKey(a.name, b.name));
  if (input.ifNotExists && same !== undefined) throw existingPeering(same, a, b, input.allowCidrs);
  checkPeers(state, a, b);
  return { vpcs: [a.name, b.name], cidrs: sides(a, b, input.allowCidrs) };
}

function existingPeering(
  { vpcs, cidrs }: Peering,
  a: Vpc,
  b: Vpc,
  allowed: readonly string[],
): VpcctlError {
  const asked = sides(a, b, allowed);
  const has = vpcs[0] === a.name ? cidrs : [cidrs[1], cidrs[0]];
  const inWords = (list: readonly string[] = []) => [...list].sort().join(', ');
  return existing(`the peering of ${a.name} and ${b.name}`, [
    { what: `the part of ${a.name}`, asked: inWords(asked[0]), has: inWords(has[0]) },
    { what: `the part of ${b.name}`, asked: inWords(asked[1]), has: inWords(has[1]) },
  ]);
}

function checkPeers(state: State, a: Vpc, b: Vpc): void {
  if (a.name === b.name) {
    throw inputError(
      'PEERING_SELF',
      `VPC ${a.name} cannot be peered with itself`,
      'its subnets already reach each other',
    );
  }
  if (ownValue(selectPeerings(state), peeringKey(a.name, b.name)) !== undefined) {
    throw inputError(
      'PEERING_EXISTS',
      `${a.name} and ${b.name} are already peered`,
      `to change it, end it first: vpcctl unpeer ${a.name} ${b.name}`,
    );
  }
  if (overlaps(parseNetwork(a.cidr), parseNetwork(b.cidr))) {
    throw inputError(
      'PEERING_OVERLAPS',
      `${a.name} (${a.cidr}) and ${b.name} (${b.cidr}) overlap, so routes could not distinguish them`,
      'peer VPCs whose CIDRs have no address in common',
    );
  }
  checkRoutable(state, a, b);
  checkRoutable(state, b, a);
}

/** A side of a peering is a part of its VPC. */
function checkInside(vpc: Vpc, cidrs: readonly string[]): void {
  const whole = parseNetwork(vpc.cidr);
  const outside = cidrs.find((cidr) => !containsNetwork(whole, parseNetwork(cidr)));
  if (outside === undefined) return;
  throw inputError('PEERING_CIDR_OUTSIDE', `${outside} is not in ${vpc.name} (${vpc.cidr})`);
}

/** Two peers with overlapping CIDRs would need two routes for the same addresses. */
function checkRoutable(state: State, vpc: Vpc, peer: Vpc): void {
  const cidr = parseNetwork(peer.cidr);
  for (const { vpcs } of peeringsOf(state, vpc.name)) {
    const other = requireVpc(state, vpcs[0] === vpc.name ? vpcs[1] : vpcs[0]);
    if (!overlaps(parseNetwork(other.cidr), cidr)) continue;
    throw inputError(
      'PEERING_AMBIGUOUS',
      `${vpc.name} is already peered with ${other.name} (${other.cidr}), which overlaps ${peer.name} (${peer.cidr})`,
      `end that peering first: vpcctl unpeer ${vpc.name} ${other.name}`,
    );
  }
}

/**
 * Each allowed CIDR belongs to the VPC that contains it. A VPC without any takes part as a whole.
 */
export function sides(a: Vpc, b: Vpc, allowed: readonly string[]): Peering['cidrs'] {
  const lists: Peering['cidrs'] = [[], []];
  for (const text of allowed) {
    const cidr = parseNetworkOrAddress(text, 'the CIDR of --allow-cidrs');
    const side = [a, b].findIndex((vpc) => containsNetwork(parseNetwork(vpc.cidr), cidr));
    const list = lists[side];
    if (list === undefined) {
      throw inputError(
        'PEERING_CIDR_OUTSIDE',
        `${cidr.text} is in neither ${a.name} (${a.cidr}) nor ${b.name} (${b.cidr})`,
        'name parts of the two VPCs that may talk: --allow-cidrs 10.0.1.0/24,172.16.1.0/24',
      );
    }
    addCidr(list, cidr);
  }
  return [lists[0].length > 0 ? lists[0] : [a.cidr], lists[1].length > 0 ? lists[1] : [b.cidr]];
}

/** Adds a CIDR without overlaps, which would add nothing and which packet filters refuse. */
function addCidr(list: string[], cidr: Network): void {
  if (list.some((text) => containsNetwork(parseNetwork(text), cidr))) return;
  const kept = list.filter((text) => !containsNetwork(cidr, parseNetwork(text)));
  list.splice(0, list.length, ...kept, cidr.text);
}
