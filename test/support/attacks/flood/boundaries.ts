import { ADDRESS } from '../attack.js';
import { echoRequest, ethernet, ipv4, ipv6, linkLocal, PROTOCOL, TYPE, udp } from '../frames.js';
import { PORT } from '../packets.js';
import type { Flood } from './flood.js';
import type { FloodScenario, Workload, WorkloadName } from './flood-scenario.js';

const OPEN = 8080;
/** A bridge passes frames for this MAC to the host, past its own rules (802.1AB). */
const LINK_LOCAL = '01:80:c2:00:00:0e';
const ALL_NODES = { mac: '33:33:00:00:00:01', address: 'ff02:0:0:0:0:0:0:1' };
/** A port of the host that no port forward uses. */
const NOT_FORWARDED = 7777;

/** Builds every flood: denied ones, and one allowed flood of each sender. */
export function boundaries({ workloads, places, uplink }: FloodScenario): Flood[] {
  const floods: Flood[] = [];
  const workload = (name: WorkloadName): Workload => {
    const found = workloads.get(name);
    if (found === undefined) throw new Error(`no workload ${name}`);
    return found;
  };
  const add = (
    boundary: string,
    from: string,
    build: Flood['build'],
    { spares = [] as readonly string[], arrives = null as string | null } = {},
  ) => {
    const own = [from, ...spares];
    const victims = places.map(({ name }) => name).filter((name) => !own.includes(name));
    floods.push({ boundary, from, victims: arrives ? [] : victims, arrives, build });
  };
  const datagram =
    (from: { mac: string; address: string }, mac: string, to: string, port = PORT) =>
    (mark: Buffer) =>
      ethernet(
        { to: mac, from: from.mac, type: TYPE.ipv4 },
        ipv4({ from: from.address, to, protocol: PROTOCOL.udp }, udp(6000, port, mark)),
      );
  const echo =
    ({ mac, address }: Workload, router: string, to: string) =>
    (mark: Buffer) =>
      ethernet(
        { to: router, from: mac, type: TYPE.ipv4 },
        ipv4({ from: address, to, protocol: PROTOCOL.icmp }, echoRequest(mark)),
      );

  const web = workload('a-web');
  const two = workload('a-web-two');
  const db = workload('a-db');
  const one = workload('b-one');
  const open = workload('a-open');
  const strict = workload('a-strict');

  for (const name of ['a-web', 'a-late', 'guest', 'a-strict', 'c-one'] as const) {
    const me = workload(name);
    const isPublic = name === 'a-web' || name === 'a-strict';
    // A public subnet may send to any address outside its VPC: the packet goes to the internet.
    const spares = isPublic ? ['internet'] : [];
    const to = (mac: string, address: string, port?: number) => datagram(me, mac, address, port);
    add('to another VPC', name, to(me.router, one.address), { spares });
    add('to the same addresses of another VPC', name, to(me.router, '10.0.9.1'));
    add('to the host', name, to(me.router, ADDRESS.uplink));
    add("to another VPC's gateway", name, to(me.router, '172.16.0.1'), { spares });
    add('to the host by a link-local MAC', name, to(LINK_LOCAL, ADDRESS.uplink));
    for (const mac of [ALL_NODES.mac, LINK_LOCAL]) {
      add('to the host by IPv6', name, (mark) =>
        ethernet(
          { to: mac, from: me.mac, type: TYPE.ipv6 },
          ipv6(linkLocal(me.mac), ALL_NODES.address, mark),
        ),
      );
    }
    if (!isPublic) {
      add('from a private subnet to the internet', name, to(me.router, ADDRESS.internet));
    }
    if (name !== 'c-one') {
      add('to a neighbour that denies it', name, to(me.router, two.address));
      add('to a neighbour, past the router', name, to(two.mac, two.address, OPEN));
      // The gateway would answer a packet to a workload that does not exist.
      const someone = name === 'guest' ? web : db;
      add('from another address', name, echo(someone, me.router, '10.0.0.1'));
    }
    if (name !== 'a-strict') {
      add('allowed', name, echo(me, me.router, '10.0.0.1'), { arrives: 'host' });
    }
  }
  add('against its own policy', 'a-strict', datagram(strict, strict.router, open.address));
  add('to a neighbour that denies it', 'a-open', datagram(open, open.router, strict.address));
  add('to a neighbour that denies it', 'a-open', datagram(open, open.router, db.address));
  add('from another VPC', 'b-one', datagram(one, one.router, db.address, OPEN));
  add('from another VPC', 'b-one', datagram(one, one.router, strict.address, OPEN));

  const far = { mac: uplink.internet, address: ADDRESS.internet };
  for (const each of ['a-web', 'a-db', 'a-strict', 'a-late', 'b-one', 'c-one'] as const) {
    const { address } = workload(each);
    add('from the internet, unasked', 'internet', datagram(far, uplink.host, address, OPEN));
  }
  add(
    'to a port that is not forwarded',
    'internet',
    datagram(far, uplink.host, ADDRESS.uplink, NOT_FORWARDED),
    { spares: ['host'] },
  );

  // Allowed floods to each place show that a denied one would be seen there.
  const allowed = (from: Workload, to: Workload) =>
    add('allowed', from.name, datagram(from, from.router, to.address, OPEN), { arrives: to.name });
  for (const name of ['a-db', 'a-strict', 'a-open', 'a-late', 'guest'] as const) {
    allowed(two, workload(name));
  }
  allowed(open, two);
  allowed(strict, open);
  allowed(workload('b-two'), one);
  allowed(workload('twin-two'), workload('twin-one'));
  add('allowed', 'a-web', datagram(web, web.router, ADDRESS.internet), { arrives: 'internet' });
  return floods;
}
