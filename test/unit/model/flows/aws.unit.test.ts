import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsLine, type FlowLine, parseAwsLine } from '../../../../src/model/flows/index.js';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
const label = fc.array(name, { minLength: 2, maxLength: 3 }).map((words) => words.join('/'));
const port = fc.nat({ max: 0xffff });
const seconds = fc.nat({ max: 4_000_000_000 }).map((value) => value * 1000);
const count = fc.nat({ max: 2 ** 40 });

const line: fc.Arbitrary<FlowLine> = fc.oneof(
  fc.record({
    status: fc.constant('OK' as const),
    vpc: name,
    interface: fc.option(label),
    source: fc.ipV4(),
    sourcePort: port,
    destination: fc.ipV4(),
    port,
    protocol: fc.nat({ max: 255 }),
    packets: count,
    bytes: count,
    start: seconds,
    end: seconds,
    action: fc.constantFrom('ACCEPT' as const, 'REJECT' as const),
    from: fc.constant(null),
    to: fc.constant(null),
    entry: fc.constant(null),
    rule: fc.constant(null),
  }),
  fc.record({
    status: fc.constant('NODATA' as const),
    vpc: fc.option(name),
    start: seconds,
    end: seconds,
    lost: fc.constant(0),
  }),
);

describe("lines in AWS's format", () => {
  it('are the ones of its documentation, with a VPC and a workload', () => {
    const record: FlowLine = {
      ...{ status: 'OK', vpc: 'shop', interface: 'shop/web/web1', action: 'ACCEPT' },
      ...{ source: '172.31.16.139', destination: '172.31.16.21', sourcePort: 20641, port: 22 },
      ...{ protocol: 6, packets: 20, bytes: 4249, start: 1418530010_999, end: 1418530070_000 },
      ...{ from: null, to: null, entry: 7, rule: 'not in this format' },
    };
    expect(awsLine(record)).toBe(
      '2 shop shop/web/web1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK',
    );
    const gap: FlowLine = { status: 'NODATA', vpc: 'shop', start: 1000, end: 61_000, lost: 0 };
    expect(awsLine(gap)).toBe('2 shop - - - - - - - - 1 61 - NODATA');
    expect(awsLine({ ...gap, status: 'SKIPDATA', vpc: null, lost: 9 })).toBe(
      '2 - - - - - - - - - 1 61 - SKIPDATA',
    );
  });

  it('have 14 fields, and are read as they were written', () => {
    fc.assert(
      fc.property(line, (each) => {
        const text = awsLine(each);
        expect(text.split(' ')).toHaveLength(14);
        expect(parseAwsLine(text)).toEqual(each);
      }),
    );
  });

  it('are read from no other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseAwsLine(text)).toBeNull();
      }),
    );
    const good = awsLine({ status: 'NODATA', vpc: 'shop', start: 0, end: 0, lost: 0 });
    for (const text of [`${good} `, `${good}\r`, good.replace('shop', '../x'), good.slice(1)]) {
      expect(parseAwsLine(text)).toBeNull();
    }
  });
});
