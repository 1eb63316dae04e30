import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readRepairs,
  repairsFile,
  withRepair,
  writeRepair,
} from '../../../../src/host/record/repairs.js';
import { newMemoryDirectory } from '../../../support/directories.js';

const AT = '2026-11-30T12:00:00.000Z';
const NONE = { last: null, found: [] };
const directory = () => newMemoryDirectory('vpcctl-repairs-');

describe('the record of repairs', () => {
  it('has the last one, and those that found something', () => {
    const path = directory();
    expect(readRepairs(path)).toEqual(NONE);
    const found = { at: AT, count: 1, changes: ['create veth x'], failures: [] };
    const nothing = { at: AT, count: 0, changes: [], failures: [] };
    writeRepair(path, found);
    writeRepair(path, nothing);
    expect(readRepairs(path)).toEqual({ last: nothing, found: [{ number: 1, ...found }] });
  });

  it('is bounded, whatever was found, and its numbers go on', () => {
    const repair = fc.record({
      at: fc.constant(AT),
      count: fc.nat(),
      changes: fc.array(fc.string({ maxLength: 1000, size: 'max' }), { maxLength: 50 }),
      failures: fc.array(fc.string(), { maxLength: 50 }),
    });
    fc.assert(
      fc.property(fc.array(repair, { maxLength: 20 }), (repairs) => {
        const many = Array.from({ length: 300 }, () => ({
          ...{ at: AT, count: 2, changes: ['x'], failures: [] },
        }));
        const records = [...many, ...repairs].reduce(withRepair, NONE);
        expect(records.found.length).toBe(200);
        const numbers = records.found.map(({ number }) => number);
        expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
        for (const { changes, failures } of records.found) {
          expect(changes.length + failures.length).toBeLessThanOrEqual(40);
          for (const line of [...changes, ...failures]) expect(line.length).toBeLessThan(301);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('has a failure once that each look finds again', () => {
    const failed = { at: AT, count: 0, changes: [], failures: ['no such device'] };
    const records = [failed, failed, failed].reduce(withRepair, NONE);
    expect(records.found).toHaveLength(1);
    const other = { ...failed, failures: ['another'] };
    expect([failed, other, failed].reduce(withRepair, NONE).found).toHaveLength(3);
  });

  it.each([
    '',
    '{',
    'null',
    '{"last":null}',
    '{"last":{"at":"x"},"found":[]}',
    '{"last":1,"found":[]}',
  ])('counts as empty where its file is damaged: %s', (text) => {
    const path = directory();
    writeFileSync(repairsFile(path), text);
    expect(readRepairs(path)).toEqual(NONE);
  });
});
