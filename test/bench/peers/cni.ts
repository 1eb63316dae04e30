/** The plugin `bridge` of the container network interface, as container runtimes call it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureScript, type Peer, type Place, places, quoted } from './peer.js';

/** @param folder where Debian's package is unpacked */
export function cni(folder: string): Peer {
  const plugins = join(folder, 'usr/lib/cni');
  const call = (command: 'ADD' | 'DEL', place: Place) => {
    const namespace = nameOf(place);
    const variables = [
      `CNI_COMMAND=${command} CNI_CONTAINERID=${namespace} CNI_NETNS=/run/netns/${namespace}`,
      `CNI_IFNAME=eth0 CNI_PATH=${quoted(plugins)}`,
    ].join(' ');
    const program = quoted(join(plugins, 'bridge'));
    return `echo ${quoted(configuration(place))} | ${variables} ${program} >/dev/null`;
  };
  return {
    name: 'CNI bridge',
    isFound: () => existsSync(join(plugins, 'bridge')),
    build: (host, subnets) =>
      measureScript(
        host,
        places(subnets).flatMap((place) => [`ip netns add ${nameOf(place)}`, call('ADD', place)]),
      ),
    remove: (host, subnets) =>
      measureScript(
        host,
        places(subnets).flatMap((place) => [call('DEL', place), `ip netns del ${nameOf(place)}`]),
      ),
  };
}

const nameOf = ({ bridge, index }: Place) => `v${bridge}-s${index}`;

function configuration({ bridge, isPublic }: Place): string {
  return JSON.stringify({
    ...{ cniVersion: '0.4.0', name: `v${bridge}`, type: 'bridge', bridge: `br-v${bridge}` },
    ...{ isGateway: true, ipMasq: isPublic },
    ipam: {
      ...{ type: 'host-local', subnet: `10.${bridge}.0.0/16` },
      ...{ routes: [{ dst: '0.0.0.0/0' }], dataDir: '/run/bench-cni' },
    },
  });
}
