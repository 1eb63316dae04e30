import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describe as lineOf } from '../../../../src/engine/capture/described.js';
import { pointsOf } from '../../../../src/engine/capture/points.js';
import { workloadsAt } from '../../../../src/engine/capture/where.js';
import { renderCaptured as renderLine } from '../../../../src/ui/views/see/capture.js';

const [OUT, IN] = pointsOf([{ label: 'vpc1/a', link: 'veth-vpc1-a' }]);
if (OUT === undefined || IN === undefined) throw new Error('two points');

describe('a line about a packet', () => {
  it('says when, of which workload and which way', () => {
    const time = 1_796_074_490_690_863_999n;
    const line = lineOf({ time, length: 98 }, OUT, ['IP a > b', '\tmore']);
    expect(line).toEqual({
      ...{ at: '2026-11-30T21:34:50.690863Z', workload: 'vpc1/a', direction: 'out' },
      ...{ bytes: 98, text: 'IP a > b more' },
    });
    expect(renderLine(line)).toMatch(/^\d\d:\d\d:50\.690863 vpc1\/a out IP a > b more$/);
    expect(lineOf({ time, length: 98 }, IN, [])).toMatchObject({
      ...{ direction: 'in', text: 'not described' },
    });
  });

  it('is one line without a sequence for the terminal, whatever is in the packet', () => {
    const hostile = fc.oneof(
      fc.string({ unit: fc.nat(0x2fff).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom('\u001b[2J', 'a\nb', '\r', '\u009b31m'),
    );
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 3 }), (lines) => {
        const shown = renderLine(lineOf({ time: 0n, length: 1 }, IN, lines));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
    );
  });
});

describe('the place of a capture', () => {
  const workload = (vpc: string, subnet: string) => ({
    ...{ vpc, name: subnet, address: '10.0.1.1', hostEnd: { name: `veth-${vpc}-${subnet}` } },
  });
  const state = {
    vpc: { vpc1: { name: 'vpc1' }, vpc2: { name: 'vpc2' } },
    subnet: { 'vpc1/a': workload('vpc1', 'a'), 'vpc1/b': workload('vpc1', 'b') },
    instance: { 'vpc1/a/c': { ...workload('vpc1', 'a'), subnet: 'a', name: 'c' } },
  };
  const labels = (place: string) => workloadsAt(state, place).map(({ label }) => label);

  it('is a VPC with all of its workloads, a subnet with its instances, or one instance', () => {
    expect(labels('vpc1')).toEqual(['vpc1/a', 'vpc1/a/c', 'vpc1/b']);
    expect(labels('vpc1/a')).toEqual(['vpc1/a', 'vpc1/a/c']);
    expect(labels('vpc1/a/c')).toEqual(['vpc1/a/c']);
  });

  it.each([
    ['vpc3', 'VPC_UNKNOWN'],
    ['vpc1/x', 'SUBNET_UNKNOWN'],
    ['vpc1/a/x', 'INSTANCE_UNKNOWN'],
    ['vpc1/a/c/d', 'PLACE_INVALID'],
    ['vpc2', 'CAPTURE_NOTHING'],
  ])('%s is refused with %s', (place, code) => {
    expect(() => labels(place)).toThrow(expect.objectContaining({ code }));
  });

  it('has a limit', () => {
    const many = Array.from({ length: 65 }, (_, at) => workload('vpc1', `s${at}`));
    const subnet = Object.fromEntries(many.map((each) => [`vpc1/${each.name}`, each]));
    expect(() => workloadsAt({ ...state, subnet }, 'vpc1')).toThrow(
      expect.objectContaining({ code: 'CAPTURE_TOO_MANY' }),
    );
  });
});
