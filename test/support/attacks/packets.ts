import {
  BROADCAST,
  echoRequest,
  FLAGS,
  type IPv4,
  ipv4,
  PROTOCOL,
  type Tags,
  TYPE,
  tcp,
  udp,
} from './frames.js';

/** A port that no policy of the scenario opens. */
export const PORT = 9999;

/** VLAN tags in all orders. */
export const TAGS: Readonly<Record<string, Tags>> = {
  'a VLAN': [[TYPE.vlan, 7]],
  'a priority tag': [[TYPE.vlan, 0]],
  'a service tag': [[TYPE.service, 7]],
  'two tags': [
    [TYPE.vlan, 1],
    [TYPE.vlan, 7],
  ],
  'a service and a VLAN tag': [
    [TYPE.service, 0],
    [TYPE.vlan, 0],
  ],
};

/** EtherTypes other than IPv4 and ARP, each with a group address that its frames are for. */
export const OTHER: readonly (readonly [name: string, type: number, group: string])[] = [
  ['STP', 40, '01:80:c2:00:00:00'],
  ['a frame of 802.3', 60, '01:00:0c:cc:cc:cc'],
  ['LLDP', 0x88cc, '01:80:c2:00:00:0e'],
  ['802.1X', 0x888e, '01:80:c2:00:00:03'],
  ['MPLS', 0x8847, '01:00:5e:00:00:01'],
  ['PPPoE', 0x8863, BROADCAST],
  ['RARP', 0x8035, BROADCAST],
  ['MACsec', 0x88e5, '01:80:c2:00:00:02'],
  ['an experiment', 0x88b5, BROADCAST],
];

/** Kinds of packets, each around a mark. */
export function probes(
  from: string,
  to: string,
  ttl = 64,
): [name: string, packet: (mark: Buffer) => Buffer][] {
  const packet =
    (protocol: IPv4['protocol'], payload: (mark: Buffer) => Buffer) => (mark: Buffer) =>
      ipv4({ from, to, protocol, ttl }, payload(mark));
  const segment = (flags: number) =>
    packet(PROTOCOL.tcp, (mark) =>
      tcp({ addresses: [from, to], ports: [6000, PORT], flags }, mark),
    );
  return [
    ['udp', packet(PROTOCOL.udp, (mark) => udp(6000, PORT, mark))],
    ['tcp syn', segment(FLAGS.syn)],
    ['tcp ack', segment(FLAGS.push)],
    ['icmp', packet(PROTOCOL.icmp, echoRequest)],
  ];
}

/** Fragments of a datagram; the first one is too short to hold the ports. */
export function fragments(from: string, to: string, mark: Buffer): Buffer[] {
  const whole = udp(6000, PORT, mark);
  const MORE = 0x2000;
  return [
    ipv4({ from, to, protocol: PROTOCOL.udp, fragment: MORE }, whole.subarray(0, 8)),
    ipv4({ from, to, protocol: PROTOCOL.udp, fragment: 1 }, whole.subarray(8)),
  ];
}
