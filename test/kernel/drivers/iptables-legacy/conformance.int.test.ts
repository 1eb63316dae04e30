import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { conformance, type Tampering } from '@vpcctl/sdk/conformance';
import { startLab } from '../../../support/lab/harness.js';
import { few } from '../../../support/run/few.js';
import { LENGTHS } from '../../../support/run/lengths.js';

const filter = (script: string): string => `iptables-legacy ${script}`;

/** Adds a rule of the chain once more, with its comment. */
const twice = (table: string, chain: string, rule: RegExp): string =>
  `iptables-legacy-save -t ${table} | grep -E -- '^-A ${chain} .*${rule.source}' |
    sed '1i *${table}' | sed '$a COMMIT' | iptables-legacy-restore --noflush`;

/** The first rule of the group in the scenario, which tampering moves or widens. */
const HTTP =
  '-p tcp --dport 8080 -m comment --comment "allow what ingress rule 1 matches" -j RETURN';

/** Changes that another program may make to our chains, and to the jumps to them. */
const all: readonly Tampering[] = [
  ['a rule added', filter('-I VPCCTL-VPC-POLICY -j ACCEPT')],
  ['a rule added at the end', filter('-A VPCCTL-IN-vpc1/public -j ACCEPT')],
  ['a chain flushed', filter('-F VPCCTL-FROM-VPC')],
  ['a group flushed', filter('-F VPCCTL-IN-vpc1/public')],
  ['a table flushed', filter('-F')],
  ['all chains of a table gone', `${filter('-F')} && ${filter('-X')}`],
  [
    'all tables flushed',
    'for table in raw mangle nat filter; do iptables-legacy -t $table -F && iptables-legacy -t $table -X; done; arptables-legacy -F; arptables-legacy -X',
  ],
  ['a chain added', filter('-t nat -N VPCCTL-MINE')],
  ['a jump gone', filter('-D FORWARD 1')],
  ['a jump twice', twice('filter', 'INPUT', /-j VPCCTL-INPUT$/)],
  ['a jump from elsewhere', filter('-t raw -A OUTPUT -d 192.0.2.1 -j VPCCTL-ZONE-BY-BRIDGE')],
  ['an element gone', filter('-D VPCCTL-GATEWAYS 1')],
  ['an element twice', twice('raw', 'VPCCTL-ZONE-BY-BRIDGE', /7001$/)],
  ['all elements of a set gone', filter('-t mangle -F VPCCTL-MARKS')],
  [
    'an element added',
    filter('-I VPCCTL-MASQUERADED -s 10.0.2.1 -i br-vpc1 -o eth0 -g VPCCTL-VPC-POLICY'),
  ],
  [
    'an element with another target',
    filter('-R VPCCTL-BOUNDARY 1 -i br-vpc1 -o br-vpc2 -g VPCCTL-VPC-POLICY'),
  ],
  [
    'rules in another order',
    `${filter('-D VPCCTL-IN-vpc1/public 1')} && ${filter(`-I VPCCTL-IN-vpc1/public 2 ${HTTP}`)}`,
  ],
  [
    'a rule replaced by a wider one',
    filter(`-R VPCCTL-IN-vpc1/public 1 ${HTTP.replace('8080', '8080:8081')}`),
  ],
  [
    'a guard that drops nothing',
    `iptables-legacy -t raw -D VPCCTL-GUARD-br-vpc1 $(iptables-legacy -t raw -S VPCCTL-GUARD-br-vpc1 | tail -n +2 | wc -l)`,
  ],
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

const tampering = few(all, 3);

const hosts = LENGTHS.allCases ? 'all' : 'two';

conformance({ driver: iptablesLegacy, openLab: startLab, tampering, hosts });
