import { ADDRESS, type Add } from '../attack.js';
import { type Ethernet, ethernet, ipv4, looseSourceRoute, PROTOCOL, TYPE, udp } from '../frames.js';
import { PORT, probes } from '../packets.js';
import type { Station } from '../scenario.js';

const toRouter = (me: Station): Ethernet => ({ to: me.router.mac, from: me.mac, type: TYPE.ipv4 });

/** A private subnet sends to the network of the uplink, and beyond it. */
export function fromPrivate(add: Add, db: Station, internet: Station): void {
  for (const to of [ADDRESS.internet, ADDRESS.upstream, ADDRESS.uplink]) {
    for (const [name, packet] of probes(db.address, to)) {
      add('uplink-from-private', db, `${name} to ${to}`, (mark) => [
        ethernet(toRouter(db), packet(mark)),
        ethernet({ ...toRouter(db), to: internet.router.mac }, packet(mark)),
      ]);
    }
  }
}

/** A host upstream sends by a route to the addresses of VPCs. */
export function fromUpstream(add: Add, internet: Station, neighbour: Station): void {
  for (const from of [ADDRESS.internet, ADDRESS.upstream, ADDRESS.db, ADDRESS.peer, '127.0.0.1']) {
    for (const to of [ADDRESS.web, ADDRESS.db, neighbour.address, ADDRESS.peer, ADDRESS.far]) {
      for (const [name, packet] of probes(from, to)) {
        add('from-uplink', internet, `${name} to ${to} from ${from}`, (mark) => [
          ethernet(toRouter(internet), packet(mark)),
        ]);
      }
    }
  }
  for (const to of [ADDRESS.web, ADDRESS.db, ADDRESS.peer, ADDRESS.far]) {
    add(
      'from-uplink',
      internet,
      `a source route to ${to}`,
      (mark) => [
        ethernet(
          toRouter(internet),
          ipv4(
            {
              from: ADDRESS.internet,
              to: ADDRESS.uplink,
              protocol: PROTOCOL.udp,
              options: looseSourceRoute(to),
            },
            udp(6000, PORT, mark),
          ),
        ),
      ],
      { spares: ['host'] },
    );
  }
}
