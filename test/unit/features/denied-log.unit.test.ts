import type { Place } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { nextPlace } from '../../../src/engine/context/place.js';
import { lowerDeniedLogs } from '../../../src/features/denied-log/lower.js';
import { given, TUTORIAL } from '../../support/features/given.js';

const { state } = given(...TUTORIAL);
const NOBODY: Place = { host: 'local', uplinks: [], running: null };
const reading = (...readers: NonNullable<Place['deniedReaders']>[number][]) =>
  lowerDeniedLogs(state, { ...NOBODY, deniedReaders: readers }).map(({ id, attributes }) => [
    id,
    attributes.groups,
  ]);

describe('the log of denied packets', () => {
  it('is there for the VPCs that are read, once with all groups', () => {
    expect(lowerDeniedLogs(state, NOBODY)).toEqual([]);
    expect(reading({ group: 7002, vpc: null }, { group: 7001, vpc: 'vpc1' })).toEqual([
      ['denied-log:vpc1', [7001, 7002]],
      ['denied-log:vpc2', [7002]],
    ]);
    expect(reading({ group: 7001, vpc: 'gone' })).toEqual([]);
  });

  it('has the ports of the VPC, where frames are dropped as they enter', () => {
    const place = { ...NOBODY, deniedReaders: [{ group: 1, vpc: 'vpc2' }] };
    expect(lowerDeniedLogs(state, place)[0]?.attributes.ports).toEqual(['veth-vpc2-web']);
  });
});

describe('the place', () => {
  const now = { uplinks: [], running: [] };
  const reader = { group: 7001, vpc: null };

  it('has the readers that are there now, and keeps them where nobody looked', () => {
    const read = nextPlace(NOBODY, { ...now, deniedReaders: [reader] });
    expect(read.deniedReaders).toEqual([reader]);
    expect(nextPlace(read, now).deniedReaders).toEqual([reader]);
    expect(nextPlace(read, { ...now, deniedReaders: [] })).not.toHaveProperty('deniedReaders');
    expect(nextPlace(read, { ...now, deniedReaders: [reader] })).toBe(read);
  });
});
