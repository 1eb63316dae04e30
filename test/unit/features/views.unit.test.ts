import { expect, it } from 'vitest';
import { coreFeatures } from '../../../src/features/index.js';
import { coreViews } from '../../../src/features/views.js';

it('what the features show is listed for all of them, in their order', () => {
  const shown = coreFeatures.map(({ name, show }) => ({ name, ...(show && { show }) }));
  expect(coreViews).toEqual(shown);
});
