/** The shell script of the tutorial's benchmark: a process for each call. */
import { join } from 'node:path';
import { type Subnet, toAdd, toCreate, toDelete, type Vpc } from '../tutorial/scenario.js';
import { measureScript, type Peer, type Place, places, quoted } from './peer.js';

/** vpcctl counts its numbers from here. */
const FIRST_NUMBER = 7001;

/** @param root the package's directory */
export function shellScript(root: string): Peer {
  const call = (file: string, args: readonly string[]) => {
    const path = join(root, 'test/bench/tutorial/script', file);
    return ['sh', path, ...args].map(quoted).join(' ');
  };
  return {
    name: 'shell script',
    isFound: () => true,
    build: (host, subnets) =>
      measureScript(
        host,
        places(subnets).flatMap((place) => [
          ...(place.index > 0 ? [] : [call('create-vpc.sh', creation(place))]),
          call('add-subnet.sh', toAdd(subnetAt(place))),
        ]),
      ),
    remove: (host, subnets) => measureScript(host, deletions(places(subnets), call)),
  };
}

type Call = (file: string, args: readonly string[]) => string;

/** The VPCs one after the other, each with its subnets; the last with the policy. */
function deletions(all: readonly Place[], call: Call): string[] {
  const vpcs = all.filter(({ index }) => index === 0);
  return vpcs.map((place, at) => {
    const vpc = vpcAt(place);
    const subnets = all.filter(({ bridge }) => bridge === place.bridge).map(subnetAt);
    const lines = subnets.map((subnet) => toDelete(subnet).join(' ')).join('\n');
    const last = at === vpcs.length - 1 ? 'last' : '';
    return call('delete-vpc.sh', [vpc.name, vpc.gateway, vpc.number, lines, last]);
  });
}

const creation = (place: Place) => [...toCreate(vpcAt(place)), place.bridge === 0 ? 'first' : ''];

function vpcAt({ bridge }: Place): Vpc {
  const number = String(FIRST_NUMBER + bridge);
  return { name: `v${bridge}`, cidr: `10.${bridge}.0.0/16`, gateway: `10.${bridge}.0.1`, number };
}

function subnetAt(place: Place): Subnet {
  const network = `10.${place.bridge}.${place.index + 1}`;
  return {
    ...{ vpc: vpcAt(place), name: `s${place.index}`, isPublic: place.isPublic },
    ...{ cidr: `${network}.0/24`, address: `${network}.1` },
  };
}
