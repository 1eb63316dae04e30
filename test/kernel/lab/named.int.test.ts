import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { AS_PLAIN_USER } from '../../support/lab/plain-user.js';

/** Labs are made in this one, so that nothing touches the machine. */
let outer: Lab;
let directory: string;
beforeAll(async () => {
  outer = await startLab();
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-named-'));
  chmodSync(directory, 0o755);
  writeFileSync(join(directory, 'shop.yaml'), 'vpcs: {shop: {cidr: 10.0.0.0/16}}\n');
});
afterAll(async () => {
  await outer?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const lab = (...args: string[]) => outer.run('vpcctl', ['lab', ...args], { cwd: directory });

const processes = async () => (await outer.shell('pgrep -fc [l]ab-init.sh')).stdout;
const records = async () => (await outer.shell('ls -A /run/vpcctl-labs')).stdout;
const list = async () => JSON.parse((await lab('list', '--json')).stdout).labs;

describe('a lab with a name', () => {
  it('lives on when its command ends, is entered, listed and ended, and leaves nothing', async () => {
    const before = await processes();
    const made = await lab('--name', 'shop', '-f', 'shop.yaml', '--', 'sh', '-c', 'exit 6');
    expect(made).toEqual({ exitCode: 6, stdout: '', stderr: "Built the lab's network: 1 part\n" });

    const script = 'pwd; id -u; vpcctl list --json | grep shop; vpcctl lab list; kill -INT $$';
    const entered = await lab('enter', 'shop', '--', 'sh', '-c', script);
    expect(entered.exitCode).toBe(130);
    expect(entered.stdout).toMatch(new RegExp(`^${directory}\n0\n[^]*"shop"[^]*\nThere is no lab`));

    await lab('enter', 'shop', '--', 'sh', '-c', 'sleep 999 >/dev/null 2>&1 &');
    expect(await list()).toEqual([
      {
        ...{ name: 'shop', processes: 1, vpcs: ['shop'] },
        ...{ since: expect.stringMatching(/^\d{4}-.*Z$/), pid: expect.any(Number) },
      },
    ]);
    expect((await lab('enter', 'shop', '--', 'nope')).exitCode).toBe(127);

    expect(await lab('end', 'shop')).toMatchObject({ exitCode: 0, stdout: 'Ended the lab shop\n' });
    expect(await list()).toEqual([]);
    expect(await processes()).toBe(before);
    expect(await records()).toBe('');
    expect((await lab('enter', 'shop')).stderr).toContain('lab "shop" does not exist');
  });

  it('is made once by two that make it at once', async () => {
    const both = await Promise.all([lab('--name', 'one', '-d'), lab('--name', 'one', '-d')]);
    expect(both.map(({ exitCode }) => exitCode).sort()).toEqual([0, 2]);
    expect(both.map(({ stderr }) => stderr).join('')).toMatch(/a lab one already/);
    expect((await lab('--name', 'one')).stderr).toContain('vpcctl lab enter one');
    expect(JSON.parse((await lab('end', '--all', '--json')).stdout)).toEqual({ ended: ['one'] });
  });

  it('is not made of a wrong file, nor with a wrong name', async () => {
    writeFileSync(join(directory, 'bad.yaml'), 'vpcs: {shop: {cidr: 10.0.0.0/40}}\n');
    expect(await lab('--name', 'bad', '-f', 'bad.yaml', '-d')).toMatchObject({ exitCode: 2 });
    expect(await lab('--name', '../x', '-d')).toMatchObject({ exitCode: 2 });
    expect(await list()).toEqual([]);
    expect(await records()).toBe('');
  });

  it('is neither entered nor ended by the number of another process', async () => {
    await lab('--name', 'old', '-d');
    const [{ pid }] = await list();
    const { stdout: other } = await outer.shell(
      `sleep 999 >/dev/null 2>&1 & echo $!
       sed -i "s/{\\"pid\\":${pid},/{\\"pid\\":$!,/" /run/vpcctl-labs/old.*`,
    );
    const entered = await lab('enter', 'old', '--', 'echo', 'came so far');
    expect(entered).toMatchObject({ exitCode: 2, stdout: '' });
    expect(entered.stderr).toContain('the lab old has ended');
    expect(await lab('end', 'old')).toMatchObject({ exitCode: 2 });
    expect((await outer.run('kill', [other.trim()])).exitCode).toBe(0);
    await outer.run('kill', ['-KILL', String(pid)]);
  });

  it('whose process was killed is forgotten with a note', async () => {
    await lab('--name', 'gone', '-d');
    const [{ pid }] = await list();
    await outer.run('kill', ['-KILL', String(pid)]);
    await vi.waitFor(async () => {
      expect((await outer.shell(`kill -0 ${pid}`)).exitCode).not.toBe(0);
    }, 5000);
    const { stdout, stderr } = await lab('list');
    expect(stdout).toContain('There is no lab');
    expect(stderr).toBe('The lab gone has ended; its record was removed.\n');
    expect(await records()).toBe('');
  });

  it('passes SIGTERM to the command that was entered, and goes on', async () => {
    await lab('--name', 'term', '-d');
    const script = 'trap "echo caught; exit 5" TERM; echo up; while :; do sleep 0.1; done';
    const { stdout } = await outer.shell(
      `vpcctl lab enter term -- sh -c '${script}' >/run/said & pid=$!
       until grep -q up /run/said; do sleep 0.05; done
       kill -TERM $pid; wait $pid; echo $?; cat /run/said`,
    );
    expect(stdout).toBe('5\nup\ncaught\n');
    expect(await lab('end', 'term')).toMatchObject({ exitCode: 0 });
  });

  it('can be that of a plain user, who has records of their own', async () => {
    const plain = (...args: string[]) => {
      const words = [...AS_PLAIN_USER, 'env', 'HOME=/nonexistent', 'vpcctl', 'lab', ...args];
      return outer.run('setpriv', words.slice(1), { cwd: directory });
    };
    const made = await plain('--name', 'mine', '-f', 'shop.yaml', '-d');
    expect(made).toMatchObject({ exitCode: 0 });
    const entered = await plain('enter', 'mine', '--', 'sh', '-c', 'id -u; vpcctl list');
    expect(entered.stdout).toMatch(/^0\n[\s\S]*shop/);
    expect(await list()).toEqual([]);
    expect(JSON.parse((await plain('list', '--json')).stdout).labs).toMatchObject([
      { name: 'mine', vpcs: ['shop'] },
    ]);
    expect(await plain('end', 'mine')).toMatchObject({ exitCode: 0 });
    expect((await outer.shell('ls -d /tmp/vpcctl-labs-65534')).stdout).toBe('');
  });
});
