import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { type Lab, startLab, USERS } from '../../support/lab/harness.js';
import { hostChanges, hostState } from '../../support/lab/host-state.js';

const EXAMPLES = readdirSync(join(CHECKOUT, 'examples')).filter((name) =>
  existsSync(join(CHECKOUT, 'examples', name, 'net.yaml')),
);

/** A copy of the examples that every user may read. */
let directory: string;
let lab: Lab;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vpcctl-examples-'));
  chmodSync(directory, 0o755);
  for (const name of EXAMPLES) {
    cpSync(join(CHECKOUT, 'examples', name), join(directory, name), { recursive: true });
  }
  const [user] = USERS;
  lab = await startLab({ ...(user && { user }) });
});
afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true });
});

/** Plays the commands of an example's README, and says what they did, from the last lines. */
async function play(name: string): Promise<string> {
  const demo = join(lab.packageRoot, 'dist', 'demo.cjs');
  const readme = join(directory, name, 'README.md');
  const { stdout, stderr } = await lab.run('node', [demo, '--inside', readme]);
  return `${stdout.slice(stdout.lastIndexOf('\n\n')).trim()}${stderr}`;
}

describe('an example', () => {
  it.each(EXAMPLES)('%s does what its README shows, and leaves nothing behind', async (name) => {
    const before = await hostState(lab);
    expect(await play(name)).toMatch(/^(\d+) of \1 commands in \d+ steps did what/);
    expect(hostChanges(before, await hostState(lab))).toEqual([]);
  });
});

describe('the mobile client of bad-link', () => {
  it('has delay where the kernel knows it; elsewhere the apply is rolled back', async () => {
    const bad = join(directory, 'bad-link');
    const both = ['-f', join(bad, 'net.yaml'), '-f', join(bad, 'mobile.yaml')];
    const qdisc = ['add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'];
    const { exitCode } = await lab.run('tc', ['qdisc', ...qdisc]);
    if (exitCode === 0) await lab.run('tc', ['qdisc', 'del', 'dev', 'lo', 'root']);
    const applied = await lab.vpcctl('apply', ...both, '--yes');
    if (exitCode === 0) {
      expect(applied).toMatchObject({ exitCode: 0, stderr: '' });
      const ping = ['-c', '20', '-i', '0.1', '10.90.1.1'];
      const inside = ['netns', 'exec', 'links-clients-mobile', 'ping'];
      const { stdout } = await lab.run('ip', [...inside, ...ping]);
      expect(stdout).toMatch(/min\/avg\/max\/mdev = 1[5-9]\d\./);
    } else {
      expect(applied.exitCode).toBe(1);
      expect(applied.stderr).toContain('the kernel lacks sch_netem: modprobe sch_netem');
      expect((await lab.vpcctl('list')).stdout).not.toContain('links');
    }
  });
});
