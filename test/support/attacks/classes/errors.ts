import type { Lab } from '../../lab/harness.js';
import { ADDRESS, type Attack, newMark } from '../attack.js';
import { echoReply, ethernet, FLAGS, ipv4, PROTOCOL, TYPE, tcp, udp } from '../frames.js';
import { PORT, probes } from '../packets.js';
import { type Ears, finder, PLACES, type Place, type Station, send } from '../scenario.js';
import { outcome, type Tried } from '../try.js';

/** A place that has the address of a workload in `twin`, or forges it. */
const TWINS: readonly (readonly [place: Place, twin: Place])[] = [
  ['a-web', 'twin-web'],
  ['a-db', 'twin-db'],
  ['internet', 'twin-db'],
];
/** An address of the VPC that no subnet has. */
const NOWHERE = '10.0.77.7';

/**
 * The router answers a packet that it does not forward with an ICMP error that quotes it (RFC 792,
 * 1812). Only the sender may get the error, whatever connections another VPC has.
 */
export async function errors(
  lab: Lab,
  stations: ReadonlyMap<Place, Station>,
  ears: Ears,
): Promise<Tried[]> {
  await lab.shell('echo 0 >/proc/sys/net/ipv4/icmp_ratelimit');
  const of = finder(stations);
  const tried: Tried[] = [];
  for (const precondition of [false, true]) {
    for (const [place, twin] of TWINS) {
      const { address } = of(twin);
      const targets = [
        ADDRESS.web,
        ADDRESS.db,
        NOWHERE,
        ADDRESS.peer,
        ADDRESS.far,
        ADDRESS.internet,
      ];
      const lines = targets
        .filter((to) => to !== address)
        .map((to) => ({ address, to, precondition }));
      if (precondition) {
        const calm = lines.map((line) => packets(line, 64).map(([, packet]) => packet(CALM)));
        await send(lab, [{ from: of(twin), frames: calm.flat().map(by(of(twin))) }]);
      }
      const attacks = lines.flatMap((line) => attacksOn(of(place), line));
      await send(lab, attacks);
      tried.push(...outcome(attacks, await ears.heard()));
    }
  }
  return tried;
}
const CALM = Buffer.from('calm');

interface Line {
  readonly address: string;
  readonly to: string;
  /** Whether the other VPC has a connection with the same addresses and ports. */
  readonly precondition: boolean;
}

/** Packets that the router answers with an error. */
function attacksOn(from: Station, line: Line): Attack[] {
  return packets(line, 1).map(([name, packet]) => {
    const mark = newMark('errors');
    const twice = line.precondition ? ', which is open in twin,' : '';
    return {
      kind: 'errors',
      what: `${from.place}: ${name} from ${line.address} to ${line.to} that ends at the router${twice}`,
      mark,
      from,
      frames: [by(from)(packet(Buffer.from(mark)))],
      victims: PLACES.filter((each) => each !== from.place),
    };
  });
}

const by = (from: Station) => (packet: Buffer) =>
  ethernet({ to: from.router.mac, from: from.mac, type: TYPE.ipv4 }, packet);

/** Packets of no connection: the router answers these with an error as well. */
function packets({ address: from, to }: Line, ttl: number): ReturnType<typeof probes> {
  const flags = FLAGS.syn | FLAGS.fin;
  const packet = (protocol: number, payload: (mark: Buffer) => Buffer) => (mark: Buffer) =>
    ipv4({ from, to, protocol, ttl }, payload(mark));
  return [
    ...probes(from, to, ttl),
    [
      'an answer in udp',
      (mark) => ipv4({ from: to, to: from, protocol: PROTOCOL.udp, ttl }, udp(PORT, 6000, mark)),
    ],
    ['an answer to nothing', packet(PROTOCOL.icmp, echoReply)],
    [
      'tcp syn and fin',
      packet(PROTOCOL.tcp, (mark) =>
        tcp({ addresses: [from, to], ports: [6000, PORT], flags }, mark),
      ),
    ],
    ['udp with a wrong checksum', packet(PROTOCOL.udp, (mark) => udp(6000, PORT, mark, 0x6666))],
  ];
}
