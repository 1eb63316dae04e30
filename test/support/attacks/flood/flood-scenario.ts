import { z } from 'zod';
import { writeIn } from '../../cli/tutorial.js';
import { ok } from '../../cli/vpcctl.js';
import type { Lab } from '../../lab/harness.js';
import { UPSTREAM } from '../scenario.js';
import type { FloodPlace } from './flood.js';

const allow = (port: number, protocol: string) => ({ port, protocol, action: 'allow' });
const OPEN = [allow(8080, 'udp')];

const policy = (subnet: string, rules: object) => JSON.stringify({ subnet, ...rules });

/** No policy lets UDP to port 9999 through; `db-other` takes the place of `db`. */
const POLICIES: Readonly<Record<string, string>> = {
  web: policy('10.0.1.0/24', { ingress: OPEN }),
  db: policy('10.0.2.0/24', { ingress: OPEN }),
  'db-other': policy('10.0.2.0/24', { ingress: [...OPEN, allow(5432, 'tcp')], egress: OPEN }),
  strict: policy('10.0.6.0/24', { ingress: OPEN, egress: OPEN }),
  other: policy('172.16.1.0/24', { ingress: OPEN }),
};

export const policyFile = (name: string): string => `/run/${name}.json`;

/**
 * The VPCs `twin` and `c` have the addresses of `a`, and no VPCs are peered. The last ones are
 * created and deleted during the floods.
 */
const BUILD = [
  'create-vpc a 10.0.0.0/16',
  'add-subnet a web 10.0.1.0/24 --type public',
  'add-instance a web two',
  'add-subnet a db 10.0.2.0/24',
  'add-subnet a late 10.0.5.0/24',
  'add-subnet a open 10.0.7.0/24',
  'create-vpc twin 10.0.0.0/16',
  'add-subnet twin one 10.0.9.0/24',
  'add-subnet twin two 10.0.10.0/24',
  'create-vpc b 172.16.0.0/16',
  'add-subnet b one 172.16.1.0/24',
  'add-subnet b two 172.16.2.0/24',
  'create-vpc d 172.20.0.0/16',
  'apply-firewall a web /run/web.json',
  'apply-firewall a db /run/db.json',
  'attach a db --netns guest',
];
const LAST = [
  'create-vpc c 10.0.0.0/16',
  'add-subnet c one 10.0.2.0/24',
  'add-subnet a strict 10.0.6.0/24 --type public',
  'apply-firewall a strict /run/strict.json',
];

/**
 * Changes that `undo --to` removes: a VPC with the addresses of another, and a workload together
 * with its policy.
 */
export const BEFORE_LAST = BUILD.length;

/** Workloads: some always exist, the others are created and deleted during the floods. */
const WORKLOADS = [
  'a-web',
  'a-web-two',
  'a-db',
  'a-open',
  'twin-one',
  'twin-two',
  'b-one',
  'b-two',
] as const;
const CHANGING = ['a-late', 'a-strict', 'c-one', 'guest'] as const;
export type WorkloadName = (typeof WORKLOADS)[number] | (typeof CHANGING)[number];

export interface Workload {
  readonly name: WorkloadName;
  readonly link: string;
  readonly mac: string;
  readonly address: string;
  /** The MAC of its router. */
  readonly router: string;
}

export interface FloodScenario {
  readonly workloads: ReadonlyMap<WorkloadName, Workload>;
  readonly places: readonly FloodPlace[];
  /** The MACs of both ends of the uplink. */
  readonly uplink: { readonly host: string; readonly internet: string };
}

/** Builds the scenario with real commands. */
export async function buildFloodScenario(lab: Lab): Promise<FloodScenario> {
  for (const [name, text] of Object.entries(POLICIES)) writeIn(lab, policyFile(name), text);
  await lab.shell('ip netns add guest; ip netns add other');
  for (const line of [...BUILD, ...LAST]) await ok(lab, ...line.split(' '));
  await lab.internet('bash', ['-c', UPSTREAM]);
  return detected(lab);
}

const linkSchema = z.array(
  z.object({
    ifname: z.string(),
    address: z.string(),
    addr_info: z.array(z.object({ family: z.string(), local: z.string() })),
  }),
);

/** MACs are derived from names: an object that is created again has the same MAC. */
async function detected(lab: Lab): Promise<FloodScenario> {
  const links = async (...words: string[]) =>
    linkSchema.parse(JSON.parse((await lab.run('ip', [...words, '-j', 'addr'])).stdout));
  const host = await links();
  const macOf = (name: string) => host.find(({ ifname }) => ifname === name)?.address ?? '';
  const workloads = new Map<WorkloadName, Workload>();
  for (const name of [...WORKLOADS, ...CHANGING]) {
    const link = (await links('-n', name)).find(({ ifname }) => ifname.startsWith('veth'));
    const address = link?.addr_info.find(({ family }) => family === 'inet')?.local;
    if (link === undefined || address === undefined) throw new Error(`${name} has no veth pair`);
    const router = macOf(`br-${name === 'guest' ? 'a' : name.split('-')[0]}`);
    workloads.set(name, { name, link: link.ifname, mac: link.address, address, router });
  }
  const far = await lab.internet('cat', ['/sys/class/net/eth0/address']);
  const place = (name: string, namespace: string, link: string): FloodPlace => ({
    name,
    namespace,
    link,
    delivered: name === 'host',
    patience: CHANGING.some((each) => each === name) ? 0.01 : 1,
  });
  return {
    workloads,
    places: [
      ...[...workloads.values()].map(({ name, link }) => place(name, `/run/netns/${name}`, link)),
      place('host', '/proc/1/ns/net', 'lo'),
      place('internet', '/run/vpcctl-lab/internet', 'eth0'),
    ],
    uplink: { host: macOf('eth0'), internet: far.stdout.trim() },
  };
}
