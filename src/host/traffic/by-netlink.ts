import type {
  ChosenRoute,
  DroppingQueue,
  LinkFact,
  RouteAnswer,
  RouteAnswers,
  RouteQuestion,
} from '@vpcctl/sdk';
import { type Link, NetlinkError, type Route, type RouteSocket } from '../netlink/index.js';
import type { KernelTraffic } from './kernel-traffic.js';

/** Reads by netlink how the host treats packets. @throws NetlinkError, SystemError */
export function readByNetlink(
  socket: RouteSocket,
  questions: readonly RouteQuestion[],
): KernelTraffic {
  const links = socket.links();
  const names = new Map(links.map(({ index, name }) => [index, name]));
  const indexes = new Map(links.map(({ index, name }) => [name, index]));
  const nameOf = (index: number | null) => (index === null ? null : (names.get(index) ?? null));
  return {
    answers: questions.map((question) => ask(socket, question, { indexes, nameOf })),
    links: links.map((link) => linkFact(link, nameOf)),
    rules: socket.policyRules(),
    routes: socket.routes().map((route) => ({
      ...chosen(route, nameOf),
      destination: route.destination,
      metric: route.metric,
    })),
    neighbours: socket
      .neighbours()
      .filter(({ lasts }) => lasts)
      .map(({ index, address, mac }) => ({ interface: nameOf(index) ?? '', address, mac })),
    entries: socket
      .forwardingEntries()
      .filter(({ bridge, state }) => bridge !== null && state !== 'learned')
      .map(({ bridge, index, mac }) => ({
        ...{ bridge: nameOf(bridge) ?? '', interface: nameOf(index) ?? '', mac },
      })),
    queues: socket
      .qdiscs()
      .flatMap(({ index, discipline }): DroppingQueue[] =>
        discipline?.kind === 'netem' && discipline.loss > 0
          ? [{ interface: nameOf(index) ?? '', kind: discipline.kind, loss: discipline.loss }]
          : [],
      ),
  };
}

interface Names {
  readonly indexes: ReadonlyMap<string, number>;
  readonly nameOf: (index: number | null) => string | null;
}

function ask(socket: RouteSocket, question: RouteQuestion, names: Names): RouteAnswers {
  const { source, destination, incoming, mark } = question;
  const there = route(socket, { source, destination, incoming, mark }, names);
  const isForward = question.back && !('error' in there) && there.type === 'unicast';
  const back = isForward
    ? { source: destination, destination: source, incoming: there.interface, mark }
    : null;
  return { question, there, back: back === null ? null : route(socket, back, names) };
}

type Asked = Pick<RouteQuestion, 'source' | 'destination' | 'incoming' | 'mark'>;

function route(
  socket: RouteSocket,
  { incoming: name, ...packet }: Asked,
  { indexes, nameOf }: Names,
): RouteAnswer {
  const incoming = name === null ? null : indexes.get(name);
  if (incoming === undefined) return { error: 'ENODEV' };
  try {
    return chosen(socket.lookUp({ ...packet, incoming }), nameOf);
  } catch (error) {
    if (error instanceof NetlinkError) return { error: error.code };
    throw error;
  }
}

function chosen(
  { type, link, via, table }: Route,
  nameOf: (index: number | null) => string | null,
): ChosenRoute {
  return { type, interface: nameOf(link), gateway: via, table };
}

function linkFact(
  { name, up, running, mtu, kind, master }: Link,
  nameOf: (index: number | null) => string | null,
): LinkFact {
  return { name, up, running, mtu, kind, master: nameOf(master) };
}
