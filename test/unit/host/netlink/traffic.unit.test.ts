import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RTM } from '../../../../src/host/netlink/messages/request.js';
import { qdisc, readQdisc } from '../../../../src/host/netlink/messages/traffic/qdisc.js';
import { readFilter, redirect } from '../../../../src/host/netlink/messages/traffic/redirect.js';
import { index, word } from './arbitraries.js';

describe('a qdisc', () => {
  it('tbf is read as it was written, as exactly as the kernel counts', () => {
    const limit = fc.record({
      kind: fc.constant('tbf' as const),
      // A slower one would count the time of the longest burst in more than 32 bits.
      rate: fc.integer({ min: 8_000, max: 4_000_000_000 }).map((bytes) => bytes * 8),
      burst: fc.integer({ min: 2048, max: 2 ** 20 }),
      latency: fc.integer({ min: 1, max: 400_000 }),
    });
    fc.assert(
      fc.property(index, limit, (number, discipline) => {
        const request = qdisc.replace({ index: number, discipline });
        const read = readQdisc({ type: RTM.newQdisc, body: request.body });
        expect(read).toMatchObject({ index: number, kind: 'tbf', place: 'root' });
        if (read?.discipline?.kind !== 'tbf') throw new Error('no tbf');
        expect(read.discipline.rate).toBe(discipline.rate);
        const bytesPerTick = (discipline.rate / 8) * 64e-9;
        const off = Math.abs(read.discipline.burst - discipline.burst);
        expect(off).toBeLessThanOrEqual(1 + bytesPerTick);
      }),
    );
  });

  it('netem is read as it was written', () => {
    const limit = fc.record({
      kind: fc.constant('netem' as const),
      limit: word,
      delay: fc.integer({ min: 0, max: 60_000_000 }),
      jitter: fc.integer({ min: 0, max: 60_000_000 }),
      loss: fc.constantFrom(0, 0.5, 1, 33.3333, 100),
      rate: fc.option(fc.integer({ min: 1, max: 2 ** 40 }).map((bytes) => bytes * 8)),
    });
    fc.assert(
      fc.property(index, limit, (number, discipline) => {
        const request = qdisc.replace({ index: number, discipline });
        const read = readQdisc({ type: RTM.newQdisc, body: request.body });
        if (read?.discipline?.kind !== 'netem') throw new Error('no netem');
        const { loss, delay, jitter, ...rest } = read.discipline;
        expect(rest).toEqual({ kind: 'netem', limit: discipline.limit, rate: discipline.rate });
        expect(loss).toBeCloseTo(discipline.loss, 6);
        // A tick is 0.064 microseconds.
        expect(discipline.delay - delay).toBeLessThanOrEqual(0.064);
        expect(discipline.jitter - jitter).toBeLessThanOrEqual(0.064);
      }),
    );
  });

  /** What `tc qdisc replace dev lo root netem …` of iproute2 6.1 sends, after the header. */
  it.each([
    [
      'limit 1000 delay 100000us 10000us loss random 1% rate 1000000bit',
      { limit: 1000, delay: 100_000, jitter: 10_000, loss: 1, rate: 1_000_000 },
      '3000020084d71700e8030000295c8f0200000000000000005a6202001400060048e80100' +
        '000000000000000000000000',
    ],
    [
      'limit 10000 delay 5000us 0us',
      { limit: 10_000, delay: 5000, jitter: 0, loss: 0, rate: null },
      '1c0002002d3101001027000000000000000000000000000000000000',
    ],
    [
      'limit 77 loss random 0.5%',
      { limit: 77, delay: 0, jitter: 0, loss: 0.5, rate: null },
      '1c000200000000004d00000014ae4701000000000000000000000000',
    ],
    [
      'limit 5 rate 40000000000bit',
      { limit: 5, delay: 0, jitter: 0, loss: 0, rate: 40_000_000_000 },
      '3c0002000000000005000000000000000000000000000000000000000c00080000f2052a01000000' +
        '14000600ffffffff000000000000000000000000',
    ],
  ])('netem %s has the bytes that tc sends', (_, limits, options) => {
    const { body } = qdisc.replace({ index: 1, discipline: { kind: 'netem', ...limits } });
    const header = '000000000100000000000000ffffffff00000000';
    expect(body.toString('hex')).toBe(`${header}0a0001006e6574656d000000${options}`);
  });

  it('redirects to the link that was written', () => {
    fc.assert(
      fc.property(index, index, (number, to) => {
        const request = redirect.add({ index: number, to });
        const read = readFilter({ type: RTM.newFilter, body: request.body });
        expect(read).toEqual({ index: number, kind: 'u32', to });
      }),
    );
  });
});
