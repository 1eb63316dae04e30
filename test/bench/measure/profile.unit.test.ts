import { expect, it } from 'vitest';
import { describeProfile } from './profile.js';

const frames = [
  ['(idle)', ''],
  ['run', '/a/dist/engine.cjs'],
  ['compile', '/a/plugins/nftables/dist/plugin.cjs'],
  ['require', 'node:internal/modules'],
  ['(garbage collector)', ''],
] as const;

it('a profile is told by its parts, the largest first, without small ones', () => {
  const nodes = frames.map(([functionName, url], id) => ({ id, callFrame: { functionName, url } }));
  const samples = [0, 1, 1, 2, 3, 4];
  const timeDeltas = [1000, 3000, 2000, 2500, 1400, 100];
  expect(describeProfile({ nodes, samples, timeDeltas })).toBe(
    "of 10 ms: engine.cjs 50 %, the plugin nftables 25 %, Node's own modules 14 %, " +
      'waiting for programs and files 10 %',
  );
});
