import { VpcctlError } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePointInTime, parseTime } from '../../../../src/engine/history/point-in-time.js';

const NOW = Date.UTC(2026, 10, 23, 12, 0, 0);
const HOUR = 3_600_000;

describe('a point in the history', () => {
  it.each([
    ['7', { type: 'seq', seq: 7 }],
    ['@7', { type: 'seq', seq: 7 }],
    ['0', { type: 'seq', seq: 0 }],
    ['now', { type: 'now' }],
    ['2h', { type: 'time', time: NOW - 2 * HOUR }],
    ['3d', { type: 'time', time: NOW - 72 * HOUR }],
    ['1w', { type: 'time', time: NOW - 168 * HOUR }],
    ['90s', { type: 'time', time: NOW - 90_000 }],
    ['30m', { type: 'time', time: NOW - HOUR / 2 }],
    ['2026-11-23T14:05:09Z', { type: 'time', time: Date.UTC(2026, 10, 23, 14, 5, 9) }],
    ['2026-11-23T14:05:09.250Z', { type: 'time', time: Date.UTC(2026, 10, 23, 14, 5, 9, 250) }],
    ['2026-11-23T14:05+02:00', { type: 'time', time: Date.UTC(2026, 10, 23, 12, 5) }],
    ['2026-11-23 14:05', { type: 'time', time: new Date(2026, 10, 23, 14, 5).getTime() }],
    ['2026-11-23', { type: 'time', time: new Date(2026, 10, 23).getTime() }],
  ])('%s', (text, pointInTime) => {
    expect(parsePointInTime(text, NOW)).toEqual(pointInTime);
  });

  it.each(['', '-1', '1.5', '@', '@x', '2 h', '2y', 'h', 'yesterday', '2026-13-01', '2026-11'])(
    '%j is none, and the error shows some that are',
    (text) => {
      const parse = () => parsePointInTime(text, NOW);
      expect(parse).toThrow(VpcctlError);
      expect(parse).toThrow(JSON.stringify(text));
    },
  );

  it('can be any time that the history prints', () => {
    const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) });
    fc.assert(
      fc.property(date, (at) => {
        expect(parseTime(at.toISOString(), NOW)).toBe(at.getTime());
      }),
    );
  });

  it('that is a number is an entry, never a time', () => {
    expect(() => parseTime('7', NOW)).toThrow('"7" is not a time');
  });
});
