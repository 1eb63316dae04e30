import { expect, it } from 'vitest';
import { topologyOutputSchema } from '../../../src/schemas/topology.js';
import { createTestHost } from '../../support/cli/in-process/test-host.js';
import { json } from '../../support/cli/vpcctl.js';
import { fileOf } from './row.js';

it('measures a file of 40 lines', () => {
  expect(fileOf(20, 50).trimEnd().split('\n')).toHaveLength(40);
});

it('has as many subnets as are measured', async () => {
  const host = createTestHost();
  const file = host.write('teams.yaml', fileOf(3, 4));
  const { items } = await json(host, topologyOutputSchema, 'plan', '-f', file);
  const count = (kind: string) => items.filter((item) => item.kind === kind).length;
  expect([count('VPC'), count('subnet')]).toEqual([3, 12]);
});
