import { beforeAll, describe, expect, it } from 'vitest';
import type { TestHost } from '../../support/cli/in-process/test-host.js';
import { tutorialHost } from '../../support/cli/in-process/tutorial.js';
import { ok, refused } from '../../support/cli/vpcctl.js';

let host: TestHost;
beforeAll(async () => {
  host = await tutorialHost();
  await ok(host, 'add-instance', 'vpc1', 'public', 'w1');
  await ok(host, 'add-instance', 'vpc1', 'public', 'w2');
});

// Nothing here gets as far as the namespace: a host in memory has none.
describe('exec', () => {
  it.each([
    ['exec vpc1 public', 'COMMAND_MISSING', 'exec needs a command after two dashes'],
    ['exec vpc1 public ip route', 'COMMAND_MISSING', 'exec needs a command after two dashes'],
    ['exec vpc1 public --', 'COMMAND_MISSING', 'exec needs a command after two dashes'],
    ['exec vpc9 public -- true', 'VPC_UNKNOWN', 'VPC "vpc9" does not exist'],
    ['exec vpc1 db -- true', 'SUBNET_UNKNOWN', 'subnet of vpc1 "db" does not exist'],
    ['exec vpc1 public/w9 -- true', 'INSTANCE_UNKNOWN', 'instance of vpc1/public "w9"'],
  ])('refuses: vpcctl %s', async (line, code, message) => {
    expect(await refused(host, line.split(' '))).toMatchObject({
      ...{ code, exitCode: 2 },
      message: expect.stringContaining(message),
    });
  });

  it('lists the known instances for an unknown one', async () => {
    const { hints } = await refused(host, 'exec vpc1 public/w9 -- true'.split(' '));
    expect(hints).toContain('there is: w1, w2');
  });

  it.each(['no-such-program', '/no/such/program', ''])(
    'says when there is no such command: "%s"',
    async (name) => {
      const refusal = await refused(host, ['exec', 'vpc1', 'public', '--', name]);
      expect(refusal).toMatchObject({ code: 'COMMAND_NOT_FOUND', exitCode: 127 });
      expect(refusal.message).toBe(`there is no command "${name}"`);
    },
  );
});

describe('shell', () => {
  it.each([
    ['shell vpc1', 'USAGE'],
    ['shell vpc9 public', 'VPC_UNKNOWN'],
    ['shell vpc1/db', 'SUBNET_UNKNOWN'],
    ['shell vpc1 public w9', 'INSTANCE_UNKNOWN'],
    ['shell vpc1/public/w9', 'INSTANCE_UNKNOWN'],
  ])('refuses: vpcctl %s', async (line, code) => {
    expect(await refused(host, line.split(' '))).toMatchObject({ code, exitCode: 2 });
  });
});
