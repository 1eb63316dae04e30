import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keeps } from '../../../../plugins/shaping/src/driver/discipline.js';
import { chooseLimit } from '../../../../plugins/shaping/src/limit.js';
import {
  parseRate,
  parseSize,
  parseTime,
  showRate,
  showSize,
  showTime,
} from '../../../../plugins/shaping/src/units.js';
import { refusal } from '../../../support/features/given.js';

describe('rates, sizes and times', () => {
  it('are parsed as tc does', () => {
    expect(parseRate('1mbit')).toBe(1_000_000);
    expect(parseRate('2.5Gbit')).toBe(2_500_000_000);
    expect(parseSize('32kbit')).toBe(4096);
    expect(parseSize('16kb')).toBe(16_384);
    expect(parseTime('1.5s')).toBe(1_500_000);
  });

  it('are printed in a form that can be parsed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (value) => {
        expect(parseRate(showRate(value))).toBe(value);
        expect(parseSize(showSize(value))).toBe(value);
        expect(parseTime(showTime(value))).toBe(value);
      }),
    );
  });

  it.each(['', '1', 'mbit', '-1mbit', '1 mbit', '1mbps', '1e6bit', '1mbit;', '0x1bit', '٣mbit'])(
    '%s is refused',
    (text) => {
      expect(refusal(() => parseRate(text)).code).toBe('RATE_INVALID');
    },
  );
});

describe('a limit', () => {
  it('has a burst of 20 ms, but never less than two frames', () => {
    expect(chooseLimit({ rate: '1mbit' })).toMatchObject({ burst: 4096, latency: 400_000 });
    expect(chooseLimit({ rate: '1gbit' })).toMatchObject({ burst: 2_500_000 });
  });

  it.each([
    [{}, 'SHAPE_INVALID'],
    [{ rate: '1kbit' }, 'RATE_INVALID'],
    [{ rate: '100gbit' }, 'RATE_INVALID'],
    [{ rate: '1mbit', burst: '1kb' }, 'BURST_INVALID'],
    [{ rate: '1mbit', burst: '32kbit', delay: '1ms' }, 'SHAPE_INVALID'],
    [{ latency: '1s', delay: '1ms' }, 'SHAPE_INVALID'],
    [{ delay: '1ms', jitter: '2ms' }, 'SHAPE_INVALID'],
    [{ delay: '61s' }, 'TIME_INVALID'],
    [{ loss: '101%' }, 'LOSS_INVALID'],
    [{ loss: '1' }, 'LOSS_INVALID'],
    [{ rate: '10gbit', latency: '60s' }, 'SHAPE_INVALID'],
  ])('%j is refused: %s', (request, code) => {
    expect(refusal(() => chooseLimit(request)).code).toBe(code);
  });
});

/**
 * What the kernel keeps of a burst: the time that it takes, in ticks (see `tc_calc_xmittime` in
 * tc/tc_core.c).
 */
const tick = 64e-9;

it('a qdisc matches despite rounding by the kernel, and not if it is a tenth off', () => {
  const rate = fc.integer({ min: 8000, max: 4_000_000_000 });
  const burst = fc.integer({ min: 4096, max: 1_000_000 });
  fc.assert(
    fc.property(rate, burst, (bits, size) => {
      const wanted = { kind: 'tbf', rate: bits, burst: size, latency: 400_000 } as const;
      const bytes = Math.floor(bits / 8);
      const kept = Math.floor(Math.floor(size / bytes / tick) * tick * bytes);
      const is = (options: object) =>
        keeps(wanted, {
          kind: 'tbf',
          discipline: { kind: 'tbf', rate: bytes * 8, burst: kept, latency: 400_000, ...options },
        });
      expect(is({})).toBe(true);
      expect(is({ rate: 8 * Math.ceil(bytes * 1.1) })).toBe(false);
      expect(is({ latency: 440_000 })).toBe(bytes < 1);
    }),
  );
});
