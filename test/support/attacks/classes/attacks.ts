import { ADDRESS, type Add, type Attack, type Build, GATEWAYS, newMark } from '../attack.js';
import {
  arp,
  BROADCAST,
  type Ethernet,
  ethernet,
  ipv4,
  ipv6,
  linkLocal,
  looseSourceRoute,
  PROTOCOL,
  TYPE,
  udp,
} from '../frames.js';
import { fragments, OTHER, PORT, probes, TAGS } from '../packets.js';
import { finder, PLACES, type Place, type Station } from '../scenario.js';
import { fromPrivate, fromUpstream } from './upstream.js';

type Stations = ReadonlyMap<Place, Station>;
const STRANGER = '02:66:66:66:66:66';

/** Builds all attacks that consist of crafted frames. */
export function attacks(stations: Stations): Attack[] {
  const station = finder(stations);
  const all: Attack[] = [];
  const add: Add = (kind, from, what, build, { spares = [] } = {}) => {
    const mark = newMark(kind);
    const victims = PLACES.filter((place) => place !== from.place && !spares.includes(place));
    const frames = build(Buffer.from(mark));
    all.push({ kind, what: `${from.place}: ${what}`, mark, from, frames, victims });
  };

  const web = station('a-web');
  const neighbour = station('a-web-two');
  const db = station('a-db');
  const internet = station('internet');
  const toRouter = (me: Station): Ethernet => ({
    to: me.router.mac,
    from: me.mac,
    type: TYPE.ipv4,
  });

  for (const me of [web, db]) {
    const outside = [ADDRESS.far, GATEWAYS.far, '172.20.1.77'];
    // A public subnet may send to any address outside its VPC: the packet goes to the internet.
    const spares: Place[] = me === web ? ['internet'] : [];
    for (const to of outside) {
      for (const [name, packet] of probes(me.address, to)) {
        add('other-vpc', me, `${name} to ${to}`, (mark) => [ethernet(toRouter(me), packet(mark))], {
          spares,
        });
      }
    }
    for (const place of ['peer-one', 'far-one', 'twin-web'] as const) {
      const { router } = station(place);
      const to = place === 'twin-web' ? '10.0.1.1' : station(place).address;
      // The sender may reach the peer's address, but only by the router of its own VPC.
      for (const [name, packet] of probes(me.address, to)) {
        const ways: [string, string][] = [
          ['by the MAC of its router', router.mac],
          ['by its own MAC', station(place).mac],
        ];
        for (const [way, hardware] of ways) {
          add('other-vpc', me, `${name} to ${place} ${way}`, (mark) => [
            ethernet({ ...toRouter(me), to: hardware }, packet(mark)),
          ]);
        }
      }
    }
    add('other-vpc', me, 'a source route by its peer', (mark) => [
      ethernet(
        toRouter(me),
        ipv4(
          {
            from: me.address,
            to: GATEWAYS.peer,
            protocol: PROTOCOL.udp,
            options: looseSourceRoute(ADDRESS.far),
          },
          udp(6000, PORT, mark),
        ),
      ),
    ]);

    const ofHost = [
      GATEWAYS.own,
      GATEWAYS.peer,
      GATEWAYS.far,
      ADDRESS.uplink,
      '127.0.0.1',
      '10.0.255.255',
      '255.255.255.255',
      '224.0.0.1',
      '224.0.0.251',
    ];
    for (const to of ofHost) {
      for (const [name, packet] of probes(me.address, to)) {
        // A workload may ping its own gateway.
        if (name === 'icmp' && to === GATEWAYS.own) continue;
        for (const hardware of [me.router.mac, BROADCAST]) {
          const how = hardware === BROADCAST ? ', broadcast' : '';
          add('host', me, `${name} to ${to}${how}`, (mark) => [
            ethernet({ ...toRouter(me), to: hardware }, packet(mark)),
          ]);
        }
      }
    }
    for (const protocol of [PROTOCOL.ipip, PROTOCOL.gre, PROTOCOL.sctp]) {
      add('host', me, `protocol ${protocol} to its gateway`, (mark) => [
        ethernet(
          toRouter(me),
          ipv4(
            { from: me.address, to: GATEWAYS.own, protocol },
            Buffer.concat([Buffer.alloc(8), mark]),
          ),
        ),
      ]);
    }

    const others: Record<string, string> = {
      'an address that nobody has': '10.0.9.9',
      'a neighbour': me === web ? neighbour.address : ADDRESS.web,
      'the gateway': GATEWAYS.own,
      'the peer': '172.16.9.9',
      'another VPC': ADDRESS.far,
      'the uplink': ADDRESS.uplink,
      'the internet': ADDRESS.internet,
      loopback: '127.0.0.1',
      'no address': '0.0.0.0',
    };
    for (const [whose, from] of Object.entries(others)) {
      for (const to of [ADDRESS.peer, ADDRESS.internet, GATEWAYS.own, neighbour.address]) {
        for (const [name, packet] of probes(from, to)) {
          add('ip-spoofing', me, `${name} to ${to} from ${whose}`, (mark) => [
            ethernet(toRouter(me), packet(mark)),
          ]);
        }
      }
    }
    for (const [whose, from] of [
      ['a stranger', STRANGER],
      ['a neighbour', me === web ? db.mac : web.mac],
      ['the router', me.router.mac],
      ['everybody', BROADCAST],
    ] as const) {
      for (const to of [ADDRESS.peer, GATEWAYS.own]) {
        for (const [name, packet] of probes(me.address, to)) {
          add('mac-spoofing', me, `${name} to ${to} with the MAC of ${whose}`, (mark) => [
            ethernet({ ...toRouter(me), from }, packet(mark)),
          ]);
        }
      }
    }

    for (const address of [GATEWAYS.own, neighbour.address, station('a-db').address, '10.0.9.9']) {
      if (address === me.address) continue;
      for (const operation of ['request', 'reply'] as const) {
        for (const to of [BROADCAST, me.router.mac, neighbour.mac]) {
          const target: [string, string] = [
            operation === 'request' ? '00:00:00:00:00:00' : to,
            address,
          ];
          add('arp-spoofing', me, `${operation} that ${address} is here, to ${to}`, (mark) => [
            ethernet(
              { to, from: me.mac, type: TYPE.arp },
              arp({ operation, sender: [me.mac, address], target }, mark),
            ),
            ethernet(
              { to, from: STRANGER, type: TYPE.arp },
              arp({ operation, sender: [STRANGER, address], target }, mark),
            ),
          ]);
        }
      }
    }
    for (const victim of [neighbour, me === web ? db : web]) {
      add('arp-spoofing', me, `its own address with another MAC, to ${victim.place}`, (mark) =>
        [me.router.mac, victim.mac, BROADCAST].map((to) =>
          ethernet(
            { to, from: me.mac, type: TYPE.arp },
            arp(
              {
                operation: 'reply',
                sender: [STRANGER, me.address],
                target: [victim.mac, victim.address],
              },
              mark,
            ),
          ),
        ),
      );
    }

    for (const victim of [neighbour, me === web ? db : web]) {
      for (const [name, packet] of probes(me.address, victim.address)) {
        for (const [way, to] of [
          ['by the router', me.router.mac],
          ['by its MAC', victim.mac],
          ['by broadcast', BROADCAST],
          ['by multicast', '01:00:5e:00:00:fb'],
        ] as const) {
          add('neighbour', me, `${name} to ${victim.place} ${way}`, (mark) => [
            ethernet({ ...toRouter(me), to }, packet(mark)),
          ]);
        }
      }
      add('neighbour', me, `fragments to ${victim.place}`, (mark) =>
        fragments(me.address, victim.address, mark).map((packet) => ethernet(toRouter(me), packet)),
      );
      add('neighbour', me, `a source route to ${victim.place}`, (mark) => [
        ethernet(
          toRouter(me),
          ipv4(
            {
              from: me.address,
              to: GATEWAYS.own,
              protocol: PROTOCOL.udp,
              options: looseSourceRoute(victim.address),
            },
            udp(6000, PORT, mark),
          ),
        ),
      ]);
    }

    const ends = [me.router.mac, neighbour.mac, BROADCAST, '33:33:00:00:00:01'];
    for (const to of ends) {
      for (const destination of [
        'ff02:0:0:0:0:0:0:1',
        linkLocal(me.router.mac),
        linkLocal(neighbour.mac),
      ]) {
        add('ipv6', me, `to ${destination} at ${to}`, (mark) => [
          ethernet(
            { to, from: me.mac, type: TYPE.ipv6 },
            ipv6(linkLocal(me.mac), destination, mark),
          ),
        ]);
      }
    }

    for (const [name, tags] of Object.entries(TAGS)) {
      // Without a tag, the first packet would be allowed and the second would not.
      for (const [to, hardware] of [
        [ADDRESS.peer, me.router.mac],
        [neighbour.address, neighbour.mac],
        [GATEWAYS.own, me.router.mac],
        [neighbour.address, BROADCAST],
      ] as const) {
        for (const [protocol, packet] of probes(me.address, to)) {
          // VLAN 0 is no VLAN (802.1Q, 9.6): the kernel treats such a frame as untagged.
          const isPlain = hardware === me.router.mac && tags.every(([, id]) => id === 0);
          const build: Build = (mark) => [
            ethernet({ ...toRouter(me), to: hardware, tags }, packet(mark)),
          ];
          add('vlan', me, `${name} around ${protocol} to ${to} at ${hardware}`, build, {
            spares: !isPlain
              ? []
              : to === ADDRESS.peer
                ? ['peer-one']
                : protocol === 'icmp'
                  ? ['host']
                  : [],
          });
        }
      }
    }

    for (const [name, type, group] of OTHER) {
      for (const to of [group, neighbour.mac, me.router.mac, BROADCAST]) {
        add('other-frames', me, `${name} to ${to}`, (mark) => [
          ethernet(
            { to, from: me.mac, type },
            Buffer.concat([Buffer.from([0x42, 0x42, 3, 0, 0, 0, 0]), mark]),
          ),
        ]);
      }
    }
  }

  fromPrivate(add, db, internet);
  fromUpstream(add, internet, neighbour);
  return all;
}
