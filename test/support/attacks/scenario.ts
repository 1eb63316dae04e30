import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { z } from 'zod';
import { writeIn } from '../cli/tutorial.js';
import { ok } from '../cli/vpcctl.js';
import type { Lab } from '../lab/harness.js';
import { echoRequest, ethernet, ipv4, PROTOCOL, TYPE } from './frames.js';
import { patiently } from './patience.js';

const allow = (port: number, protocol = 'tcp') => ({ port, protocol, action: 'allow' });

/**
 * VPC `a` is peered with `peer`, and `peer` with `far`; `twin` has the addresses of `a`. The
 * internet has routes to all of them.
 */
export async function buildScenario(lab: Lab): Promise<void> {
  writeIn(
    lab,
    '/run/web.json',
    JSON.stringify({ subnet: '10.0.1.0/24', ingress: [allow(80), allow(8080, 'udp')] }),
  );
  const open = [allow(8080), allow(8080, 'udp')];
  writeIn(lab, '/run/db.json', JSON.stringify({ subnet: '10.0.2.0/24', ingress: open }));
  for (const line of [
    'create-vpc a 10.0.0.0/16',
    'add-subnet a web 10.0.1.0/24 --type public',
    'add-subnet a db 10.0.2.0/24',
    'add-instance a web two',
    'create-vpc twin 10.0.0.0/16',
    'add-subnet twin web 10.0.1.0/24 --type public',
    'add-subnet twin db 10.0.2.0/24',
    'create-vpc peer 172.16.0.0/16',
    'add-subnet peer one 172.16.1.0/24 --type public',
    'create-vpc far 172.20.0.0/16',
    'add-subnet far one 172.20.1.0/24 --type public',
    'peer a peer',
    'peer peer far',
    'apply-firewall a web /run/web.json',
    'apply-firewall a db /run/db.json',
  ]) {
    await ok(lab, ...line.split(' '));
  }
  await lab.internet('bash', ['-c', UPSTREAM]);
  await policeBridges(lab, false);
  writeIn(lab, WIRE, readFileSync(fileURLToPath(new URL('wire.py', import.meta.url)), 'utf8'));
}

export const WIRE = '/run/wire.py';

/**
 * br_netfilter gives the packet filter the frames that a bridge only forwards. Most hosts do not
 * use it, so no protection may depend on it.
 */
export async function policeBridges(lab: Lab, on: boolean): Promise<void> {
  const set = `[ ! -e $file ] || echo ${on ? 1 : 0} >$file`;
  await lab.shell(
    `for file in /proc/sys/net/bridge/bridge-nf-call-{ip,ip6,arp}tables; do ${set}; done`,
  );
}

/** The router upstream returns packets that it gets for a VPC's addresses. */
export const UPSTREAM = `for range in 10.0.0.0/16 172.16.0.0/16 172.20.0.0/16; do
  ip route replace $range via 203.0.113.2
done
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects; echo 0 >/proc/sys/net/ipv4/conf/eth0/send_redirects`;

/** The workloads, by namespace. The neighbour is in the subnet of `a-web`. */
export const WORKLOADS = [
  'a-web',
  'a-web-two',
  'a-db',
  'twin-web',
  'twin-db',
  'peer-one',
  'far-one',
] as const;
export type WorkloadName = (typeof WORKLOADS)[number];
/** Workloads that attacks create and delete. */
export const GUESTS = ['a-web-old', 'a-web-new', 'row-one', 'row-one-two', 'row-one-low'] as const;
export type Place = WorkloadName | (typeof GUESTS)[number] | 'host' | 'internet';
export const PLACES: readonly Place[] = [...WORKLOADS, 'host', 'internet'];

export interface Station {
  readonly place: Place;
  readonly interface: string;
  readonly mac: string;
  readonly address: string;
  /** The MAC of the router that it sends to. */
  readonly router: { readonly mac: string; readonly address: string };
}

const linkSchema = z.array(
  z.object({
    ifname: z.string(),
    address: z.string(),
    addr_info: z.array(z.object({ family: z.string(), local: z.string() })),
  }),
);

/** The place of each workload, as it is on the host. */
export async function detected(lab: Lab): Promise<ReadonlyMap<Place, Station>> {
  const stations = new Map<Place, Station>();
  const bridges = await links(lab, 'host');
  for (const place of WORKLOADS) stations.set(place, await stationOf(lab, place, bridges));
  const [ours, theirs] = [bridges.get('eth0'), (await links(lab, 'internet')).get('eth0')];
  if (ours === undefined || theirs === undefined) throw new Error('the lab has no uplink');
  stations.set('internet', { place: 'internet', ...theirs, interface: 'eth0', router: ours });
  return stations;
}

