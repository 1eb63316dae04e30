/** The program that makes podman's networks, as podman calls it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureScript, type Peer, type Place, places, quoted } from './peer.js';

/** @param folder where Debian's package is unpacked */
export function netavark(folder: string): Peer {
  const program = join(folder, 'usr/lib/podman/netavark');
  const call = (command: 'setup' | 'teardown', place: Place) =>
    `echo ${quoted(configuration(place))} | ` +
    `${quoted(program)} --config /run/bench-netavark ${command} /run/netns/${nameOf(place)} >/dev/null`;
  return {
    name: 'netavark',
    isFound: () => existsSync(program),
    build: (host, subnets) =>
      measureScript(host, [
        'mkdir -p /run/bench-netavark',
        ...places(subnets).flatMap((place) => [
          `ip netns add ${nameOf(place)}`,
          call('setup', place),
        ]),
      ]),
    remove: (host, subnets) =>
      measureScript(
        host,
        places(subnets).flatMap((place) => [
          call('teardown', place),
          `ip netns del ${nameOf(place)}`,
        ]),
      ),
  };
}

const nameOf = ({ bridge, index }: Place) => `v${bridge}-s${index}`;

function configuration(place: Place): string {
  const { bridge, index, isPublic } = place;
  const network = `v${bridge}`;
  const id = (number: number) => number.toString(16).padStart(64, '0');
  return JSON.stringify({
    ...{ container_id: id(1000 * (bridge + 1) + index), container_name: nameOf(place) },
    networks: {
      [network]: { interface_name: 'eth0', static_ips: [`10.${bridge}.1.${index + 1}`] },
    },
    network_info: {
      [network]: {
        ...{
          name: network,
          id: id(bridge + 1),
          driver: 'bridge',
          network_interface: `br-v${bridge}`,
        },
        ...{ internal: !isPublic, ipv6_enabled: false, dns_enabled: false },
        subnets: [{ subnet: `10.${bridge}.0.0/16`, gateway: `10.${bridge}.0.1` }],
        ipam_options: { driver: 'host-local' },
      },
    },
  });
}
