import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { conformance, type Tampering } from '@vpcctl/sdk/conformance';
import { startLab } from '../../../support/lab/harness.js';

const filter = (script: string): string => `iptables-legacy ${script}`;

/** What somebody may do to our chains, and to what leads to them, behind our back. */
const tampering: readonly Tampering[] = [
  ['a rule added', filter('-I VPCCTL-GROUPS -j ACCEPT')],
  ['a rule added at the end', filter('-A VPCCTL-IN-vpc1/public -j ACCEPT')],
  ['a chain flushed', filter('-F VPCCTL-LEAVE')],
  ['a group flushed', filter('-F VPCCTL-IN-vpc1/public')],
  ['a table flushed', filter('-F')],
  ['all chains of a table gone', `${filter('-F')} && ${filter('-X')}`],
  [
    'all tables flushed',
    'for table in raw mangle nat filter; do iptables-legacy -t $table -F && iptables-legacy -t $table -X; done; arptables-legacy -F; arptables-legacy -X',
  ],
  ['a chain added', filter('-t nat -N VPCCTL-MINE')],
  ['a jump gone', filter('-D FORWARD -j VPCCTL-FORWARD')],
  ['a jump twice', filter('-A INPUT -j VPCCTL-INPUT')],
  ['a jump from elsewhere', filter('-t raw -A OUTPUT -d 192.0.2.1 -j VPCCTL-ZONES')],
  ['an element gone', filter('-D VPCCTL-GATEWAYS -d 10.0.0.1 -i br-vpc1 -j ACCEPT')],
  ['an element twice', filter('-t raw -A VPCCTL-ZONES -i br-vpc1 -j CT --zone-orig 7001')],
  ['all elements of a set gone', filter('-t mangle -F VPCCTL-MARKS')],
  [
    'an element added',
    filter('-I VPCCTL-INTERNET -s 10.0.2.1 -i br-vpc1 -o eth0 -g VPCCTL-GROUPS'),
  ],
  [
    'an element that leads elsewhere',
    filter('-R VPCCTL-BOUNDARY 1 -i br-vpc1 -o br-vpc2 -g VPCCTL-GROUPS'),
  ],
  [
    'rules in another order',
    filter('-D VPCCTL-IN-vpc1/public 1') +
      ' && ' +
      filter('-I VPCCTL-IN-vpc1/public 2 -p tcp --dport 8080 -j RETURN'),
  ],
  [
    'a rule replaced by a wider one',
    filter('-R VPCCTL-IN-vpc1/public 1 -p tcp --dport 8080:8081 -j RETURN'),
  ],
  ['a guard that drops nothing', filter('-t raw -D VPCCTL-GUARD-br-vpc1 -j DROP')],
  ['a guard that drops before it looks', filter('-t raw -I VPCCTL-GUARD-br-vpc1 -j DROP')],
  ['an ARP rule added', 'arptables-legacy -I VPCCTL-GUARD-br-vpc1 -j ACCEPT'],
  ['ARP rules flushed', 'arptables-legacy -F'],
  ['the way to ARP rules gone', 'arptables-legacy -D INPUT -j VPCCTL-INPUT'],
  ['a port unlocked', 'ip link set dev veth-vpc1-publi type bridge_slave locked off'],
  ['a port that learns', 'ip link set dev veth-vpc1-publi type bridge_slave learning on'],
  [
    'the entry of a port gone',
    'bridge fdb del 02:00:00:00:10:01 dev veth-vpc1-publi master static',
  ],
  [
    'an entry of a port added',
    'bridge fdb replace 02:00:00:00:99:99 dev veth-vpc1-publi master static',
  ],
];

conformance({ driver: iptablesLegacy, openLab: startLab, tampering });
