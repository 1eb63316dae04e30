import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { eventually } from '../../support/cli/gate.js';
import { ok } from '../../support/cli/vpcctl.js';
import { addPodman } from '../../support/containers/podman.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

/** The first time on a machine the packages are downloaded. */
const PATIENCE = 300_000;

let lab: Lab;
let empty: HostState;
beforeAll(async () => {
  lab = await startLab();
  await addPodman(lab);
  empty = await wholeHost(lab);
}, PATIENCE);
afterAll(async () => {
  await lab?.shell('podman rm --all --force -t 0');
  await lab?.stop();
});

it('docs/containers.md does what it shows, with a real podman', async () => {
  const demo = join(lab.packageRoot, 'dist', 'demo.cjs');
  const text = join(CHECKOUT, 'docs/containers.md');
  const { stdout, stderr } = await lab.run('node', [demo, '--inside', text]);
  expect(`${stdout.slice(stdout.lastIndexOf('\n\n')).trim()}${stderr}`).toMatch(
    /^(\d+) of \1 commands in \d+ steps did what/,
  );
});

/** Runs a line of shell that has to succeed. */
async function sh(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await lab.shell(line);
  expect({ line, exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return stdout;
}

const WELL = 'packets of all VPCs pass';

const answers = (address: string) =>
  eventually(async () => {
    const curl = `vpcctl exec shop web -- curl -s -m 2 http://${address}`;
    expect(await sh(curl)).toBe('hello from a container\n');
  });

// What the document says, and shows no command for. Its VPC and its containers are there.
describe('beside the document', () => {
  it('a container in an instance comes back after the host has restarted and was replayed', async () => {
    await sh('podman stop -t 0 web1');
    // The host has restarted: its namespaces, links and rules are gone.
    await sh('ip -all netns del; ip link del br-shop; nft flush ruleset');
    await ok(lab, 'replay');
    await sh('podman start web1');
    await answers('10.0.1.2');
  });

  it('the watcher attaches a container that restarts', async () => {
    await sh('podman start web2');
    await ok(lab, 'attach', 'shop', 'web', '--container', 'web2', '--engine', 'podman');
    const watcher = lab.start('sh', ['-c', 'exec vpcctl repair --watch --every 3600']);
    for (const line of ['podman restart -t 0 web2', 'podman stop -t 0 web2; podman start web2']) {
      await sh(line);
      // The namespace before may answer for a moment.
      await eventually(async () => expect((await lab.vpcctl('status')).stdout).toContain(WELL));
      await answers('10.0.1.3');
    }
    await watcher.stop();
    expect(await sh('vpcctl history -n 2 --oneline')).toMatch(/(.* in place of web2 .*\n){2}/);
  });

  it('has the policy of its subnet, and ports of the host', async () => {
    await ok(lab, 'forward', 'shop', 'web/web1,web/web2', '8080:80');
    const fetch = ['-s', '-m', '2', 'http://203.0.113.2:8080'];
    expect((await lab.internet('curl', fetch)).stdout).toBe('hello from a container\n');
    const closed = '{"subnet": "10.0.1.0/24", "ingress": []}';
    await sh(`echo '${closed}' >/run/closed.json; vpcctl apply-firewall shop web /run/closed.json`);
    expect((await lab.internet('curl', fetch)).stdout).toBe('');
    await ok(lab, 'undo');
  });

  it('has the resolv.conf of the host in an instance, and none without a network', async () => {
    const cat = 'busybox cat /etc/resolv.conf';
    const servers = (text: string) => text.match(/^nameserver .*$/gm);
    const inside = await sh(`podman run --rm --network ns:/run/netns/shop-web-web1 ${cat}`);
    expect(servers(inside)).toEqual(servers(await sh('cat /etc/resolv.conf')));
    const { stderr } = await lab.shell(`podman run --rm --network none ${cat}`);
    expect(stderr).toContain('No such file or directory');
    const { exitCode } = await lab.shell(
      `podman run --rm --network none --dns 198.51.100.8 ${cat}`,
    );
    expect(exitCode).not.toBe(0);
  });

  it('leaves nothing behind once its VPC is gone', async () => {
    await ok(lab, 'destroy', 'shop', '--yes');
    await sh('podman rm --all --force -t 0');
    expect(hostChanges(empty, await wholeHost(lab))).toEqual([]);
  });
});
