import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/cli/gate.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

let lab: Lab;
let built: HostState;

beforeAll(async () => {
  lab = await startLab();
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'web', '10.0.1.0/24', '--type', 'public');
  await ok(lab, 'add-subnet', 'vpc1', 'db', '10.0.2.0/24');
  built = await wholeHost(lab);
});
afterAll(() => lab.stop());

describe('a container that was attached by its name', () => {
  const PATH = `/run/engines:${process.env['PATH']}`;
  const ENGINE = `#!/bin/sh
    for name; do :; done
    [ -e "/run/containers/$name" ] || { echo "Error: no such container $name" >&2; exit 125; }
    cat "/run/containers/$name"
    `;
  const vpcctl = (...args: string[]) => lab.vpcctlWith({ env: { PATH } }, ...args);
  let container: Background;

  /** Starts it, or starts it again: each time it has a namespace of its own. */
  async function run(): Promise<void> {
    await lab.shell('rm -f /run/containers/web');
    const script = 'echo $$ >/run/started; mv /run/started /run/containers/web; exec sleep 600';
    container = lab.start('unshare', ['--net', 'sh', '-c', script]);
    await eventually(async () =>
      expect((await lab.shell('test -e /run/containers/web')).exitCode).toBe(0),
    );
  }
  async function stop(): Promise<void> {
    await container.stop();
    await lab.shell('echo 0 >/run/containers/web');
  }

  /** From inside: the namespace before a restart goes on to answer, as long as it has a name. */
  const isConnected = async () => {
    const line = 'nsenter -t $(cat /run/containers/web) -n ping -q -c1 -W1 -I 10.0.1.2 10.0.2.1';
    return (await lab.shell(line)).exitCode === 0;
  };

  beforeAll(async () => {
    await lab.shell('mkdir -p /run/engines /run/containers');
    writeIn(lab, '/run/engines/podman', ENGINE);
    writeIn(lab, '/run/engines/docker', '#!/bin/sh\necho Error: No such container >&2; exit 1\n');
    await lab.shell('chmod 755 /run/engines/*');
    await run();
    expect(await vpcctl('attach', 'vpc1', 'web', '--container', 'web')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('web of podman, also after it restarts'),
    });
    expect(await isConnected()).toBe(true);
  });

  it('is no fault while it is stopped: status names it, and replay has nothing to do', async () => {
    await stop();
    expect(await vpcctl('status')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('container web of podman (vpc1/web/web) does not run'),
    });
    expect((await vpcctl('replay')).stdout).toContain('nothing to do');
  });

  it('is attached by the watcher as soon as it runs again', async () => {
    const line = 'exec vpcctl repair --watch --every 3600 >/run/watched 2>&1';
    const watcher = lab.start('sh', ['-c', `PATH=/run/engines:$PATH; ${line}`]);
    await run();
    await eventually(async () => expect(await isConnected()).toBe(true));
    // Now it restarts under the watcher's eyes.
    await stop();
    await run();
    await eventually(async () => expect(await isConnected()).toBe(true));
    await watcher.stop();
    expect(await vpcctl('status')).toMatchObject({ exitCode: 0 });
  });

  it('is attached by replay when the host has restarted', async () => {
    await stop();
    await lab.shell('ip netns del vpc1-web-web; ip netns del vpc1-web; nft flush ruleset; true');
    await run();
    expect((await vpcctl('status')).exitCode).toBe(1);
    expect(await vpcctl('replay')).toMatchObject({ exitCode: 0 });
    expect(await isConnected()).toBe(true);
    expect((await vpcctl('status')).exitCode).toBe(0);
    await ok(lab, 'detach', 'vpc1', 'web', 'web');
    await container.stop();
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });
});
