import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { brings, makePlugin } from '../../support/plugins/made.js';

let lab: Lab;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-plugins-'));
  await execa('npm', ['pack', '--pack-destination', directory], {
    cwd: makePlugin(directory, 'lamp', brings('lamp')),
  });
  lab = await startLab();
});
afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('a plugin is installed from a tarball, makes a change, and is uninstalled', async () => {
  await ok(lab, 'plugins', 'install', join(directory, 'lamp-1.0.0.tgz'));
  expect(await ok(lab, 'plugins')).toMatch(/^lamp /m);
  await ok(lab, 'create-vpc', 'a', '10.0.0.0/16');
  await ok(lab, 'plugins', 'uninstall', 'lamp');
  expect(await ok(lab, 'plugins')).not.toMatch(/^lamp /m);
});
