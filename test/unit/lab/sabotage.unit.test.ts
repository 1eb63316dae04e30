import { expect, it } from 'vitest';
import { actsOf } from '../../support/worlds/sabotage/run.js';

it.each(['nftables', 'iptables-legacy'])('there are sixty kinds of sabotage with %s', (backend) => {
  const kinds = actsOf(backend).map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(kinds.length).toBeGreaterThanOrEqual(60);
});
