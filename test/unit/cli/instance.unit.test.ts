import { beforeAll, expect, it } from 'vitest';
import { changeOutputSchema, replayOutputSchema } from '../../../src/schemas/change.js';
import {
  instanceOutputSchema,
  subnetOutputSchema,
  vpcOutputSchema,
} from '../../../src/schemas/vpc.js';
import { createTestHost, type TestHost } from '../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';
import { hostWithContainers, processOf, running, STOPPED } from '../../support/containers/host.js';

let host: TestHost;
beforeAll(async () => {
  host = createTestHost();
  for (const line of [
    'create-vpc vpc1 10.0.0.0/16',
    'add-subnet vpc1 web 10.0.1.0/24 --type public',
    'add-subnet vpc1 db 10.0.2.0/24',
    'add-instance vpc1 web w1',
    'add-instance vpc1 web w2 --ip 10.0.1.20',
  ]) {
    await ok(host, ...line.split(' '));
  }
});

it('show prints an instance with its subnet, and alone', async () => {
  const [w1, w2] = (await json(host, subnetOutputSchema, 'show', 'vpc1/web')).instances;
  expect(w2).toMatchObject({ address: '10.0.1.20', namespace: 'vpc1-web-w2', attachment: null });
  expect(await json(host, instanceOutputSchema, 'show', 'vpc1/web/w1')).toEqual(w1);
  expect(await ok(host, 'list')).toMatch(/web\/w1 10\.0\.1\.2 *\n +web\/w2 10\.0\.1\.20 *\n/);
  const before = await json(host, vpcOutputSchema, 'show', 'vpc1', '--at', '3');
  expect(before.subnets.map(({ instances }) => instances)).toEqual([[], []]);
});

it.each([
  [[], 'USAGE', 'netns'],
  [['--pid', '4194305'], 'PROCESS_UNKNOWN', 'there is no process 4194305'],
])('attach vpc1 web %j is refused: %s', async (flags, code, message) => {
  const refusal = await refused(host, ['attach', 'vpc1', 'web', ...flags]);
  expect(refusal).toMatchObject({ code, exitCode: 2, message: expect.stringContaining(message) });
});

it('a container that restarts keeps its place, its address and what refers to it', async () => {
  const { base, becomes } = hostWithContainers(running(1));
  const other = createTestHost({ base });
  await ok(other, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(other, 'add-subnet', 'vpc1', 'web', '10.0.1.0/24', '--type', 'public');
  expect(await ok(other, 'attach', 'vpc1/web', '--container', 'web')).toContain(
    'container  web of podman, also after it restarts',
  );
  await ok(other, 'forward', 'vpc1', 'web/web', '8080:80');
  expect(await ok(other, 'show', 'vpc1/web/web')).toContain("of podman's container web");
  const before = await json(other, instanceOutputSchema, 'show', 'vpc1/web/web');
  becomes(STOPPED);
  expect((await json(other, replayOutputSchema, 'replay')).changes).toEqual([]);
  becomes(running(2));
  const planned = await json(other, replayOutputSchema, 'replay', '--dry-run');
  expect(planned.changes.map(({ id }) => id)).toContain('namespace-alias:vpc1-web-web');
  expect((await json(other, replayOutputSchema, 'repair')).changes.length).toBeGreaterThan(0);
  const after = await json(other, instanceOutputSchema, 'show', 'vpc1/web/web');
  expect(before.fields).toMatchObject([{ feature: 'port-forward' }]);
  expect({ ...after, attachment: null }).toEqual({ ...before, attachment: null });
  expect(after.attachment?.process).toEqual(processOf(2));
  expect((await json(other, replayOutputSchema, 'replay')).changes).toEqual([]);
  expect(await ok(other, 'history')).toContain('in place of web 10.0.1.2, which has ended');
  await json(other, changeOutputSchema, 'detach', 'vpc1/web/web');
});

it('--engine asks for a container', async () => {
  const args = ['attach', 'vpc1', 'web', '--pid', '1', '--engine', 'podman'];
  expect(await refused(host, args)).toMatchObject({ code: 'USAGE', exitCode: 2 });
});
