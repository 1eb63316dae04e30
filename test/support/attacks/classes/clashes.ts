import type { Lab } from '../../lab/harness.js';
import { type Attack, newMark } from '../attack.js';
import { ethernet, ipv4, PROTOCOL, TYPE, udp } from '../frames.js';
import { probes } from '../packets.js';
import { type Ears, finder, PLACES, type Place, type Station, send } from '../scenario.js';
import { outcome, type Tried } from '../try.js';

/**
 * Sends packets from upstream with the addresses and ports of a connection inside. NAT then changes
 * the port of the later connection, and the kernel marks such a packet as forwarded (DNAT) or
 * masqueraded (SNAT), though no rule did that.
 */
export async function clashes(
  lab: Lab,
  stations: ReadonlyMap<Place, Station>,
  ears: Ears,
): Promise<Tried[]> {
  const of = finder(stations);
  const inner = (from: Station, to: string, mark: string) =>
    probes(from.address, to).map(([, packet]) =>
      ethernet({ to: from.router.mac, from: from.mac, type: TYPE.ipv4 }, packet(Buffer.from(mark))),
    );
  const upstream = of('internet');
  const outside = (packet: Buffer) =>
    ethernet({ to: upstream.router.mac, from: upstream.mac, type: TYPE.ipv4 }, packet);
  const attacks: Attack[] = [];
  const add = (what: string, build: (mark: Buffer) => readonly Buffer[]) => {
    const mark = newMark('taken-tuple');
    attacks.push({
      kind: 'taken-tuple',
      what,
      mark,
      from: upstream,
      frames: build(Buffer.from(mark)),
      victims: PLACES.filter((place) => place !== 'internet'),
    });
  };
  const [db, peer, twin] = [of('a-db'), of('peer-one'), of('twin-web')];
  for (const [from, to] of [
    [db, peer],
    [peer, db],
    [twin, of('twin-db')],
  ] as const) {
    for (const [name, packet] of probes(from.address, to.address)) {
      add(`${name} of ${from.place} to ${to.place}`, (mark) => [outside(packet(mark))]);
    }
  }
  const calm = newMark('taken-tuple');
  const same = [of('a-web'), twin].map((from) => {
    const ends = { from: from.address, to: db.address, protocol: PROTOCOL.udp };
    const link = { to: from.router.mac, from: from.mac, type: TYPE.ipv4 };
    return { from, frames: [ethernet(link, ipv4(ends, udp(6000, 8080, Buffer.from(calm))))] };
  });
  await send(lab, [{ from: db, frames: inner(db, peer.address, calm) }, ...same]);
  const changed = await changedPorts(lab);
  for (const to of [6000, ...changed]) {
    const answer = { from: db.address, to: twin.address, protocol: PROTOCOL.udp };
    add(`an answer to port ${to === 6000 ? 6000 : 'that was changed'}`, (mark) => [
      outside(ipv4(answer, udp(8080, to, mark))),
    ]);
  }
  await send(lab, attacks);
  return outcome(attacks, await ears.heard());
}

/** Lists the ports that NAT has changed: that of the second of two equal connections. */
async function changedPorts(lab: Lab): Promise<number[]> {
  const { stdout } = await lab.shell('conntrack -L -p udp -d 10.0.2.1 --orig-port-dst 8080');
  const ports = [...stdout.matchAll(/src=10\.0\.2\.1 dst=10\.0\.1\.1 sport=8080 dport=(\d+)/g)];
  return ports.map(([, port]) => Number(port)).filter((port) => port !== 6000);
}
