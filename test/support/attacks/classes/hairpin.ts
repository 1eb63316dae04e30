import { expect } from 'vitest';
import type { Lab } from '../../lab/harness.js';
import { ADDRESS, type Attack, GATEWAYS, newMark } from '../attack.js';
import { BROADCAST, ethernet, FLAGS, ipv4, PROTOCOL, TYPE, tcp, udp } from '../frames.js';
import { type Ears, finder, PLACES, type Place, type Station, send } from '../scenario.js';
import { outcome, type Tried } from '../try.js';
import { build } from '../weak.js';

/** Port forwards to `a/db`: one to a port that its policy opens, and some to closed ports. */
const OPEN = 9055;
const CLOSED = { udp: 9053, tcp: 9054 };
const FORWARDS = `forward a db ${OPEN}:8080/udp ${CLOSED.udp}:9999/udp ${CLOSED.tcp}:9999`;
const NO_FORWARDS = `unforward a ${OPEN}/udp ${CLOSED.udp}/udp ${CLOSED.tcp}`;

/**
 * Tries hairpin NAT: a workload reaches a target of its own VPC through a port forward. The
 * target's policy decides who may, and no workload of another VPC may, whatever MAC the frame is
 * for.
 */
export async function hairpins(
  lab: Lab,
  stations: ReadonlyMap<Place, Station>,
  ears: Ears,
): Promise<Tried[]> {
  const of = finder(stations);
  await build(lab, FORWARDS);
  try {
    const allowed = newMark('hairpin');
    const attacks = [...fromInside(of), ...fromOthers(of)];
    const calm = hairpinned(of('a-web'), { to: ADDRESS.uplink, port: OPEN });
    await send(lab, [{ from: of('a-web'), frames: [calm(Buffer.from(allowed))] }, ...attacks]);
    const heard = await ears.heard();
    expect(heard.get('a-db')).toContain(allowed);
    return outcome(attacks, heard);
  } finally {
    await build(lab, NO_FORWARDS);
  }
}

type Of = (place: Place) => Station;

/** Tries ports that the target's policy does not open, by every MAC that could reach the target. */
function fromInside(of: Of): Attack[] {
  const db = of('a-db');
  return (['a-web', 'a-web-two'] as const)
    .map(of)
    .flatMap((me) =>
      [me.router.mac, db.mac, BROADCAST].flatMap((mac) =>
        [ADDRESS.uplink, GATEWAYS.own, GATEWAYS.peer].flatMap((to) => [
          attack(me, `udp to ${to} by ${mac}`, hairpinned(me, { to, port: CLOSED.udp, mac })),
          attack(me, `tcp to ${to} by ${mac}`, opening(me, { to, port: CLOSED.tcp, mac })),
          attack(me, `tcp in the middle to ${to} by ${mac}`, middle(me, { to, port: OPEN, mac })),
          attack(
            me,
            `udp in the name of ${db.place} to ${to} by ${mac}`,
            hairpinned({ ...me, address: db.address }, { to, port: OPEN, mac }),
          ),
        ]),
      ),
    );
}

/** Tries senders of other VPCs, whose addresses the policy would let in. */
function fromOthers(of: Of): Attack[] {
  return (['twin-web', 'peer-one', 'far-one'] as const)
    .map(of)
    .flatMap((me) =>
      [me.router.mac, of('a-db').mac, of('a-db').router.mac].flatMap((mac) =>
        [ADDRESS.uplink, me.router.address].map((to) =>
          attack(me, `udp to ${to} by ${mac}`, hairpinned(me, { to, port: OPEN, mac })),
        ),
      ),
    );
}

interface Way {
  readonly to: string;
  readonly port: number;
  /** The MAC that the frame is for; by default the router's. */
  readonly mac?: string;
}
type Frame = (mark: Buffer) => Buffer;

function attack(from: Station, what: string, frame: Frame): Attack {
  const mark = newMark('hairpin');
  const victims = PLACES.filter((place) => place !== from.place);
  const frames = [frame(Buffer.from(mark))];
  return { kind: 'hairpin', what: `${from.place}: ${what}`, mark, from, frames, victims };
}

const by = (me: Station, { mac = me.router.mac }: Way, packet: Buffer) =>
  ethernet({ to: mac, from: me.mac, type: TYPE.ipv4 }, packet);

const hairpinned =
  (me: Station, way: Way): Frame =>
  (mark) =>
    by(
      me,
      way,
      ipv4({ from: me.address, to: way.to, protocol: PROTOCOL.udp }, udp(6000, way.port, mark)),
    );

const segment =
  (flags: number) =>
  (me: Station, way: Way): Frame =>
  (mark) => {
    const addresses = [me.address, way.to] as const;
    const payload = tcp({ addresses, ports: [6000, way.port], flags }, mark);
    return by(me, way, ipv4({ from: me.address, to: way.to, protocol: PROTOCOL.tcp }, payload));
  };
const opening = segment(FLAGS.syn);
const middle = segment(FLAGS.push);
