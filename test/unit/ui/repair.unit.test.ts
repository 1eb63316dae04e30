import { expect, it } from 'vitest';
import { replayOutputSchema } from '../../../src/schemas/change.js';
import { renderRepair } from '../../../src/ui/views/repair.js';
import { createTestHost } from '../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';

const change = (action: 'create' | 'update' | 'delete', id: string, why = '') => ({
  ...{ action, kind: id.split(':')[0] ?? '', id, why },
});

it('a repair is one line, with what was done to each resource', () => {
  const changes = [
    change('create', 'bridge:br-vpc1', 'the router of vpc1'),
    change('update', 'sysctl:net/ipv4/ip_forward'),
    change('delete', 'rule:7002'),
  ];
  expect(renderRepair({ changes, failures: [] })).toBe(
    'Repaired: created bridge:br-vpc1 (the router of vpc1), corrected sysctl:net/ipv4/ip_forward, deleted rule:7002',
  );
});

it('many resources are counted, and control characters are replaced', () => {
  const changes = Array.from({ length: 9 }, (_, at) => change('create', `route:\u001b${at}`));
  const line = renderRepair({ changes, failures: [] });
  expect(line).toMatch(/route:\ufffd5, and 3 more$/);
});

it('what was not repaired follows, with the reason; the end of failures is told, too', () => {
  const changes = [change('create', 'rule:7002')];
  expect(renderRepair({ changes, failures: ['veth:a: no such device', 'b'] })).toBe(
    'Repaired: created rule:7002. Not repaired: veth:a: no such device; b',
  );
  expect(renderRepair({ changes: [], failures: [] })).toBe('The host matches the journal again');
});

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
