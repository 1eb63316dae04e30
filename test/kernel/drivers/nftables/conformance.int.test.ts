import { nftables } from '@vpcctl/nftables';
import { conformance, type Tampering } from '@vpcctl/sdk/conformance';
import { startLab } from '../../../support/lab/harness.js';
import { few } from '../../../support/run/few.js';
import { LENGTHS } from '../../../support/run/lengths.js';

/** The rules of the group in the scenario, which tampering reorders or widens. */
const HTTP = 'tcp dport 8080 accept comment "allow what ingress rule 1 matches"';
const HTTPS = 'tcp dport 443 accept comment "allow what ingress rule 2 matches"';
const DENIED = 'drop comment "drop everything that no ingress rule allows"';

/** Changes that another program may make to our tables, each as nft commands. */
const commands: Readonly<Record<string, string>> = {
  'a rule added': 'insert rule inet vpcctl vpc-policy accept',
  'a rule added at the end': 'add rule inet vpcctl in/vpc1/public accept',
  'a base chain flushed': 'flush chain inet vpcctl from-vpc',
  'a group flushed': 'flush chain inet vpcctl in/vpc1/public',
  'a table flushed': 'flush table inet vpcctl',
  'a chain added': 'add chain inet vpcctl mine',
  'a base chain added': 'add chain bridge vpcctl mine { type filter hook forward priority 0; }',
  'a policy changed': 'add chain inet vpcctl input { policy drop; }',
  'a set added': 'add set inet vpcctl mine { type ifname; }',
  'a counter added': 'add counter inet vpcctl mine',
  'a table put to sleep': 'add table bridge vpcctl { flags dormant; }',
  'a table gone': 'delete table bridge vpcctl',
  'all tables but one gone': 'delete table inet vpcctl; delete table arp vpcctl',
  'all tables gone': 'flush ruleset',
  'an element gone': 'delete element inet vpcctl gateways { "br-vpc1" . 10.0.0.1 }',
  'all elements of a set gone': 'flush set bridge vpcctl workload-ports',
  'an element added': 'add element inet vpcctl masqueraded { "br-vpc1" . "eth0" . 10.0.2.1 }',
  'an element with another verdict':
    'delete element inet vpcctl boundary { "br-vpc1" . "br-vpc2" }; add element inet vpcctl boundary { "br-vpc1" . "br-vpc2" : goto vpc-policy }',
  'rules in another order': `flush chain inet vpcctl in/vpc1/public; add rule inet vpcctl in/vpc1/public ${HTTPS}; add rule inet vpcctl in/vpc1/public ${HTTP}; add rule inet vpcctl in/vpc1/public ${DENIED}`,
  'a rule replaced by a wider one': `flush chain inet vpcctl in/vpc1/public; add rule inet vpcctl in/vpc1/public ${HTTP.replace('8080', '8080-8081')}; add rule inet vpcctl in/vpc1/public ${HTTPS}; add rule inet vpcctl in/vpc1/public ${DENIED}`,
};
const all = Object.entries(commands).map(
  ([what, command]): Tampering => [what, `nft '${command}'`],
);
const tampering = few(all, 3);

const hosts = LENGTHS.allCases ? 'all' : 'two';

conformance({ driver: nftables, openLab: () => startLab(), tampering, hosts });
