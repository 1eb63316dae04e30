import '../../support/cli/plain.js';
import { expect, it } from 'vitest';
import { findShown } from '../../../src/features/views.js';
import { withFields } from '../../../src/ui/views/vpc.js';
import { renderShown } from '../../../src/ui/views/vpc-tree.js';
import { given, TUTORIAL } from '../../support/features/given.js';

const { state } = given(...TUTORIAL);
const shown = withFields(findShown(state, 'vpc1'), ({ vpc, subnet }) => [
  { feature: 'shaping', label: 'shaping', text: `of ${vpc}/${subnet}\n`, value: { subnet } },
]);

it('show prints each field of a plugin on a line of its own, below its subject', () => {
  const lines = renderShown(shown).split('\n');
  expect(lines).toContain('shaping  of vpc1/null\ufffd');
  expect(lines.filter((line) => line.includes('shaping    of vpc1/p'))).toHaveLength(2);
});

it('show --json has the fields of plugins', () => {
  expect(shown).toMatchObject({
    fields: [{ feature: 'shaping', value: { subnet: null } }],
    subnets: [{ fields: [{ value: { subnet: 'public' } }] }, {}],
  });
});
