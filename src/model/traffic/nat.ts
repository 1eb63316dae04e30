import { containsNetwork, type NatFact, overlaps, type TrafficFacts } from '@vpcctl/sdk';
import { type Hindrance, vpcEnd } from './hindrance.js';
import type { KnownVpc } from './questions.js';
import { readNetwork } from './way.js';

/** Source NAT of other programs that changes the addresses of packets within a VPC. Pure. */
export function natFaults({ nat }: TrafficFacts, known: KnownVpc): Hindrance[] {
  const { vpc, cidr } = known;
  const end = vpcEnd(vpc.name);
  return nat
    .filter((rule) => isFor(rule, known))
    .map(({ where, source, destination }) => {
      const within = [source, destination].every(
        (text) => text === null || containsNetwork(readNetwork(text) ?? cidr, cidr),
      );
      return {
        vpcs: [vpc.name],
        says: `a rule in ${where} changes the source of packets within ${vpc.name}, which br_netfilter shows it: replies are lost`,
        stops: within ? [{ from: end, to: end }] : [],
        program: 'a router set-up that masquerades without naming an interface',
        fix: 'name the interface in that rule, as by -o eth0; or: sysctl -w net.bridge.bridge-nf-call-iptables=0',
      };
    });
}

function isFor({ source, destination, outgoing }: NatFact, { vpc, cidr }: KnownVpc): boolean {
  if (outgoing !== null && !isInterface(outgoing, vpc.bridge.name)) return false;
  return [source, destination].every((text) => {
    const network = text === null ? null : readNetwork(text);
    return text === null || (network !== null && overlaps(network, cidr));
  });
}

/** iptables writes `br-+` for all interfaces that begin so, and nft `br-*`. */
function isInterface(pattern: string, name: string): boolean {
  return /[+*]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
