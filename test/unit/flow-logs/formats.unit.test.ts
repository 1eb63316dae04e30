import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLine, parseLine, plainLine } from '../../../src/flow-logs/formats.js';
import type { FlowLine } from '../../../src/model/flows/index.js';
import { flowLineSchema } from '../../../src/schemas/see/flow-logs.js';

const time = fc.nat({ max: 4_000_000_000_000 });
const line: fc.Arbitrary<FlowLine> = fc.oneof(
  fc.record({
    status: fc.constant('OK' as const),
    vpc: fc.string(),
    interface: fc.option(fc.string()),
    source: fc.ipV4(),
    sourcePort: fc.nat({ max: 0xffff }),
    destination: fc.ipV4(),
    port: fc.nat({ max: 0xffff }),
    protocol: fc.nat({ max: 255 }),
    packets: fc.nat(),
    bytes: fc.nat(),
    start: time,
    end: time,
    action: fc.constantFrom('ACCEPT' as const, 'REJECT' as const),
    from: fc.option(fc.string()),
    to: fc.option(fc.string()),
    entry: fc.option(fc.nat()),
    rule: fc.option(fc.string()),
  }),
  fc.record({
    status: fc.constantFrom('NODATA' as const, 'SKIPDATA' as const),
    vpc: fc.option(fc.string()),
    start: time,
    end: time,
    lost: fc.nat(),
  }),
);

describe('lines of JSON', () => {
  it('are one line each, whatever a name or rule holds, and are read as they were written', () => {
    fc.assert(
      fc.property(line, (each) => {
        const text = formatLine(each, 'json');
        expect(text).not.toMatch(/[\n\r]/);
        expect(parseLine(text)).toEqual(each);
        expect(flowLineSchema.safeParse(plainLine(each)).success).toBe(true);
      }),
    );
  });

  it('are read from no other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseLine(text)).toBeNull();
      }),
    );
  });
});
