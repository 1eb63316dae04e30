import { expect, it } from 'vitest';
import { coreFeatures } from '../../../src/features/index.js';
import { CORE_FEATURES } from '../../../src/features/names.js';

it('the names of the features are those that the features have', () => {
  expect(CORE_FEATURES).toEqual(coreFeatures.map(({ name }) => name));
});
