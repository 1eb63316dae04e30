import { describe, expect, it } from 'vitest';
import { firstUnreadable } from '../../../../src/engine/inspect/plugin-fits.js';
import { vpcFeature } from '../../../../src/features/vpc/index.js';
import { changeOf } from '../../../support/engine/entries.js';

const made = { type: 'lamp.make', v: 1, data: {} };
const deleted = { type: 'vpc.delete', v: 1, data: { name: 'vpc1' } };

describe('a plugin cannot read', () => {
  it.each([
    ['a version that it does not know', { ...deleted, v: 99 }, 'entry 2 (vpc.delete, version 99)'],
    ['data that it refuses', { ...deleted, data: {} }, 'entry 2 (vpc.delete, version 1)'],
  ])('%s', (_, event, unreadable) => {
    const entries = [changeOf(1, made), changeOf(2, made, event)];
    expect(firstUnreadable([vpcFeature], entries)).toBe(unreadable);
  });
});

it('a plugin reads its own events, and no others', () => {
  expect(firstUnreadable([vpcFeature], [changeOf(1, made, deleted)])).toBeNull();
});
