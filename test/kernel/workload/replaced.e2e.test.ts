import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

it('a host whose last VPC gives way to another one is as it was after both', async () => {
  const empty = await wholeHost(lab);
  for (const vpc of ['red: {cidr: 10.1.0.0/16}', 'green: {cidr: 10.2.0.0/16}']) {
    writeIn(lab, '/run/net.yaml', `{name: net, vpcs: {${vpc}}}`);
    await ok(lab, 'apply', '-f', '/run/net.yaml', '--prune', '--yes');
  }
  await ok(lab, 'delete-vpc', 'green');
  expect(hostChanges(empty, await wholeHost(lab))).toEqual([]);
});

async function apply(cidr: string): Promise<void> {
  const web = `{cidr: ${cidr}, type: public, instances: {w1: {}}}`;
  writeIn(lab, '/run/net.yaml', `vpcs: {shop: {cidr: 10.0.0.0/16, subnets: {web: ${web}}}}\n`);
  await ok(lab, 'apply', '-f', '/run/net.yaml', '--yes');
}

/** From the instance, by its default route. */
async function expectOnline(): Promise<void> {
  const curl = ['netns', 'exec', 'shop-web-w1', 'curl', '-s', '-m', '5', 'http://198.51.100.8'];
  expect((await lab.run('ip', curl)).stdout).toContain('saw you as 203.0.113.2');
  expect((await lab.vpcctl('status')).exitCode).toBe(0);
}

it.each(['10.0.7.0/24', '10.0.1.0/25', '10.0.1.128/25'])(
  'a subnet that gets the network %s keeps its routes, and so does its undo',
  async (cidr) => {
    await apply('10.0.1.0/24');
    const before = await wholeHost(lab);
    await apply(cidr);
    await expectOnline();
    await ok(lab, 'undo');
    await expectOnline();
    expect(hostChanges(before, await wholeHost(lab))).toEqual([]);
    await ok(lab, 'destroy', '--all', '--yes');
  },
);
