/** A feature that the engine and the ui have never heard of does all that the core's features do. */
import { beforeAll, expect, it } from 'vitest';
import { createTestHost, type TestHost } from '../../support/cli/in-process/test-host.js';
import { ok } from '../../support/cli/vpcctl.js';
import { newMemoryDirectory } from '../../support/directories.js';
import { BARE_HOST } from '../../support/features/facts.js';
import { routeTables } from '../../support/plugins/route-table.js';

const ROUTE = 'route:7001:192.168.9.0/24';
const LEARNED = 'route:7001:192.168.77.0/24';
/** A tunnel that is on the host from the beginning. */
const base = {
  ...BARE_HOST,
  interfaces: [...BARE_HOST.interfaces, 'tun0'],
  routes: [
    ...BARE_HOST.routes,
    { destination: '192.168.77.0/24', gateway: null, interface: 'tun0', metric: 0 },
  ],
};

let host: TestHost;
beforeAll(async () => {
  const directory = newMemoryDirectory('vpcctl-route-table-');
  host = createTestHost({ base, plugins: [routeTables(directory)] });
  await ok(host, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(host, 'add-route', 'vpc1', '192.168.9.0/24');
});

const made = () => host.resources().filter((each) => /"id":"route:7001:192/.test(each));
const ids = () => made().map((each) => /"id":"([^"]+)"/.exec(each)?.[1]);

it('its resources are made, and it is in show, history and dry runs', async () => {
  expect(ids()).toEqual([ROUTE]);
  expect(await ok(host, 'show', 'vpc1')).toMatch(/^routes +192\.168\.9\.0\/24$/m);
  const shown = JSON.parse(await ok(host, 'show', 'vpc1', '--json'));
  expect(shown.fields).toEqual([
    { feature: 'route-table', label: 'routes', text: '192.168.9.0/24', value: ['192.168.9.0/24'] },
  ]);
  expect(await ok(host, 'history')).toContain('route 192.168.9.0/24 in vpc1');
  expect(await ok(host, 'add-route', 'vpc1', '192.168.8.0/24', '--dry-run')).toContain(
    'route:7001:192.168.8.0/24',
  );
});

it('status shows what it found on the host, and replay records it', async () => {
  const before = JSON.parse(await ok(host, 'status', '--json', '--exit-code=false'));
  expect(before.changes).toMatchObject([{ action: 'create', id: LEARNED }]);
  const replayed = await host.vpcctl('replay');
  expect(replayed).toMatchObject({ exitCode: 0 });
  expect(replayed.stderr).toContain('entry 3: learn routes for vpc1');
  expect(ids().sort()).toEqual([LEARNED, ROUTE]);
  expect(JSON.parse(await ok(host, 'status', '--json'))).toMatchObject({ matches: true });
});

it('undo and redo take its changes back and bring them again', async () => {
  await ok(host, 'undo', '2');
  expect(ids()).toEqual([]);
  expect(await ok(host, 'show', 'vpc1')).not.toContain('routes');
  await ok(host, 'redo', '2');
  expect(ids().sort()).toEqual([LEARNED, ROUTE]);
});

it('it follows a VPC that is deleted', async () => {
  await ok(host, 'delete-vpc', 'vpc1');
  expect(host.resources()).toEqual([]);
});
