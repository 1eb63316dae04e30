import type { State } from '@vpcctl/sdk';
import { peeringsOf } from '../features/peering/select.js';
import { selectSubnets } from '../features/subnet/select.js';
import type { Subnet } from '../features/subnet/state.js';
import { selectVpcs } from '../features/vpc/select.js';
import type { Vpc } from '../features/vpc/state.js';
import { namespaceFile } from '../host/namespaces.js';
import type { Machine } from '../host/probing/flow.js';
import type { Surroundings, Target } from './flow.js';

export const HOST = 'host';
export const INTERNET = 'internet';

/** The machines of a state: that of each subnet, the host, and one beyond the uplink. Pure. */
export function machinesOf(state: State, { internet }: Surroundings): Machine[] {
  const subnets = Object.values(selectSubnets(state));
  return [
    ...subnets.map((subnet) => ({
      name: nameOf(subnet),
      namespace: namespaceFile(subnet.namespace),
    })),
    { name: HOST, namespace: null },
    { name: internet.name, namespace: internet.namespace },
  ];
}

/**
 * What a machine may send to, each address once: in VPCs that overlap, an address means to the sender what is in its
 * own VPC, then what is in a peer, then what is in the oldest (the host's own routes have the VPC's number as
 * metric). Pure.
 */
export function targetsOf(state: State, sender: string, surroundings: Surroundings): Target[] {
  const own = selectSubnets(state)[sender];
  const subnets = Object.values(selectSubnets(state));
  const vpcs = inReach(state, own?.vpc);
  const targets: Target[] = [
    ...vpcs.flatMap(({ name }) => subnets.filter(({ vpc }) => vpc === name).map(subnetTarget)),
    ...vpcs.map(({ name, gateway }) => ({
      name: `gateway of ${name}`,
      machine: HOST,
      address: gateway,
    })),
    { name: HOST, machine: HOST, address: surroundings.host },
    { name: INTERNET, machine: surroundings.internet.name, address: surroundings.internet.address },
  ];
  const seen = new Set(own && [own.address]);
  return targets.filter(({ machine, address }) => {
    if (machine === sender || seen.has(address)) return false;
    seen.add(address);
    return true;
  });
}

/** The VPCs in the order in which they mean an address to somebody in `vpc`. */
function inReach(state: State, vpc: string | undefined): Vpc[] {
  const peers = vpc === undefined ? [] : peeringsOf(state, vpc).flatMap(({ vpcs }) => vpcs);
  const distance = ({ name }: Vpc) => (name === vpc ? 0 : peers.includes(name) ? 1 : 2);
  return Object.values(selectVpcs(state)).sort(
    (a, b) => distance(a) - distance(b) || a.zone - b.zone,
  );
}

function subnetTarget(subnet: Subnet): Target {
  return { name: nameOf(subnet), machine: nameOf(subnet), address: subnet.address };
}

function nameOf({ vpc, name }: Subnet): string {
  return `${vpc}/${name}`;
}
