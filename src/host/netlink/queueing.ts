import type { ObservedLink, Queueing } from '@vpcctl/sdk';
import type { Link } from './messages/link-reader.js';
import type { RouteSocket } from './route-socket.js';

/**
 * Reads the queueing of the links of a namespace.
 * @throws NetlinkError, SystemError, MalformedMessage
 */
export function readQueueing(socket: RouteSocket): Queueing {
  const links = socket.links();
  const names = new Map(links.map(({ index, name }) => [index, name]));
  const qdiscs = socket.qdiscs().flatMap((qdisc) => {
    const name = names.get(qdisc.index);
    return name === undefined ? [] : [{ ...qdisc, link: name }];
  });
  const set = qdiscs.filter(({ place, handle }) => place === 'root' && handle !== 0);
  const ingress = qdiscs.filter(({ kind }) => kind === 'ingress');
  return {
    links: links.map(observedLink),
    qdiscs: new Map(
      set.map(({ link, kind, discipline, statistics }) => [link, { kind, discipline, statistics }]),
    ),
    redirects: new Map(
      ingress.map(({ link, index }) => {
        const [first] = socket.filters(index);
        return [link, names.get(first?.to ?? -1) ?? null];
      }),
    ),
  };
}

function observedLink({ name, up, mac, kind, alias, altnames, addressMode }: Link): ObservedLink {
  return { name, up, mac: mac ?? '', kind, alias, altnames, addressGeneration: addressMode };
}
