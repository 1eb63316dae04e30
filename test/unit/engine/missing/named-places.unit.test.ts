import type { Json, State } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { mentions, placesLost } from '../../../../src/engine/missing/named-places.js';
import { openTestEngine } from '../../../support/engine/support.js';
import { TUTORIAL } from '../../../support/features/given.js';

async function stateOf(steps: number): Promise<State> {
  const engine = openTestEngine();
  await engine.play(TUTORIAL.slice(0, steps));
  if (steps > 2) await engine.run(['instance.add', { vpc: 'vpc1', subnet: 'public', name: 'web' }]);
  return engine.state();
}

const labels = (before: State, after: State) =>
  placesLost(before, after)
    .map(({ label }) => label)
    .sort();

describe('the places that a change takes away', () => {
  it('are the VPCs, subnets and instances that are gone', async () => {
    const [whole, less] = [await stateOf(4), await stateOf(2)];
    expect(labels(whole, less)).toEqual(['vpc1/private', 'vpc1/public/web', 'vpc2']);
    expect(labels(less, whole)).toEqual([]);
    expect(labels(whole, whole)).toEqual([]);
    expect(labels(less, {})).toEqual(['vpc1', 'vpc1/public']);
  });
});

describe('recorded data', () => {
  it.each<[Json, string[]]>([
    [{ vpc: 'vpc1' }, ['vpc1']],
    [{ vpc: 'vpc2' }, ['vpc2']],
    [{ vpc: 'vpc1', subnet: 'public' }, ['vpc1', 'vpc1/public']],
    [{ vpc: 'vpc2', subnet: 'public' }, ['vpc2']],
    [{ at: 'vpc1/public/web' }, ['vpc1', 'vpc1/public', 'vpc1/public/web']],
    [{ to: 'vpc1/public:80' }, ['vpc1', 'vpc1/public']],
    [{ rules: [{ from: ['vpc2', 'x'] }] }, ['vpc2']],
    [{ limits: { vpc2: 5 } }, ['vpc2']],
    [{ link: 'br-vpc2' }, ['vpc2']],
    [{ namespace: 'vpc1-public-web' }, ['vpc1/public/web']],
    [{ vpc2: true, note: 'about vpc1 and others', n: 7001 }, []],
    ['vpc2', ['vpc2']],
    [null, []],
  ])('%j mentions %j', async (data, expected) => {
    const lost = placesLost(await stateOf(4), {});
    const found = lost.filter((place) => mentions(data, place)).map(({ label }) => label);
    expect(found.sort()).toEqual(expected);
  });
});
