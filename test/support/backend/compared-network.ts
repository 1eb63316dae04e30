import { ok } from '../cli/vpcctl.js';
import type { Lab } from '../lab/harness.js';
import { SURROUNDINGS } from '../lab/probe.js';

/** Three VPCs: shop and office are peered; twin has the addresses of shop, and is peered with nobody. */
const COMMANDS = [
  'create-vpc shop 10.0.0.0/16',
  'add-subnet shop web 10.0.1.0/24 --type public',
  'add-subnet shop db 10.0.2.0/24 --type private',
  'create-vpc office 172.16.0.0/16',
  'add-subnet office desk 172.16.1.0/24 --type public',
  'add-subnet office bench 172.16.9.0/24 --type private',
  'peer shop office --allow-cidrs 172.16.1.0/24',
  'create-vpc twin 10.0.0.0/16',
  'add-subnet twin web 10.0.1.0/24 --type public',
  'add-subnet twin db 10.0.2.0/24 --type private',
];

const POLICIES: Readonly<Record<string, object>> = {
  'shop web': {
    subnet: '10.0.1.0/24',
    ingress: [
      { port: '8000-8010', protocol: 'tcp', action: 'allow' },
      { port: 22, protocol: 'tcp', action: 'allow', source: '172.16.1.0/24' },
      { protocol: 'icmp', action: 'allow' },
      { port: 53, protocol: 'udp', action: 'allow' },
    ],
  },
  'shop db': {
    subnet: '10.0.2.0/24',
    ingress: [
      { port: 5432, protocol: 'tcp', action: 'allow', source: '10.0.1.0/24' },
      { port: 5002, protocol: 'udp', action: 'deny', source: '172.16.0.0/12' },
      { port: '5000-5005', protocol: 'udp', action: 'allow' },
    ],
  },
  'office desk': {
    subnet: '172.16.1.0/24',
    egress: [
      { port: 53, protocol: 'udp', action: 'deny' },
      { port: 25, protocol: 'all', action: 'deny' },
      { action: 'allow' },
    ],
  },
  'twin db': {
    subnet: '10.0.2.0/24',
    egress: [{ action: 'allow', destination: '10.0.1.0/24' }],
  },
};

/** Builds it in a lab whose internet knows the way in. */
export async function buildNetwork(lab: Lab): Promise<void> {
  for (const command of COMMANDS) await ok(lab, ...command.split(' '));
  for (const [place, policy] of Object.entries(POLICIES)) {
    await lab.shell('cat >/run/policy.json', { input: JSON.stringify(policy) });
    await ok(lab, 'apply-firewall', ...place.split(' '), '/run/policy.json');
  }
  await lab.internet('ip', ['route', 'add', '10.0.0.0/16', 'via', '203.0.113.2']);
}

/** Who sends and answers there. */
export const WORKLOADS = [
  ...['shop/web', 'shop/db', 'office/desk', 'office/bench', 'twin/web', 'twin/db'].map((name) => ({
    name,
    namespace: `/run/netns/${name.replace('/', '-')}`,
  })),
  ...SURROUNDINGS,
];

/** 40 flows and what has to come of each: `echoed`, the name of who answers, `dropped`. */
export const FLOWS = `
shop/web      10.0.2.1      tcp 5432  shop/db      its rule, from this subnet
shop/web      10.0.2.1      tcp 5433  dropped      no rule
shop/web      10.0.2.1      udp 5000  shop/db      first port of a range
shop/web      10.0.2.1      udp 5002  shop/db      denied to others only
shop/web      10.0.2.1      udp 5005  shop/db      last port of it
shop/web      10.0.2.1      udp 5006  dropped      the next one
shop/web      10.0.2.1      icmp      dropped      rules, but none for it
shop/db       10.0.1.1      tcp 8000  shop/web     first port of a range
shop/db       10.0.1.1      tcp 8010  shop/web     last port of it
shop/db       10.0.1.1      tcp 8011  dropped      the next one
shop/db       10.0.1.1      udp 8000  dropped      the range is tcp
shop/db       10.0.1.1      tcp 22    dropped      another source
shop/db       10.0.1.1      icmp      echoed       its rule
shop/web      10.0.0.1      icmp      echoed       own gateway
shop/web      10.0.0.1      tcp 8000  dropped      no service of the host
shop/web      203.0.113.2   tcp 8000  dropped      the host by its other address
shop/web      198.51.100.8  tcp 8000  internet     public
shop/web      198.51.100.8  udp 53    internet     public
shop/db       198.51.100.8  icmp      dropped      private
shop/db       198.51.100.8  tcp 8000  dropped      private
office/desk   10.0.1.1      tcp 22    shop/web     peer, the named source
office/desk   10.0.1.1      icmp      echoed       peer
office/desk   10.0.2.1      tcp 5432  dropped      peer, another source
office/desk   10.0.2.1      udp 5003  shop/db      peer, inside the range
office/desk   10.0.2.1      udp 5002  dropped      denied to it before the range allows
office/desk   10.0.1.1      udp 53    dropped      own egress, though there it is allowed
office/desk   198.51.100.8  tcp 25    dropped      own egress
office/desk   10.0.0.1      icmp      dropped      gateway of a peer
office/bench  10.0.1.1      tcp 8000  dropped      no part of the peering
office/bench  172.16.1.1    tcp 8000  office/desk  own VPC
shop/web      172.16.1.1    tcp 8000  office/desk  peer, the other way
twin/db       10.0.1.1      tcp 22    twin/web     same addresses, no policy there
twin/db       198.51.100.8  icmp      dropped      private, and its egress
twin/db       10.0.0.1      icmp      dropped      its egress
twin/web      10.0.2.1      udp 5006  twin/db      same addresses, no ingress policy there
twin/web      198.51.100.8  udp 53    internet     public
twin/web      172.16.1.1    tcp 8000  dropped      no peer
host          10.0.1.1      tcp 8000  shop/web     the older of two
internet      10.0.1.1      tcp 8000  dropped      from outside
internet      203.0.113.2   tcp 8000  host         no matter of a VPC
`
  .trim()
  .split('\n')
  .map((line) => line.split(/ {2,}/));
