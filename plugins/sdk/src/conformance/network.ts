/** The network that all cases have in common: four VPCs, two of them with the same addresses. */
import { policyOf, type Vpc, worldComes, worldGoes } from './scenario.js';

export const PUBLIC = { name: 'public', third: 1, isPublic: true };
export const PRIVATE = { name: 'private', third: 2, isPublic: false };

export const vpc1: Vpc = { name: 'vpc1', net: '10.0', number: 1, subnets: [PUBLIC, PRIVATE] };
export const vpc2: Vpc = { name: 'vpc2', net: '172.16', number: 2, subnets: [PUBLIC] };
/** The very addresses of vpc1. */
export const twin: Vpc = { ...vpc1, name: 'twin', number: 3 };
export const vpc4: Vpc = { name: 'vpc4', net: '172.20', number: 4, subnets: [PUBLIC] };
export const vpcs: readonly Vpc[] = [vpc1, vpc2, twin, vpc4];

/** Routes lead from each to each other, so that nothing but the policy stops a packet. */
export const COMES = worldComes(vpcs, [
  [vpc1, vpc2],
  [vpc2, vpc4],
  [vpc1, vpc4],
]);
export const GOES = worldGoes(vpcs);

/** The policy of VPCs without peerings and groups: closed by default. */
export const BASIC = policyOf(vpcs);
