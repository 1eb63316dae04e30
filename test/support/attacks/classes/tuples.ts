import { expect } from 'vitest';
import type { Lab } from '../../lab/harness.js';
import { type Attack, newMark } from '../attack.js';
import { echoReply, echoRequest, ethernet, ipv4, PROTOCOL, TYPE, udp } from '../frames.js';
import { PORT, probes } from '../packets.js';
import { patiently } from '../patience.js';
import { type Ears, finder, PLACES, type Place, type Station, send, WIRE } from '../scenario.js';
import { outcome, type Tried } from '../try.js';

/** No host has this address; a mirror upstream answers for it. */
const MIRROR = '198.51.100.99';

type Stations = ReadonlyMap<Place, Station>;

/** Workloads of `a` and `twin` with the same addresses use the same ports at the same time. */
export async function sameTuples(lab: Lab, stations: Stations, ears: Ears): Promise<Tried[]> {
  return [...(await inside(lab, stations, ears)), ...(await outside(lab, stations, ears))];
}

/** A request of one workload to another, and a packet that looks like the reply. */
function talk(asks: Station, answers: Station) {
  const frame = (from: Station, to: Station, protocol: number, data: Buffer) =>
    ethernet(
      { to: from.router.mac, from: from.mac, type: TYPE.ipv4 },
      ipv4({ from: from.address, to: to.address, protocol }, data),
    );
  const { icmp, udp: datagram } = PROTOCOL;
  return {
    asked: {
      udp: (mark: Buffer) => frame(asks, answers, datagram, udp(6000, PORT, mark)),
      icmp: (mark: Buffer) => frame(asks, answers, icmp, echoRequest(mark)),
    },
    answered: {
      udp: (mark: Buffer) => frame(answers, asks, datagram, udp(PORT, 6000, mark)),
      icmp: (mark: Buffer) => frame(answers, asks, icmp, echoReply(mark)),
    },
  };
}

/** Opens a connection in `twin`, which has no policy; the policies of `a` would deny it. */
async function inside(lab: Lab, stations: Stations, ears: Ears): Promise<Tried[]> {
  const of = finder(stations);
  const [own, twin] = [talk(of('a-db'), of('a-web')), talk(of('twin-db'), of('twin-web'))];
  const calm = Buffer.from(newMark('same-tuple'));
  const letter = (place: Place, said: typeof twin.asked) => ({
    from: of(place),
    frames: [said.udp(calm), said.icmp(calm)],
  });
  const [asks, answers] = [letter('twin-db', twin.asked), letter('twin-web', twin.answered)];
  await send(lab, [asks, answers, asks]);
  const attacks: Attack[] = [];
  for (const [place, what, said] of [
    ['a-db', 'as it is asked in twin', own.asked],
    ['a-web', 'as it is answered in twin', own.answered],
  ] as const) {
    for (const [name, build] of Object.entries(said)) {
      const mark = newMark('same-tuple');
      attacks.push({
        kind: 'same-tuple',
        what: `${place}: ${name}, ${what},`,
        mark,
        from: of(place),
        frames: [build(Buffer.from(mark))],
        victims: PLACES.filter((each) => each !== place),
      });
    }
  }
  await send(lab, attacks);
  return outcome(attacks, await ears.heard());
}

/** Both workloads send the same packets to the internet; each must get only its own replies. */
async function outside(lab: Lab, stations: Stations, ears: Ears): Promise<Tried[]> {
  const of = finder(stations);
  const nobody = await lab.internet('ip', ['route', 'replace', 'blackhole', MIRROR]);
  expect(nobody).toMatchObject({ exitCode: 0 });
  const mirror = lab.start('python3', [WIRE, 'mirror', MIRROR]);
  try {
    await patiently(() => expect(mirror.output()).toContain('listening\n'));
    // In the second round, the connections of UDP and ICMP exist already.
    const rounds = { first: ['udp', 'tcp syn', 'icmp'], second: ['udp', 'icmp'] };
    const attacks = Object.entries(rounds).flatMap(([round, kinds]) =>
      kinds.flatMap((kind) =>
        (['a-web', 'twin-web'] as const).map((place) => question(of(place), kind, round)),
      ),
    );
    await send(lab, attacks);
    const heard = await ears.heard();
    return attacks.flatMap((attack) => {
      const answered = heard.get(attack.from.place)?.includes(attack.mark);
      const lost = answered ? [] : ['was not answered'];
      return outcome([attack], heard).map(({ harm, ...each }) => ({
        ...each,
        harm: [...harm, ...lost],
      }));
    });
  } finally {
    await mirror.stop();
  }
}

function question(from: Station, kind: string, round: string): Attack {
  const mark = newMark('same-tuple');
  const link = { to: from.router.mac, from: from.mac, type: TYPE.ipv4 };
  const frames = probes(from.address, MIRROR)
    .filter(([name]) => name === kind)
    .map(([, packet]) => ethernet(link, packet(Buffer.from(mark))));
  return {
    kind: 'same-tuple',
    what: `${from.place}: ${kind} to the internet, the ${round} time,`,
    mark,
    from,
    frames,
    victims: PLACES.filter((place) => place !== from.place && place !== 'internet'),
  };
}
