import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlowRecord, Windows } from '../../../../src/model/flows/index.js';

const record: fc.Arbitrary<FlowRecord> = fc.record({
  status: fc.constant('OK' as const),
  vpc: fc.constantFrom('shop', 'office'),
  interface: fc.constantFrom('shop/web', null),
  source: fc.constantFrom('10.0.1.1', '10.0.1.2'),
  sourcePort: fc.constantFrom(0, 1000),
  destination: fc.constantFrom('10.0.2.1', '198.51.100.8'),
  port: fc.constantFrom(53, 80),
  protocol: fc.constantFrom(6, 17),
  packets: fc.nat({ max: 1000 }),
  bytes: fc.nat({ max: 100_000 }),
  start: fc.nat({ max: 1000 }),
  end: fc.integer({ min: 1000, max: 2000 }),
  action: fc.constantFrom('ACCEPT' as const, 'REJECT' as const),
  from: fc.constant(null),
  to: fc.constant(null),
  entry: fc.constant(null),
  rule: fc.constant(null),
});

const flowOf = ({ packets: _p, bytes: _b, start: _s, end: _e, ...flow }: FlowRecord) =>
  JSON.stringify(flow);

/** Packets and bytes by flow. */
function totals(records: readonly FlowRecord[]): Record<string, [number, number]> {
  const found: Record<string, [number, number]> = {};
  for (const each of records) {
    const [packets, bytes] = found[flowOf(each)] ?? [0, 0];
    found[flowOf(each)] = [packets + each.packets, bytes + each.bytes];
  }
  return found;
}

const isRecord = (line: { status: string }): line is FlowRecord => line.status === 'OK';

describe('windows', () => {
  it('have each packet and byte once, however they are divided, also by restarts', () => {
    const divided = fc.array(
      fc.tuple(fc.array(record, { maxLength: 5 }), fc.constantFrom('take', 'restart', 'go on')),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(divided, (parts) => {
        let windows = new Windows();
        const written: FlowRecord[] = [];
        const take = () => {
          const lines = ['shop', 'office'].flatMap((vpc) => windows.take(vpc, 5000));
          const records = lines.filter(isRecord);
          expect(new Set(records.map(flowOf)).size).toBe(records.length);
          written.push(...records);
        };
        for (const [records, then] of parts) {
          for (const each of records) windows.add(each);
          if (then === 'take') take();
          if (then === 'restart') windows = new Windows(windows.pending);
        }
        take();
        expect(totals(written)).toEqual(totals(parts.flatMap(([records]) => records)));
      }),
    );
  });

  it('that are empty say so, from one to the next', () => {
    const windows = new Windows();
    windows.beganAt('shop', 1000);
    expect(windows.take('shop', 3000)).toEqual([
      { status: 'NODATA', vpc: 'shop', start: 1000, end: 3000, lost: 0 },
    ]);
    expect(windows.take('shop', 4000)).toMatchObject([{ start: 3000, end: 4000 }]);
  });

  it('of a VPC without a log are forgotten', () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const windows = new Windows(records);
        windows.keepOnly((vpc) => vpc === 'shop');
        expect(windows.pending.every(({ vpc }) => vpc === 'shop')).toBe(true);
        expect(windows.sizeOf('office')).toBe(0);
      }),
    );
  });
});
