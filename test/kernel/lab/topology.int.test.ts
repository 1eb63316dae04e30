import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, type RunOptions, startLab } from '../../support/lab/harness.js';

const SHOP = `vpcs:
  shop:
    cidr: 10.0.0.0/16
    subnets:
      web: {cidr: 10.0.1.0/24, type: public}
`;

/** Labs are made in this one, so that nothing touches the machine. */
let outer: Lab;
let directory: string;
beforeAll(async () => {
  outer = await startLab();
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-topology-'));
  chmodSync(directory, 0o755);
  writeFileSync(join(directory, 'shop.yaml'), SHOP);
  writeFileSync(join(directory, 'bad.yaml'), SHOP.replace('10.0.1.0', '10.9.1.0'));
});
afterAll(async () => {
  await outer?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const vpcctl = (args: readonly string[], options: RunOptions = {}) =>
  outer.run('vpcctl', args, { cwd: directory, ...options });

describe('a lab with a topology', () => {
  it('has its network, its own input and the exit code of its command', async () => {
    const script = 'cat; vpcctl list; vpcctl exec shop web -- curl -s 198.51.100.8; exit 7';
    const words = ['lab', '--topology', 'shop.yaml', '--', 'sh', '-c', script];
    const { exitCode, stdout, stderr } = await vpcctl(words, { input: 'typed\n' });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 7,
      stderr: "Built the lab's network: 2 parts\n",
    });
    expect(stdout).toMatch(/^typed\nVPC .*\nshop .*web 10\.0\.1\.0\/24.*\n198\.51\.100\.8 saw you/);
  });

  it('takes several files, standard input and files that only the caller has', async () => {
    await outer.shell(`printf '{"vpcs": {"office": {"cidr": "172.16.0.0/16"}}}' >/run/office.json`);
    const files = ['-f', '-', '-f', '/run/office.json'];
    const input = `vars: {size: 16}\n${SHOP.replace('10.0.0.0/16', `"10.0.0.0/\${size}"`)}`;
    const words = ['lab', ...files, '--set', 'size=17', '--', 'vpcctl', 'list'];
    const { exitCode, stdout, stderr } = await vpcctl(words, { input });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/shop +10\.0\.0\.0\/17[\s\S]*office +172\.16\.0\.0\/16/);
  });

  it('refuses a wrong file as apply does, and starts nothing', async () => {
    const [built, applied] = [
      await vpcctl(['lab', '-f', 'bad.yaml', '--', 'echo', 'came so far']),
      await vpcctl(['apply', '--yes', '-f', 'bad.yaml']),
    ];
    expect(built).toEqual(applied);
    expect(built).toMatchObject({ exitCode: 2, stdout: '' });
    expect(built.stderr).toMatch(/bad\.yaml:5:7: 10\.9\.1\.0\/24 is not inside .*\n.*web:.*\n +\^/);
  });

  it('says why it is no rehearsal', async () => {
    const words = ['lab', '--rehearse', '-f', 'shop.yaml', '--', 'true'];
    const { exitCode, stderr } = await vpcctl(words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--rehearse copies this host');
  });
});
