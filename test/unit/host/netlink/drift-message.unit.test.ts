import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../../src/host/netlink/codec/message.js';
import { tellsOfDrift } from '../../../../src/host/netlink/events/drift-message.js';
import { GROUPS } from '../../../../src/host/netlink/events/groups.js';

const message = (type: number, body = Buffer.alloc(16)) =>
  encodeMessage({ type, flags: 0, body }, 0);

/** An entry of a neighbour, by its NUD_* state. */
function neighbour(type: number, state: number): Buffer {
  const body = Buffer.alloc(12);
  body.writeUInt16LE(state, 8);
  return message(type, body);
}

describe('messages about links, addresses and routes', () => {
  it.each([
    ['a link', 16],
    ['a deleted link', 17],
    ['an address', 20],
    ['a deleted address', 21],
    ['a route', 24],
    ['a deleted route', 25],
    ['a rule', 32],
    ['a deleted rule', 33],
    ['a qdisc', 36],
    ['a deleted qdisc', 37],
    ['a deleted filter', 45],
    ['forwarding', 80],
  ])('%s: worth a look', (_, type) => {
    expect(tellsOfDrift('route', message(type))).toBe(true);
  });

  it.each([
    ['permanent', 28, 0x80, true],
    ['static', 28, 0x40, true],
    ['learned', 28, 0x02, false],
    ['stale', 28, 0x04, false],
    ['not found', 28, 0x20, false],
    ['deleted, and permanent before', 29, 0x20, true],
    ['forgotten', 29, 0x04, false],
  ])('a neighbour that is %s', (_, type, state, isWorth) => {
    expect(tellsOfDrift('route', neighbour(type, state))).toBe(isWorth);
  });

  it('an acknowledgement is none, and one of several messages is enough', () => {
    const nothing = Buffer.concat([message(2), neighbour(28, 2)]);
    expect(tellsOfDrift('route', nothing)).toBe(false);
    expect(tellsOfDrift('route', Buffer.concat([nothing, message(17)]))).toBe(true);
  });

  it('one that is not understood is worth a look', () => {
    expect(tellsOfDrift('route', message(24).subarray(0, 20))).toBe(true);
    expect(tellsOfDrift('route', message(28, Buffer.alloc(4)))).toBe(true);
  });
});

it('of nftables, the end of a transaction is worth a look, and a quota that is used up is not', () => {
  expect(tellsOfDrift('netfilter', message(0x0a0f))).toBe(true);
  expect(tellsOfDrift('netfilter', message(0x0a12))).toBe(false);
  expect(tellsOfDrift('netfilter', message(2))).toBe(false);
});

it('the groups are bits, the first group the lowest', () => {
  expect(GROUPS).toEqual({ route: 0x8000dd, netfilter: 0x40 });
});
