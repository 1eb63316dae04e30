import type { RuleFact } from '@vpcctl/sdk';
import type { Counters } from '../proc/counters.js';
import { classify } from './classify.js';
import { MalformedMessage } from './codec/malformed.js';
import type { NetlinkRequest } from './codec/message.js';
import { NetlinkError } from './errors.js';
import { address, type LinkAddress, readAddress } from './messages/address.js';
import { type ForwardingEntry, forwarding, readForwarding } from './messages/forwarding.js';
import { link } from './messages/link.js';
import { type Link, readLink } from './messages/link-reader.js';
import { readPolicyRule } from './messages/lookup/policy-rule.js';
import { type LookedUp, lookUp } from './messages/lookup/route-lookup.js';
import { type Neighbour, neighbour, readNeighbour } from './messages/neighbour.js';
import { RTM } from './messages/request.js';
import { route } from './messages/route.js';
import { type Route, readRoute } from './messages/route-reader.js';
import { type ObservedRule, readRule, rule } from './messages/rule.js';
import { linkCounters, readLinkCounters } from './messages/statistics/link-counters.js';
import { type Qdisc, qdisc, readQdisc } from './messages/traffic/qdisc.js';
import { type Filter, readFilter, redirect } from './messages/traffic/redirect.js';
import { NetlinkSocket } from './socket.js';

/**
 * A socket for links, addresses, routes, rules, neighbours and queueing of one namespace. Each
 * method throws NetlinkError, SystemError and MalformedMessage.
 */
export class RouteSocket extends NetlinkSocket {
  readonly #indexes = new Map<string, number>();

  constructor() {
    super('route');
  }

  /**
   * The link that has a name, or an alternative name.
   * @throws NetlinkError ENODEV where there is none
   */
  link(name: string): Link {
    const body = this.request(link.get(name));
    const found = body === null ? null : readLink({ type: RTM.newLink, body });
    if (found !== null) return found;
    throw new MalformedMessage(`the answer about the link ${name} is no link`);
  }

  /** The link that has an index; null where there is none. */
  linkAt(index: number): Link | null {
    const body = this.#answerTo(() => this.request(link.at(index)));
    return body === null ? null : readLink({ type: RTM.newLink, body });
  }

  /**
   * The index of a link, by which requests name it. The kernel is asked once for each name: it
   * gives each new link of a namespace a higher index.
   * @throws NetlinkError ENODEV
   */
  index(name: string): number {
    const index = this.#indexes.get(name) ?? this.link(name).index;
    this.#indexes.set(name, index);
    return index;
  }

  /** Lets `index` ask the kernel again. @returns whether it knew any */
  forgetIndexes(): boolean {
    const knew = this.#indexes.size > 0;
    this.#indexes.clear();
    return knew;
  }

  links(): Link[] {
    return this.dump(link.all(), readLink);
  }

  /**
   * The links of the host, without the ports of bridges that `isOwn` is true for. A change reads
   * them, and the kernel says more of a thousand ports than of all other links.
   */
  linksBut(isOwn: (link: Link) => boolean): Link[] {
    const links = this.dump(link.allOf(null), readLink);
    // `lo` is no port, so an older kernel did not understand.
    if (links.length === 0) return this.links();
    // Ports may have ports: a bond in a bridge.
    for (const each of links) {
      const mayHavePorts = each.kind !== null && each.kind !== 'veth' && !isOwn(each);
      if (mayHavePorts) links.push(...this.dump(link.allOf(each.index), readLink));
    }
    return links;
  }

  /** What each link has sent and received. */
  counters(): Counters[] {
    return this.dump(linkCounters.all(), readLinkCounters);
  }

  addresses(): LinkAddress[] {
    return this.dump(address.all(), readAddress);
  }

  /** The IPv4 routes of all tables. */
  routes(): Route[] {
    return this.dump(route.all(), readRoute);
  }

  /** The link by which a packet of the host to `destination` leaves; null where no route is. */
  linkTo(destination: string): number | null {
    const body = this.#answerTo(() => this.request(route.to(destination)));
    return body === null ? null : (readRoute({ type: RTM.newRoute, body })?.link ?? null);
  }

  rules(): ObservedRule[] {
    return this.dump(rule.all(), readRule);
  }

  neighbours(): Neighbour[] {
    return this.dump(neighbour.all(), readNeighbour);
  }

  forwardingEntries(): ForwardingEntry[] {
    return this.dump(forwarding.all(), readForwarding);
  }

  qdiscs(): Qdisc[] {
    return this.dump(qdisc.all(), readQdisc);
  }

  /** The filters of a link for incoming packets; none where it has no ingress qdisc. */
  filters(index: number): Filter[] {
    return this.dump(redirect.of({ index }), readFilter);
  }

  /** Runs a deletion. @returns false where there was nothing to delete */
  remove(request: NetlinkRequest): boolean {
    try {
      this.request(request);
      return true;
    } catch (error) {
      if (error instanceof NetlinkError && classify(error, 'delete') === 'gone') return false;
      throw error;
    }
  }

  /** Forgets the neighbours of a link that were learned, as `ip neigh flush dev` does. */
  flushNeighbours(index: number): void {
    const learned = this.neighbours().filter((entry) => entry.index === index && entry.learned);
    // An entry may go while others are deleted.
    for (const entry of learned) this.remove(neighbour.delete(entry));
  }

  /** The routing rules of all programs, with all that they say. */
  policyRules(): RuleFact[] {
    return this.dump(rule.all(), readPolicyRule);
  }

  /**
   * The route of a packet.
   * @throws NetlinkError where a real packet would get no further
   */
  lookUp(packet: LookedUp): Route {
    const body = this.request(lookUp(packet));
    const found = body === null ? null : readRoute({ type: RTM.newRoute, body });
    if (found !== null) return found;
    throw new MalformedMessage(`the answer about ${packet.destination} is no route`);
  }

  /** What `ask` gives; null where the kernel refuses. */
  #answerTo(ask: () => Buffer | null): Buffer | null {
    try {
      return ask();
    } catch (error) {
      if (error instanceof NetlinkError) return null;
      throw error;
    }
  }
}
