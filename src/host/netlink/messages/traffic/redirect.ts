/**
 * A filter that redirects every incoming packet: tc-u32(8), tc-mirred(8), linux/pkt_cls.h. Pure.
 * u32 is the classifier that every kernel has.
 */
import { Attributes } from '../../codec/attributes.js';
import { body, bytes, nestedUnmarked, text } from '../../codec/encode.js';
import { atLeast } from '../../codec/malformed.js';
import { CREATE, type NetlinkMessage, type NetlinkRequest } from '../../codec/message.js';
import { RTM, request } from '../request.js';
import { decodeTrafficHeader, encodeTrafficHeader, PLACE, TCA } from './header.js';

/** TCA_U32_*, TCA_ACT_* and TCA_MIRRED_*. */
const U32 = { selector: 5, actions: 7 } as const;
const ACTION = { kind: 1, options: 2 } as const;
const MIRRED_PARAMETERS = 2;
/** `struct tc_u32_sel` with one `struct tc_u32_key`. */
const SELECTOR = 32;
const TERMINAL = 1;
/** `struct tc_mirred`. */
const MIRRED = 28;
/** TC_ACT_STOLEN: the packet goes nowhere else. TCA_EGRESS_REDIR: it leaves by the other link. */
const STOLEN = 4;
const EGRESS_REDIRECT = 1;
/** The first filter, for all protocols: a priority, and ETH_P_ALL in the network's order. */
const FIRST_OF_ALL = (1 << 16) | 0x0300;

/** A redirection of all that comes in by one link. */
export interface Redirection {
  readonly index: number;
  /** The link by which the packets leave in the other direction: an ifb. */
  readonly to: number;
}

/** A filter as the kernel has it; `to` is null where it does anything but redirect every packet. */
export interface Filter {
  readonly index: number;
  readonly kind: string;
  readonly to: number | null;
}

export const redirect = {
  /** The link must have an ingress qdisc. */
  add: ({ index, to }: Redirection): NetlinkRequest => {
    const parent = PLACE.ingressFilters;
    const header = encodeTrafficHeader({ index, parent, info: FIRST_OF_ALL });
    const options = [bytes(U32.selector, everyPacket()), actionsAttribute(to)];
    const encoded = body([header, text(TCA.kind, 'u32'), nestedUnmarked(TCA.options, options)]);
    return request(RTM.newFilter, `redirect ${index} to ${to}`, encoded, CREATE);
  },

  /** Asks for the filters of one link for incoming packets, with `dump`. */
  of: ({ index }: { readonly index: number }): NetlinkRequest =>
    request(
      RTM.getFilter,
      `filters of ${index}`,
      encodeTrafficHeader({ index, parent: PLACE.ingressFilters }),
    ),
} as const;

/**
 * Reads a filter. Null for a message of u32 about its own hash tables.
 * @throws MalformedMessage
 */
export function readFilter({
  type,
  body: message,
}: Pick<NetlinkMessage, 'type' | 'body'>): Filter | null {
  if (type !== RTM.newFilter) return null;
  const { header, rest } = decodeTrafficHeader(message);
  const attributes = new Attributes(rest);
  const kind = attributes.text(TCA.kind) ?? '';
  if (kind !== 'u32') return { index: header.index, kind, to: null };
  const options = attributes.nested(TCA.options);
  const selector = options.bytes(U32.selector);
  if (selector === null) return null;
  const to = matchesEveryPacket(selector) ? targetOf(options.nested(U32.actions)) : null;
  return { index: header.index, kind, to };
}

/** One key, whose mask compares nothing. */
function everyPacket(): Buffer {
  const selector = Buffer.alloc(SELECTOR);
  selector.writeUInt8(TERMINAL, 0);
  selector.writeUInt8(1, 2);
  return selector;
}

function matchesEveryPacket(selector: Buffer): boolean {
  atLeast(SELECTOR, selector, 'a selector');
  const hasOneKey = selector.readUInt8(2) === 1;
  return hasOneKey && selector.readUInt32LE(16) === 0 && selector.readUInt32LE(20) === 0;
}

/** Actions are numbered from 1. */
function actionsAttribute(to: number): Buffer {
  const parameters = Buffer.alloc(MIRRED);
  parameters.writeInt32LE(STOLEN, 8);
  parameters.writeInt32LE(EGRESS_REDIRECT, 20);
  parameters.writeUInt32LE(to, 24);
  const options = nestedUnmarked(ACTION.options, [bytes(MIRRED_PARAMETERS, parameters)]);
  return nestedUnmarked(U32.actions, [nestedUnmarked(1, [text(ACTION.kind, 'mirred'), options])]);
}

function targetOf(actions: Attributes): number | null {
  const first = actions.nested(1);
  const parameters = first.nested(ACTION.options).bytes(MIRRED_PARAMETERS);
  if (first.text(ACTION.kind) !== 'mirred' || parameters === null) return null;
  atLeast(MIRRED, parameters, 'a mirred');
  return parameters.readInt32LE(20) === EGRESS_REDIRECT ? parameters.readUInt32LE(24) : null;
}
