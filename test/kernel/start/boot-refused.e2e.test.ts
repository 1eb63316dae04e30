import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorSchema } from '../../../src/schemas/error.js';
import { parse, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

const VERBS = ['enable', 'disable', 'status'];

it.each(VERBS)('boot %s is refused in a lab, which never boots', async (verb) => {
  expect(await refused(lab, ['boot', verb])).toMatchObject({ code: 'BOOT_IN_LAB', exitCode: 3 });
});

it.each(VERBS)('boot %s is refused on a host without systemd', async (verb) => {
  // What tells a lab is taken away; what is looked for, in /run, a lab does not have.
  const env = { VPCCTL_LAB: '' };
  const { exitCode, stdout } = await lab.run('vpcctl', ['boot', verb, '--json'], { env });
  expect(exitCode).toBe(3);
  expect(parse(errorSchema, stdout).error).toMatchObject({
    code: 'SYSTEMD_MISSING',
    hints: [expect.stringContaining('vpcctl replay')],
  });
});

it.each(VERBS)('boot %s needs root', async (verb) => {
  // As on a host that systemd runs.
  await lab.run('mkdir', ['-p', '/run/systemd/system']);
  const args = ['--clear-groups', '--reuid', '65534', 'env', 'VPCCTL_LAB=', 'vpcctl', 'boot', verb];
  const { exitCode, stderr } = await lab.run('setpriv', args);
  expect(stderr).toContain(`sudo vpcctl boot ${verb}`);
  expect(exitCode).toBe(3);
});
