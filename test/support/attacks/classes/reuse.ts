import { expect } from 'vitest';
import type { Lab } from '../../lab/harness.js';
import { ADDRESS, type Attack, newMark } from '../attack.js';
import { ethernet, ipv4, PROTOCOL, TYPE, udp } from '../frames.js';
import {
  type Ears,
  finder,
  listen,
  type Place,
  type Station,
  send,
  surveyOne,
  WORKLOADS,
} from '../scenario.js';
import { outcome, type Tried } from '../try.js';
import { build } from '../weak.js';

type Ports = readonly [from: number, to: number];
interface Line {
  readonly from: Station;
  /** The destination, where it is not the peer's own address. */
  readonly to: string;
  readonly ports: Ports;
}

function datagram({ from, to, ports }: Line, mark: string): Buffer {
  return ethernet(
    { to: from.router.mac, from: from.mac, type: TYPE.ipv4 },
    ipv4({ from: from.address, to, protocol: PROTOCOL.udp }, udp(...ports, Buffer.from(mark))),
  );
}

/**
 * A workload with connections of four kinds is deleted, and a new one gets its address. The old
 * peers and the new workload then send packets of the old connections: none may get through.
 */
export async function reuse(
  lab: Lab,
  stations: ReadonlyMap<Place, Station>,
  ears: Ears,
): Promise<Tried[]> {
  const of = finder(stations);
  await build(lab, 'add-instance a web old');
  await build(lab, 'forward a web/old 5353:8080/udp');
  const old = await surveyOne(lab, 'a-web-old');
  const stood = await connect(lab, of, old);
  await build(lab, 'unforward a 5353/udp');
  await build(lab, 'delete-instance a web old');
  await build(lab, 'add-instance a web new');
  const own = await listen(lab, ['a-web-new']);
  try {
    const now = await surveyOne(lab, 'a-web-new');
    expect(now.address).toBe(old.address);
    const { goesOn, letter } = attacksOn(of, now, old);
    await send(lab, [...goesOn, letter]);
    const heard = new Map([...(await ears.heard()), ...(await own.heard())]);
    const { kind, what } = letter;
    const came = heard.get('a-web-new')?.includes(letter.mark);
    return [
      ...stood,
      ...outcome(goesOn, heard),
      { kind, what, harm: came ? [] : ['did not arrive'] },
    ];
  } finally {
    await own.stop();
    await build(lab, 'delete-instance a web new');
  }
}

const DB = [6000, 8080] as const;
const PEER = [6001, 9999] as const;
const NAT = [6002, 9999] as const;
const LED = [6003, 5353] as const;

/** Opens connections to and from the old workload, and waits for a reply on each. */
async function connect(lab: Lab, of: (place: Place) => Station, old: Station): Promise<Tried[]> {
  const [db, peer, internet] = [of('a-db'), of('peer-one'), of('internet')];
  const talks: [asked: Line, answered: Line][] = [
    [
      { from: db, to: old.address, ports: DB },
      { from: old, to: db.address, ports: turned(DB) },
    ],
    [
      { from: old, to: peer.address, ports: PEER },
      { from: peer, to: old.address, ports: turned(PEER) },
    ],
    [
      { from: old, to: internet.address, ports: NAT },
      { from: internet, to: ADDRESS.uplink, ports: turned(NAT) },
    ],
    [
      { from: internet, to: ADDRESS.uplink, ports: LED },
      { from: old, to: internet.address, ports: [8080, 6003] },
    ],
  ];
  const lines = talks.flat().map((line) => {
    const mark = newMark('re-used');
    return { line, mark, from: line.from, frames: [datagram(line, mark)] };
  });
  const ears = await listen(lab, ['a-web-old', 'a-db', 'peer-one', 'internet']);
  try {
    await send(lab, lines);
    const marks = [...(await ears.heard()).values()].flat();
    return lines.map(({ line, mark }) => ({
      kind: 're-used',
      what: `before, ${line.from.place} to ${line.to}`,
      harm: marks.includes(mark) ? [] : ['did not arrive'],
    }));
  } finally {
    await ears.stop();
  }
}

function attacksOn(of: (place: Place) => Station, now: Station, old: Station) {
  const [db, peer, internet] = [of('a-db'), of('peer-one'), of('internet')];
  const attack = (what: string, line: Line, from: Partial<Station> = {}): Attack => {
    const mark = newMark('re-used');
    const victims = [...WORKLOADS, 'a-web-new' as const].filter(
      (place) => place !== line.from.place,
    );
    const frames = [datagram({ ...line, from: { ...line.from, ...from } }, mark)];
    return { kind: 're-used', what, mark, from: line.from, frames, victims };
  };
  return {
    goesOn: [
      attack('a peer that was asked', { from: peer, to: now.address, ports: turned(PEER) }),
      attack('an answer to a masquerade', {
        from: internet,
        to: ADDRESS.uplink,
        ports: turned(NAT),
      }),
      attack('a connection that was forwarded', {
        from: internet,
        to: ADDRESS.uplink,
        ports: LED,
      }),
      attack('the new workload answers', { from: now, to: db.address, ports: turned(DB) }),
      attack(
        'the new workload with the MAC of the old one',
        { from: now, to: peer.address, ports: PEER },
        { mac: old.mac },
      ),
    ],
    letter: attack('a letter to the new workload', {
      from: db,
      to: now.address,
      ports: [6005, 8080],
    }),
  };
}

function turned([from, to]: Ports): Ports {
  return [to, from];
}
