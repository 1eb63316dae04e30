import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Attributes } from '../../../../src/host/netlink/codec/attributes.js';
import { readPolicyRule } from '../../../../src/host/netlink/messages/lookup/policy-rule.js';
import { lookUp } from '../../../../src/host/netlink/messages/lookup/route-lookup.js';
import { RTM } from '../../../../src/host/netlink/messages/request.js';
import { rule } from '../../../../src/host/netlink/messages/rule.js';
import { index, ipv4, linkName, readBack, word } from './arbitraries.js';

describe('a question about a route', () => {
  it('has the packet, and asks for the table', () => {
    const packet = fc.record({
      ...{ destination: ipv4, source: fc.option(ipv4), incoming: fc.option(index), mark: word },
    });
    fc.assert(
      fc.property(packet, (given) => {
        const { type, body } = lookUp(given);
        expect([type, body.readUInt32LE(8)]).toEqual([RTM.getRoute, 0x1000]);
        const attributes = new Attributes(body.subarray(12));
        const address = (attribute: number) => attributes.bytes(attribute)?.join('.') ?? null;
        expect({
          ...{ destination: address(1), source: address(2), incoming: attributes.u32(3) },
          mark: attributes.u32(16) ?? 0,
        }).toEqual(given);
        expect([body.readUInt8(1), body.readUInt8(2)]).toEqual([
          32,
          given.source === null ? 0 : 32,
        ]);
      }),
    );
  });
});

describe('a rule of any program', () => {
  it('is read as it was written, where it is one of ours', () => {
    const ours = fc.record({
      ...{
        priority: word,
        iif: fc.option(linkName),
        fwmark: fc.option(word),
        fwmask: fc.option(word),
      },
      ...{ table: word, goto: fc.constant(null) },
    });
    fc.assert(
      fc.property(ours, (given) => {
        const read = readBack(readPolicyRule, rule.add(given), RTM.newRule);
        const fwmask = given.fwmark === null ? null : (given.fwmask ?? 0xffffffff);
        expect(read).toEqual({
          ...{ ...given, fwmask, action: 'lookup', source: null, destination: null, oif: null },
          ...{ inverted: false, partial: false, suppressed: null },
        });
      }),
    );
  });
});