/** Reads the present MAC and interface of a workload. */
export async function surveyOne(lab: Lab, place: Place): Promise<Station> {
  return stationOf(lab, place, await links(lab, 'host'));
}

async function stationOf(
  lab: Lab,
  place: Place,
  bridges: ReadonlyMap<string, Link>,
): Promise<Station> {
  const bridge = bridges.get(`br-${place.split('-')[0]}`);
  const [link] = [...(await links(lab, place)).values()].filter(({ name }) => name !== 'lo');
  if (bridge === undefined || link === undefined) throw new Error(`${place} has no veth pair`);
  return { place, ...link, interface: link.name, router: bridge };
}

/** Finds a station of the scenario by its name. */
export function finder(stations: ReadonlyMap<Place, Station>): (place: Place) => Station {
  return (place) => {
    const found = stations.get(place);
    if (found === undefined) throw new Error(`no station at ${place}`);
    return found;
  };
}

interface Link {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
}

async function links(lab: Lab, place: Place): Promise<Map<string, Link>> {
  const { stdout } = await runAt(lab, place, ['ip', '-j', 'addr']);
  const found = linkSchema.parse(JSON.parse(stdout)).map((link) => {
    const address = link.addr_info.find(({ family }) => family === 'inet')?.local ?? '';
    return { name: link.ifname, mac: link.address, address };
  });
  return new Map(found.map((link) => [link.name, link]));
}

/** The command line that runs a command at a place of the lab. */
export function at(place: Place, words: readonly string[]): readonly [string, ...string[]] {
  if (place === 'host') return ['env', ...words];
  if (place === 'internet') return ['nsenter', '--net=/run/vpcctl-lab/internet', ...words];
  return ['ip', 'netns', 'exec', place, ...words];
}

export function runAt(lab: Lab, place: Place, words: readonly string[], input = '') {
  const [program, ...args] = at(place, words);
  return lab.run(program, args, { input });
}

/**
 * Listeners at every place. Each gets all packets that arrive; on the host, those that its packet
 * filter accepts.
 */
export interface Ears {
  /** The marks that have arrived at each place, once all earlier packets have arrived. */
  heard(): Promise<ReadonlyMap<Place, readonly string[]>>;
  stop(): Promise<void>;
}

export async function listen(lab: Lab, places: readonly Place[] = PLACES): Promise<Ears> {
  const ear = lab.start('python3', [WIRE, 'listen', ...places]);
  await patiently(() => expect(ear.output()).toContain('listening\n'));
  listens += 1;
  const round = listens;
  let rounds = 0;
  return {
    async heard() {
      rounds += 1;
      const end = `vpcctl-attack/end/${round}-${rounds};`;
      const said = await lab.run('python3', [WIRE, 'say', end, ...places]);
      expect(said).toMatchObject({ exitCode: 0 });
      await patiently(() => {
        for (const place of places) expect(ear.output()).toContain(`${place} ${end}\n`);
      });
      const lines = ear.output().split('\n');
      return new Map(places.map((place) => [place, marksOf(place, lines)]));
    },
    stop: () => ear.stop(),
  };
}
let listens = 0;

function marksOf(place: Place, lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const [at, mark] = line.split(' ');
    return at === place && mark !== undefined && !mark.includes('/end/') ? [mark] : [];
  });
}

/** Frames that a workload's guest end sends. */
export interface Letter {
  readonly from: Station;
  readonly frames: readonly Buffer[];
}

/** Sends the frames in their order. */
export async function send(lab: Lab, letters: readonly Letter[]): Promise<void> {
  const lines = letters.flatMap(({ from, frames }) =>
    frames.map((frame) => `${from.place} ${from.interface} ${frame.toString('hex')}\n`),
  );
  const result = await lab.run('python3', [WIRE, 'send'], { input: lines.join('') });
  expect(result).toMatchObject({ exitCode: 0 });
}

/**
 * Empties the conntrack table and has each workload send to its router. So each bridge learns the
 * ports of its workloads again, whatever an attack has taught it.
 */
export async function settle(lab: Lab, stations: ReadonlyMap<Place, Station>): Promise<void> {
  const greetings = WORKLOADS.map(finder(stations)).map((from) => {
    const ends = { from: from.address, to: from.router.address, protocol: PROTOCOL.icmp };
    const link = { to: from.router.mac, from: from.mac, type: TYPE.ipv4 };
    return { from, frames: [ethernet(link, ipv4(ends, echoRequest(Buffer.from('here'))))] };
  });
  await lab.shell('ip neigh flush all');
  await send(lab, greetings);
  await lab.shell('conntrack -F');
}
