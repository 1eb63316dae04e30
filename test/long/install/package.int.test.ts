import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CHECKOUT } from '../../support/checkout.js';
import { run } from '../../support/cli/package.js';

describe('the npm package', () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'vpcctl-test-'));
    // What it is built from was just built: no second time.
    await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', directory], {
      cwd: CHECKOUT,
    });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Installs as `npm install -g` does, below a directory and without a registry. */
  async function install(what: string): Promise<string> {
    const prefix = mkdtempSync(join(directory, 'prefix-'));
    await execa('npm', ['install', '-g', '--offline', '--prefix', prefix, what], {
      cwd: directory,
    });
    return join(prefix, 'bin', 'vpcctl');
  }

  /** It is whole when a VPC comes and goes: that takes the bundle, the lab's files and the nftables plugin. */
  async function tryIt(vpcctl: string): Promise<void> {
    const script =
      'vpcctl create-vpc vpc1 10.0.0.0/16 && vpcctl delete-vpc vpc1 && readlink -f $(which vpcctl)';
    const { exitCode, stdout, stderr } = await run(vpcctl, ['lab', '--', 'sh', '-c', script]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('vpc1');
  }

  it('works when installed from a tarball, without downloads', async () => {
    const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
    const vpcctl = await install(join(directory, tarball));
    const installed = join(vpcctl, '../../lib/node_modules/vpcctl');
    expect(existsSync(join(installed, 'src'))).toBe(false);
    await tryIt(vpcctl);
  });

  it('works when linked to the checkout', async () => {
    await tryIt(await install(CHECKOUT));
  });
});
