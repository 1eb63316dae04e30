import { describe, expect, it } from 'vitest';
import { amount, service } from '../../../src/page/browser/base/format.js';
import { commandsIn } from '../../../src/page/browser/reach/commands.js';
import { eventText } from '../../../src/page/server/live/stream.js';
import { ratesBetween } from '../../../src/page/server/live/traffic.js';

describe('throughput', () => {
  it('is a rate between two samples, without links that are new or were made anew', () => {
    const sample = (at: number, counters: Record<string, [number, number]>) => ({
      at,
      counters: Object.entries(counters).map(([name, [receivedBytes, sentBytes]]) => ({
        ...{ name, receivedBytes, sentBytes, receivedPackets: 1, sentPackets: 1 },
      })),
    });
    const before = sample(1000, { a: [100, 0], b: [900, 9], quiet: [5, 5] });
    const after = sample(3000, { a: [2100, 40], b: [10, 0], quiet: [5, 5], fresh: [1, 1] });
    expect(ratesBetween(before, after)).toEqual({ at: 3000, rates: { a: [1000, 20] } });
    expect(ratesBetween(after, after).rates).toEqual({});
  });
});

it('an event of the stream is one, whatever is in it', () => {
  const text = eventText('journal', { end: 'x\n\nevent: evil\ndata: 1\n\n' });
  expect(text.split('\n\n')).toHaveLength(2);
  expect(text).toMatch(/^event: journal\ndata: \{.*\}\n\n$/);
});

it('texts for people', () => {
  expect([0, 950, 1200, 150_000, 2.5e9].map(amount)).toEqual([
    '0 B',
    '950 B',
    '1.2 kB',
    '150 kB',
    '2.5 GB',
  ]);
  expect(service({ protocol: 'tcp', port: 80 })).toBe('80/tcp');
  expect(commandsIn(' unpeer a b;; undo 2 ')).toEqual(['unpeer a b', 'undo 2']);
});
