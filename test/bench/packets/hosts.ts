/** Hosts on which packets go from one namespace to another. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../measure/host.js';
import type { Bench } from '../rows/bench.js';
import { PORT, type Way } from './pingpong.js';
import { type Throughput, throughput } from './throughput.js';

/** A host without any ruleset, which routes between two namespaces. */
export async function plainHost(bench: Bench): Promise<{ host: Host; way: Way }> {
  const host = await bench.openHost();
  const lines = ['a', 'b'].flatMap((name, at) => [
    `ip netns add ${name}`,
    `ip link add to-${name} type veth peer name eth0 netns ${name}`,
    `ip addr add 10.0.${at + 1}.254/24 dev to-${name}`,
    `ip link set to-${name} up`,
    `ip -n ${name} addr add 10.0.${at + 1}.1/24 dev eth0`,
    `ip -n ${name} link set eth0 up`,
    `ip -n ${name} route add default via 10.0.${at + 1}.254`,
  ]);
  host.mustRun(['sh', '-ec', [...lines, 'sysctl -qw net.ipv4.ip_forward=1'].join('\n')]);
  return { host, way: wayOn(host, 'plain', ['a', 'b'], '10.0.2.1') };
}

/** The VPC whose packets are measured. */
const VPC = 'bench';
const [SENDER, RECEIVER, ADDRESS] = [`${VPC}-a`, `${VPC}-b`, '172.16.2.1'];

/** A host of vpcctl on which there may be VPCs already. */
export interface VpcHost {
  readonly host: Host;
  readonly way: Way;
  /** Deletes the VPC and creates it again, so that its rules lie elsewhere in memory. */
  rebuild(): void;
  /** Sends by TCP for a second. */
  throughput(): Throughput;
}

/**
 * Creates a VPC of two subnets, with a policy of so many rules. The last of them lets the packets
 * in.
 * @param rules how many rules, all of one verdict
 * @param more whether one more rule lets TCP in, which `throughput` needs
 */
export function vpcOn(
  bench: Bench,
  host: Host,
  name: string,
  rules: number,
  more?: 'and TCP',
): VpcHost {
  const file = join(bench.newDirectory(), 'policy.json');
  writeFileSync(file, JSON.stringify(policyOf(rules, more === undefined ? [] : [TCP])));
  const create = () => {
    host.mustRun(['vpcctl', 'create-vpc', VPC, '172.16.0.0/16']);
    for (const [subnet, at] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      const words = [VPC, subnet, `172.16.${at}.0/24`, '--type', 'private'];
      host.mustRun(['vpcctl', 'add-subnet', ...words]);
    }
    host.mustRun(['vpcctl', 'apply-firewall', VPC, 'b', file]);
  };
  create();
  return {
    host,
    way: wayOn(host, name, [SENDER, RECEIVER], ADDRESS),
    rebuild() {
      host.mustRun(['vpcctl', 'delete-vpc', VPC]);
      create();
    },
    throughput: () => throughput(host, SENDER, RECEIVER, ADDRESS),
  };
}

const TCP = { protocol: 'tcp', port: PORT, action: 'allow' };

function policyOf(rules: number, more: readonly object[]) {
  const ingress = Array.from({ length: rules }, (_, n) => {
    const port = n === rules - 1 ? PORT : 10_000 + 2 * n;
    return { protocol: 'udp', port, action: 'allow' };
  });
  return { subnet: '172.16.2.0/24', ingress: [...more, ...ingress] };
}

function wayOn(host: Host, name: string, [from, to]: [string, string], address: string): Way {
  const [sender, receiver] = [host.namespaceFile(from), host.namespaceFile(to)];
  return { name, sender, receiver, address };
}
