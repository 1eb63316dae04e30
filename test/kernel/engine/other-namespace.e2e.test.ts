import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { STORY } from '../../support/cli/tutorial.js';
import { json, ok, parse } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { hostState } from '../../support/lab/host-state.js';

let lab: Lab;
const labs: Lab[] = [];
const start = async (): Promise<Lab> => {
  const started = await startLab();
  labs.push(started);
  return started;
};
async function stop(): Promise<void> {
  for (const each of labs.splice(0)) await each.stop();
}

/** Each test has a lab of its own. */
function inItsOwnLab(): void {
  beforeEach(async () => {
    lab = await start();
  });
  afterEach(stop);
}

/** Runs a line of the shell, which must succeed. */
async function shell(line: string, where = lab): Promise<string> {
  const result = await where.shell(line);
  expect(result, line).toMatchObject({ exitCode: 0 });
  return result.stdout;
}

const journal = () => shell('cat $VPCCTL_HOME/journal.ndjson');
const inode = (path: string) => shell(`stat -Lc %i ${path}`);

/** A host of its own in the lab: its network, processes and names end with it. The state directory is the lab's. */
const container = (line: string) =>
  `unshare --net --mount --pid --fork --kill-child --mount-proc sh -ec '
    mount -t tmpfs none /run/netns; mount -t sysfs none /sys; ip link add eth0 type veth peer name eth0-far; ${line}'`;

async function build(): Promise<void> {
  for (const args of STORY.slice(0, 3)) await ok(lab, ...args);
  await shell('ip netns add other; ip -n other link set lo up');
}

describe('from another network namespace nothing is changed by', () => {
  // A refused command leaves nothing, so that one lab serves them all.
  beforeAll(async () => {
    lab = await start();
    await build();
  });
  afterAll(stop);

  const [OTHER, SUBNET] = ['ip netns exec other', 'vpcctl exec vpc1 public --'];
  it.each([
    [OTHER, 'delete-vpc vpc1'],
    [OTHER, 'replay'],
    [OTHER, 'undo'],
    [OTHER, 'redo'],
    [OTHER, 'revert 2'],
    [OTHER, 'backend set nftables'],
    [OTHER, 'create-vpc vpc9 10.9.0.0/16'],
    [OTHER, 'confirm'],
    [OTHER, 'attach vpc1 public --netns other'],
    [OTHER, 'forward vpc1 public 80:80'],
    [SUBNET, 'delete-vpc vpc1'],
    [SUBNET, 'replay'],
  ])('%s vpcctl %s', async (enter, line) => {
    const [before, entries] = [await hostState(lab), await journal()];
    const result = await lab.shell(`${enter} vpcctl ${line}`);
    const here = (await inode('/proc/self/ns/net')).trim();
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toContain(`the VPCs are in network namespace ${here} (process `);
    expect(result.stderr).toContain(`-n vpcctl ${line}\n`);
    expect(await journal()).toBe(entries);
    expect(await hostState(lab)).toEqual(before);
  });
});

describe('from another network namespace', () => {
  inItsOwnLab();
  beforeEach(build);

  it('an interrupted command is not rolled back, and the torn tail stays', async () => {
    await lab.shell('VPCCTL_FAULT=6 vpcctl add-subnet vpc1 third 10.0.3.0/24');
    await shell('printf \'{"seq":\' >>$VPCCTL_HOME/journal.ndjson');
    const [before, entries] = [await hostState(lab), await journal()];
    expect(await lab.shell('ip netns exec other vpcctl replay')).toMatchObject({ exitCode: 1 });
    expect(await journal()).toBe(entries);
    expect(await hostState(lab)).toEqual(before);
    await ok(lab, 'replay');
  });

  it('the namespace is also found by its name, and the next step works', async () => {
    await shell('touch /run/netns/main; mount --bind /proc/self/ns/net /run/netns/main');
    const { stdout } = await lab.shell('ip netns exec other vpcctl delete-vpc vpc1 --json');
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code: 'HOST_OTHER_NAMESPACE', exitCode: 1 });
    expect(error.message).toMatch(
      /\(named main; process \d+ is in it\), .* runs in other \(\d+\)$/,
    );
    const [next = ''] = error.hints;
    await shell(`ip netns exec other sh -c '${next.replace(/^run it there: /, '')}'`);
    expect(await ok(lab, 'list')).toContain('no VPCs');
    await shell('umount /run/netns/main; rm /run/netns/main');
  });

  it('status says where the VPCs are, and does not advise replay', async () => {
    const output = await shell('ip netns exec other vpcctl status --json --exit-code=false');
    expect(parse(statusOutputSchema, output)).toMatchObject({
      matches: null,
      problem: expect.stringContaining('the VPCs are in network namespace'),
    });
    expect(await shell('ip netns exec other vpcctl list')).toContain('vpc1');
    expect(await shell('ip netns exec other vpcctl status --exit-code=false')).not.toContain(
      'replay',
    );
  });

  it('commands work where the journal has no resources left', async () => {
    await ok(lab, 'delete-vpc', 'vpc1');
    await shell('ip netns exec other vpcctl create-vpc vpc2 10.9.0.0/16');
    expect((await lab.vpcctl('delete-vpc', 'vpc2')).stderr).toContain('named other');
    await shell('ip netns exec other vpcctl delete-vpc vpc2');
  });

  it('commands work after the user gave the VPCs up, as the second hint says', async () => {
    await shell('rm $VPCCTL_HOME/host.json');
    await shell('ip netns exec other ip link add eth0 type veth peer name eth0-far');
    expect((await lab.shell('ip netns exec other vpcctl delete-vpc vpc1')).exitCode).toBe(0);
  });

  it('commands work after a restart of the host', async () => {
    // Another boot id, and the namespace of before is anything.
    await shell(`sed -i 's/"boot":"[^"]*"/"boot":"before"/' $VPCCTL_HOME/host.json`);
    await shell('ip netns del vpc1-public; ip netns del vpc1-private; ip link del br-vpc1');
    await shell('ip netns exec other ip link add eth0 type veth peer name eth0-far');
    await shell('ip netns exec other vpcctl replay');
    await shell('ip netns exec other vpcctl delete-vpc vpc1');
  });
});

describe('another host', () => {
  inItsOwnLab();

  it('a container as a host of its own can be restarted', async () => {
    const first = STORY.slice(0, 3).map((args) => `vpcctl ${args.join(' ')};`);
    await shell(container(`${first.join(' ')} stat -Lc %i /proc/self/ns/net`));
    // Inodes are given out again: this one takes what the container had.
    await shell('ip netns add taken');
    await shell(
      container('vpcctl replay; ip netns | grep vpc1-public; vpcctl delete-subnet vpc1 public'),
    );
    await shell(container('vpcctl replay; vpcctl delete-vpc vpc1; test -z "$(ls /run/netns)"'));
  });

  it('a state directory and a journal can move to another host', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'vpcctl-moved-'));
    try {
      for (const args of STORY.slice(0, 3)) await ok(lab, ...args);
      await shell(
        `cp -a $VPCCTL_HOME ${directory}/state; vpcctl journal export ${directory}/export`,
      );
      const [copied, imported] = [await start(), await start()];
      await shell(`cp -a ${directory}/state $VPCCTL_HOME`, copied);
      await ok(imported, 'journal', 'import', `${directory}/export`);
      for (const each of [copied, imported]) {
        await ok(each, 'replay');
        expect(await json(each, statusOutputSchema, 'status')).toMatchObject({ matches: true });
        await ok(each, 'delete-vpc', 'vpc1');
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
