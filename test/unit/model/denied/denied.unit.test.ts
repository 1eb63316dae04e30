import {
  DENIED_CAUSES,
  deniedMark,
  deniedPrefix,
  readDeniedMark,
  readDeniedPrefix,
} from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlow } from '../../../../src/engine/reach/flow-words.js';
import { type LogEntry, reachWords, readDenied } from '../../../../src/model/denied/index.js';
import { reachModelOf } from '../../../../src/model/reach/index.js';
import { deniedLineSchema } from '../../../../src/schemas/see/denied.js';
import { renderDenied, viewDenied } from '../../../../src/ui/views/see/denied.js';
import { given, TUTORIAL } from '../../../support/features/given.js';

const { state } = given(...TUTORIAL);

describe('the mark of a denied packet', () => {
  it('tells cause and rule, whichever they are', () => {
    const rule = fc.integer({ min: 0, max: 2 ** 24 - 1 });
    fc.assert(
      fc.property(fc.constantFrom(...DENIED_CAUSES), rule, (cause, number) => {
        const mark = deniedMark(cause, number);
        expect(mark).toBeLessThan(2 ** 32);
        expect(readDeniedMark(mark)).toEqual({ cause, rule: number === 0 ? null : number });
      }),
    );
  });

  it('tells no rule that does not fit, and nothing where it is none', () => {
    expect(readDeniedMark(deniedMark('ingress-rule', 2 ** 24))?.rule).toBeNull();
    for (const mark of [0, 255, 7001, -1, 0.5]) expect(readDeniedMark(mark)).toBeNull();
  });

  it('is read of a prefix of any VPC, and of no other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const found = readDeniedPrefix(text);
        if (found !== null) expect(deniedPrefix(found.side, found.vpc)).toBe(text);
      }),
    );
    expect(readDeniedPrefix(deniedPrefix('to', 'my-vpc'))).toEqual({ side: 'to', vpc: 'my-vpc' });
    expect(readDeniedPrefix('vpcctl-from-a\n')).toBeNull();
  });
});

describe('a log entry, whatever bytes a workload has sent', () => {
  const entries: fc.Arbitrary<LogEntry> = fc.record({
    prefix: fc.constantFrom('vpcctl-from-vpc1', 'vpcctl-to-vpc1', 'vpcctl-from-gone', 'x'),
    mark: fc.oneof(
      fc.nat(0xffffffff),
      fc.tuple(fc.constantFrom(...DENIED_CAUSES), fc.nat(50)).map((each) => deniedMark(...each)),
    ),
    time: fc.option(fc.nat(2_000_000_000_000)),
    etherType: fc.constantFrom(0x0800, 0x0806, 0x86dd),
    bytes: fc.uint8Array({ maxLength: 160 }).map((bytes) => Buffer.from(bytes)),
    input: fc.constantFrom(null, 'br-vpc1', 'eth0'),
    output: fc.constantFrom(null, 'br-vpc1', 'eth0'),
  });
  const known = reachModelOf({ state, resources: [] });

  it('becomes one line of printable characters, valid JSON, and a flow that reach can read', () => {
    fc.assert(
      fc.property(entries, (entry) => {
        const packet = readDenied(known, entry);
        if (packet === null) return;
        const line = viewDenied(packet);
        expect(deniedLineSchema.parse(line)).toEqual(line);
        expect(renderDenied(line)).toMatch(/^[\x20-\x7e]*$/);
        const words = reachWords(packet);
        if (words !== null) {
          try {
            readFlow(...words);
          } catch (error) {
            // The packet named an address that nobody routes.
            expect(String(error)).toMatch(/never routed|no port 0/);
          }
        }
      }),
    );
  });
});
