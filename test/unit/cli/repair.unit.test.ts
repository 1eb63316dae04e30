import { expect, it } from 'vitest';
import { replayOutputSchema } from '../../../src/schemas/change.js';
import { createTestHost } from '../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';

it('repair without --watch repairs once, as replay does', async () => {
  const host = createTestHost();
  await ok(host, 'create-vpc', 'vpc1', '10.0.0.0/16');
  expect(await ok(host, 'repair')).toBe('The host matches the journal: nothing to do\n');
  expect(await json(host, replayOutputSchema, 'repair', '--dry-run')).toMatchObject({
    dryRun: true,
    changes: [],
  });
});

it.each([
  ['--watch with --dry-run', ['--watch', '--dry-run']],
  ['--every without --watch', ['--every', '5']],
  ['--every 0', ['--watch', '--every', '0']],
])('%s is refused', async (_, flags) => {
  expect(await refused(createTestHost(), ['repair', ...flags])).toMatchObject({ exitCode: 2 });
});
