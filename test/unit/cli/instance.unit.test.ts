import { beforeAll, expect, it } from 'vitest';
import {
  instanceOutputSchema,
  subnetOutputSchema,
  vpcOutputSchema,
} from '../../../src/schemas/vpc.js';
import { createTestHost, type TestHost } from '../../support/cli/in-process/test-host.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';

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
