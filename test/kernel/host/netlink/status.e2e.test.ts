import { environmentOf } from '@vpcctl/sdk/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab } from '../../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await lab.vpcctl('create-vpc', 'vpc1', '10.0.0.0/16');
  await lab.vpcctl('add-subnet', 'vpc1', 'web', '10.0.1.0/24');
  // An `ip` that can be found, but does nothing.
  await lab.shell(
    'mkdir /run/no-ip && printf "#!/bin/sh\\nexit 9\\n" >/run/no-ip/ip && chmod +x /run/no-ip/ip',
  );
});
afterAll(() => lab.stop());

const status = (executor: string) =>
  lab.vpcctlWith(
    {
      env: { PATH: `/run/no-ip:${environmentOf(lab.pid)?.['PATH']}`, VPCCTL_EXECUTOR: executor },
    },
    'status',
  );

it('vpcctl status looks at the host without ip, unless programs are asked for', async () => {
  expect(await status('netlink')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('matches the journal'),
  });
  expect((await status('programs')).stdout).not.toContain('matches the journal');
});

it('and it finds what is broken', async () => {
  await lab.shell('ip link set br-vpc1 down; ip -n vpc1-web route flush table main');
  const { stdout } = await status('netlink');
  expect(stdout).toContain('~ bridge:br-vpc1');
  expect(stdout).toMatch(/\+ route:vpc1-web/);
  await lab.vpcctl('replay');
  expect((await status('netlink')).stdout).toContain('matches the journal');
});
