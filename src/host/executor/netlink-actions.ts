import type { LineFields, LineOperation, Operation } from '@vpcctl/sdk';
import {
  address,
  altname,
  bridgePort,
  forwarding,
  link,
  NetlinkError,
  type NetlinkRequest,
  type NetlinkSession,
  neighbour,
  qdisc,
  type RouteSocket,
  redirect,
  route,
  rule,
} from '../netlink/index.js';

/** How an operation is carried out by netlink. */
type Action<Kind extends keyof LineFields> = (
  operation: Operation<Kind>,
  session: NetlinkSession,
) => void;

const ACTIONS: { readonly [Kind in keyof LineFields]: Action<Kind> } = {
  'link.add': addLink,
  'link.set'(operation, session) {
    const { mac, alias, up, arp, master, addressGeneration: addressMode } = operation;
    onLink(session, operation, (index, indexOf) => {
      const port = master === undefined ? {} : { master: indexOf(master) };
      return link.set({ index, mac, alias, up, arp, addressMode, ...port });
    });
  },
  'link.delete'(operation, session) {
    // Another link may have the name by now.
    session.socket(operation.namespace).forgetIndexes();
    onLink(session, operation, (index) => link.delete({ index }));
  },
  'altname.add': (operation, session) =>
    onLink(session, operation, (index) => altname.add({ index, altname: operation.altname })),
  'altname.delete': (operation, session) =>
    onLink(session, operation, (index) => altname.delete({ index, altname: operation.altname })),
  'bridge.set'(operation, session) {
    const { ageingTime, spanningTree, vlanFiltering } = operation;
    onLink(session, operation, (index) =>
      link.setBridge({ index, ageingTime, spanningTree, vlanFiltering }),
    );
  },
  'bridge-port.set'(operation, session) {
    const { isolated, flood, locked, learning, broadcastFlood } = operation;
    onLink(session, operation, (index) =>
      bridgePort.set({ index, isolated, flood, locked, learning, broadcastFlood }),
    );
  },
  'bridge-entry.replace'(operation, session) {
    const { mac, state } = operation;
    onLink(session, operation, (index) => forwarding.replace({ index, mac, state }));
  },
  'bridge-entry.delete': (operation, session) =>
    onLink(session, operation, (index) => forwarding.delete({ index, mac: operation.mac })),
  'namespace.add': ({ name }, session) => session.createNamespace(name),
  'namespace.delete': ({ name }, session) => session.deleteNamespace(name),
  'namespace.attach': ({ name, process }, session) => session.attachNamespace(name, process.pid),
  'address.add'(operation, session) {
    const { cidr } = operation;
    onLink(session, operation, (index) => address.add({ index, cidr, noPrefixRoute: true }));
  },
  'address.delete': (operation, session) =>
    onLink(session, operation, (index) => address.delete({ index, cidr: operation.cidr })),
  'route.add': (operation, session) => routeBy(route.add, operation, session),
  'route.replace': (operation, session) => routeBy(route.replace, operation, session),
  'route.delete': (operation, session) => routeBy(route.delete, operation, session),
  'rule.add': (operation, session) =>
    request(session, operation, () => rule.add(ruleOf(operation))),
  'rule.delete': (operation, session) =>
    request(session, operation, () => rule.delete(ruleOf(operation))),
  'neighbour.replace'(operation, session) {
    const { address: of, mac } = operation;
    onLink(session, operation, (index) => neighbour.replace({ index, address: of, mac }));
  },
  'neighbour.delete'(operation, session) {
    const { address: of } = operation;
    onLink(session, operation, (index) => neighbour.delete({ index, address: of }));
  },
  'neighbour.flush'(operation, session) {
    const socket = session.socket(operation.namespace);
    socket.flushNeighbours(indexOn(socket, operation.link));
  },
  'ingress.add': (operation, session) =>
    onLink(session, operation, (index) => qdisc.addIngress({ index })),
  'qdisc.replace'(operation, session) {
    const { discipline } = operation;
    onLink(session, operation, (index) => qdisc.replace({ index, discipline }));
  },
  'qdisc.delete': (operation, session) =>
    onLink(session, operation, (index) =>
      operation.parent === 'root' ? qdisc.delete({ index }) : qdisc.deleteIngress({ index }),
    ),
  'filter.add'(operation, session) {
    onLink(session, operation, (index, indexOf) =>
      redirect.add({ index, to: indexOf(operation.redirectTo) }),
    );
  },
};

/**
 * Carries out an operation by netlink.
 * @throws NetlinkError where the kernel refuses; {@link LinkMissing}; SystemError
 */
export function act<Kind extends keyof LineFields>(
  operation: Operation<Kind>,
  session: NetlinkSession,
): void {
  ACTIONS[operation.op](operation, session);
}

/** An operation names a link that does not exist in its namespace. */
export class LinkMissing extends Error {
  override readonly name = 'LinkMissing';

  constructor(readonly link: string) {
    super(`no link ${link}`);
  }
}

type Place = Pick<LineOperation, 'namespace'>;

/** The index of a link of the operation's namespace. @throws {@link LinkMissing} */
type IndexOf = (name: string) => number;

function indexOn(socket: RouteSocket, name: string): number {
  try {
    return socket.index(name);
  } catch (error) {
    if (isNoDevice(error)) throw new LinkMissing(name);
    throw error;
  }
}

/**
 * Runs a request. Links that it names by an index of before may have been made anew since: it is
 * then tried once more with the index of now.
 */
function request(
  session: NetlinkSession,
  { namespace }: Place,
  asked: (indexOf: IndexOf) => NetlinkRequest,
): void {
  const socket = session.socket(namespace);
  const run = () => socket.request(asked((name) => indexOn(socket, name)));
  try {
    run();
  } catch (error) {
    if (!mayBeStale(error) || !socket.forgetIndexes()) throw error;
    run();
  }
}

/** A route by a link that is gone is refused with ESRCH. */
function mayBeStale(error: unknown): boolean {
  return isNoDevice(error) || (error instanceof NetlinkError && error.code === 'ESRCH');
}

function isNoDevice(error: unknown): boolean {
  return error instanceof NetlinkError && error.code === 'ENODEV';
}

/** Runs a request about the link that an operation names; requests know links by their index. */
function onLink(
  session: NetlinkSession,
  operation: Place & { readonly link: string },
  requestOn: (index: number, indexOf: IndexOf) => NetlinkRequest,
): void {
  request(session, operation, (indexOf) => requestOn(indexOf(operation.link), indexOf));
}

function addLink(operation: Operation<'link.add'>, session: NetlinkSession): void {
  const { link: name, mac, device } = operation;
  if (device.kind !== 'veth') {
    request(session, operation, () => link.add({ name, mac, ...device }));
    return;
  }
  const { namespace, ...end } = device.peer;
  const peer = { ...end, netns: session.descriptor(namespace) };
  request(session, operation, () => link.add({ name, mac, kind: 'veth', peer }));
}

function routeBy(
  make: typeof route.add,
  operation: Operation<'route.add' | 'route.replace' | 'route.delete'>,
  session: NetlinkSession,
): void {
  const { destination, link: name, type, table, via, onlink, metric, source } = operation;
  const entry = { type, table, via, onlink, metric, source };
  request(session, operation, (indexOf) =>
    make({
      destination: destination ?? 'default',
      ...entry,
      link: name === null ? null : indexOf(name),
    }),
  );
}

function ruleOf({ mask, ...fields }: Operation<'rule.add' | 'rule.delete'>) {
  return { ...fields, fwmask: mask };
}
