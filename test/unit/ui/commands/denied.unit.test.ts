import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeniedPacket } from '../../../../src/model/denied/index.js';
import type { DeniedGap, DeniedLine } from '../../../../src/schemas/see/denied.js';
import { matchesPlace, paced } from '../../../../src/ui/commands/see/denied.js';

const line = {} as DeniedLine;

describe('the pace of lines', () => {
  it('prints 50 in a second, and tells how many packets had no line; none is forgotten', () => {
    const step = fc.record({ wait: fc.nat(700), lost: fc.nat(3), packets: fc.nat(120) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let now = 0;
        let lines = 0;
        const gaps: DeniedGap[] = [];
        const printer = { packet: () => (lines += 1), gap: (gap: DeniedGap) => gaps.push(gap) };
        const pace = paced(printer, () => now);
        for (const { wait, lost, packets } of steps) {
          now += wait;
          if (lost > 0) pace.lost(lost);
          for (let at = 0; at < packets; at++) pace.packet(line);
        }
        pace.close();
        const sum = (key: keyof DeniedGap) => gaps.reduce((all, gap) => all + gap[key], 0);
        expect(lines + sum('leftOut')).toBe(steps.reduce((all, each) => all + each.packets, 0));
        expect(sum('lost')).toBe(steps.reduce((all, each) => all + each.lost, 0));
        expect(lines).toBeLessThanOrEqual(50 * (Math.floor(now / 1000) + 1));
      }),
    );
  });
});

it('a packet is about a VPC at either end, and a subnet with its instances', () => {
  const end = (name: string | null) => ({ name, address: '10.0.1.1', port: null });
  const packet = {
    vpc: 'a',
    otherVpc: 'b',
    from: end('a/web/one'),
    to: end('b/db'),
  } as DeniedPacket;
  const places = ['a', 'b', 'a/web', 'b/db', null, 'c', 'a/we', 'a/web2', 'a/web/one'];
  expect(places.filter((place) => matchesPlace(packet, place))).toEqual([
    ...['a', 'b', 'a/web', 'b/db', null, 'a/web/one'],
  ]);
});
