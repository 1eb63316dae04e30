import { API_VERSION, type ChangeEvent, type Json, type State } from '@vpcctl/sdk';
import { decideChange } from '../../../src/engine/model/decide.js';
import { EMPTY_STATE } from '../../../src/engine/model/evolve.js';
import { createRegistry } from '../../../src/engine/registry/registry.js';
import { coreFeatures } from '../../../src/features/index.js';
import { hostWith } from '../features/facts.js';

/** How large a network is. Its subnets and rules are spread evenly. */
export interface Size {
  readonly vpcs: number;
  readonly subnets: number;
  readonly rules: number;
}

/** The events of a change, as the journal records them. */
export type Recorded = readonly ChangeEvent[];

/** Features without drivers: nothing here is compiled. */
const registry = createRegistry([
  { name: 'core', apiVersion: API_VERSION, features: coreFeatures, drivers: [] },
]);

const PORTS = [22, 53, 443, 8080, 8443];

/**
 * A large network: VPCs in a chain of peerings, public and private subnets by turns, and in each a
 * policy whose rules name subnets and security groups. No kernel and no journal is touched.
 */
export function largeNetwork(size: Size): { changes: Recorded[]; state: State } {
  let state: State = EMPTY_STATE;
  const changes = requestsFor(size).map(([type, input]): Recorded => {
    const intent = registry.intent(type);
    const checked = intent?.input.safeParse(input);
    if (intent === undefined || checked?.success !== true) throw new Error(`no request: ${type}`);
    const decided = decideChange(registry, intent, state, checked.data, hostWith(state));
    state = decided.stateAfter;
    return decided.events;
  });
  return { changes, state };
}

function requestsFor({ vpcs, subnets, rules }: Size): [type: string, input: Json][] {
  const places = Array.from({ length: subnets }, (_, index) => placeOf(index, vpcs));
  const each = Math.ceil(rules / subnets);
  return [
    ...Array.from({ length: vpcs }, (_, n): [string, Json] => [
      'vpc.create',
      { name: `v${n}`, cidr: `10.${n}.0.0/16` },
    ]),
    ...places.map(({ vpc, name, cidr }, index): [string, Json] => [
      'subnet.add',
      { vpc, name, cidr, type: index % 2 === 0 ? 'public' : 'private' },
    ]),
    ...Array.from({ length: vpcs - 1 }, (_, n): [string, Json] => [
      'peering.add',
      { vpcs: [`v${n}`, `v${n + 1}`] },
    ]),
    ...(rules === 0 ? [] : places).map((place, index): [string, Json] => {
      const { vpc, name, cidr } = place;
      const neighbours = places.filter((other) => other.vpc === vpc);
      const ingress = Array.from({ length: each }, (_, n) => {
        const other = neighbours[(Math.floor(index / vpcs) + n) % neighbours.length] ?? place;
        const source = n % 4 === 3 ? `sg:${other.vpc}/${other.name}` : other.cidr;
        return { protocol: 'tcp', port: PORTS[n % PORTS.length] ?? 80, action: 'allow', source };
      });
      return ['firewall.apply', { vpc, subnet: name, policy: { subnet: cidr, ingress } }];
    }),
  ];
}

/** The subnet with number `index`: the VPCs take turns. */
function placeOf(index: number, vpcs: number): { vpc: string; name: string; cidr: string } {
  const [vpc, n] = [index % vpcs, Math.floor(index / vpcs)];
  return { vpc: `v${vpc}`, name: `s${n}`, cidr: `10.${vpc}.${n}.0/24` };
}
