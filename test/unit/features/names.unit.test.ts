import { expect, it } from 'vitest';
import { coreFeatures } from '../../../src/features/index.js';
import { CORE_FEATURES } from '../../../src/features/names.js';

it('the list of names equals the names of the features', () => {
  expect(CORE_FEATURES).toEqual(coreFeatures.map(({ name }) => name));
});
