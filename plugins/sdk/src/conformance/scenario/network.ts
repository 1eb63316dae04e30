/** The network that all cases have in common: four VPCs, two of them with the same addresses. */
import { buildScenario, policyOf, removeScenario, type Vpc } from './scenario.js';

export const PUBLIC = { name: 'public', third: 1, isPublic: true };
export const PRIVATE = { name: 'private', third: 2, isPublic: false };

export const vpc1: Vpc = { name: 'vpc1', net: '10.0', number: 1, subnets: [PUBLIC, PRIVATE] };
export const vpc2: Vpc = { name: 'vpc2', net: '172.16', number: 2, subnets: [PUBLIC] };
/** A VPC with the same addresses as vpc1. */
export const twin: Vpc = { ...vpc1, name: 'twin', number: 3 };
export const vpc4: Vpc = { name: 'vpc4', net: '172.20', number: 4, subnets: [PUBLIC] };
export const vpcs: readonly Vpc[] = [vpc1, vpc2, twin, vpc4];

/** Each peer has routes to the other, so that only the policy stops a packet. */
export const COMES = buildScenario(vpcs, [
  [vpc1, vpc2],
  [vpc2, vpc4],
  [vpc1, vpc4],
]);
export const GOES = removeScenario(vpcs);

/** The policy of VPCs without peerings and groups: closed by default. */
export const BASIC = policyOf(vpcs);
