/** Queueing disciplines: tc(8), linux/pkt_sched.h. Pure. */
import type { QueueStatistics } from '@vpcctl/sdk';
import { Attributes } from '../../codec/attributes.js';
import { body, nestedUnmarked, text } from '../../codec/encode.js';
import { CREATE, FLAG, type NetlinkMessage, type NetlinkRequest } from '../../codec/message.js';
import { RTM, request } from '../request.js';
import { readQueueStatistics } from '../statistics/queue-counters.js';
import { decodeTrafficHeader, encodeTrafficHeader, PLACE, TCA } from './header.js';
import { decodeNetem, encodeNetem, type Netem } from './netem.js';
import { decodeTbf, encodeTbf, type Tbf } from './tbf.js';

export type Discipline = Tbf | Netem;

/** A qdisc as the kernel has it. */
export interface Qdisc {
  readonly index: number;
  readonly kind: string;
  readonly place: 'root' | 'ingress' | 'elsewhere';
  /** 0 for the kernel's own default. */
  readonly handle: number;
  /** Null for a kind that vpcctl does not set. */
  readonly discipline: Discipline | null;
  /** Null where the kernel gives none. */
  readonly statistics: QueueStatistics | null;
}

interface OnLink {
  readonly index: number;
}

export const qdisc = {
  /** Takes the place of the root qdisc of a link. */
  replace: ({ index, ...limit }: OnLink & { readonly discipline: Discipline }): NetlinkRequest => {
    const { discipline } = limit;
    const options = discipline.kind === 'tbf' ? encodeTbf(discipline) : encodeNetem(discipline);
    const attributes = [text(TCA.kind, discipline.kind), nestedUnmarked(TCA.options, options)];
    const header = encodeTrafficHeader({ index, parent: PLACE.root });
    const flags = FLAG.create | FLAG.replace;
    const what = `qdisc replace ${discipline.kind} on ${index}`;
    return request(RTM.newQdisc, what, body([header, ...attributes]), flags);
  },

  /** Refused with ENOENT where the link has the kernel's default qdisc. */
  delete: ({ index }: OnLink): NetlinkRequest =>
    request(
      RTM.deleteQdisc,
      `qdisc delete on ${index}`,
      encodeTrafficHeader({ index, parent: PLACE.root }),
    ),

  /** Makes a link able to have filters for incoming packets. */
  addIngress: ({ index }: OnLink): NetlinkRequest => {
    const handle = PLACE.ingressHandle;
    const header = encodeTrafficHeader({ index, parent: PLACE.ingress, handle });
    const encoded = body([header, text(TCA.kind, 'ingress')]);
    return request(RTM.newQdisc, `qdisc ingress on ${index}`, encoded, CREATE);
  },

  /** Deletes the filters for incoming packets, too. */
  deleteIngress: ({ index }: OnLink): NetlinkRequest =>
    request(
      RTM.deleteQdisc,
      `qdisc delete ingress on ${index}`,
      encodeTrafficHeader({ index, parent: PLACE.ingress }),
    ),

  /** Asks for the qdiscs of all links, with `dump`. */
  all: (): NetlinkRequest => request(RTM.getQdisc, 'qdiscs', encodeTrafficHeader({})),
} as const;

/** @throws MalformedMessage */
export function readQdisc({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): Qdisc | null {
  if (type !== RTM.newQdisc) return null;
  const { header, rest } = decodeTrafficHeader(message);
  const attributes = new Attributes(rest);
  const kind = attributes.text(TCA.kind) ?? '';
  const { index, handle, parent } = header;
  const place = parent === PLACE.root ? 'root' : parent === PLACE.ingress ? 'ingress' : 'elsewhere';
  const options = attributes.bytes(TCA.options);
  return {
    ...{ index, kind, place, handle },
    discipline: disciplineOf(kind, options),
    statistics: readQueueStatistics(attributes),
  };
}

function disciplineOf(kind: string, options: Buffer | null): Discipline | null {
  if (options === null) return null;
  if (kind === 'tbf') return decodeTbf(options);
  return kind === 'netem' ? decodeNetem(options) : null;
}
