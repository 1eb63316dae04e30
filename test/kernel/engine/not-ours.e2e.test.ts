import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectUnchanged } from '../../support/chaos/unchanged.js';
import { eventually } from '../../support/cli/gate.js';
import { STORY } from '../../support/cli/tutorial.js';
import { ok, refusedInJson } from '../../support/cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../../support/lab/harness.js';
import type { HostState } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { few } from '../../support/run/few.js';

/** Why something is left is said before its name. */
const LEFT = 'left as it is, since vpcctl did not make it:';

let lab: Lab;
let before: HostState;
beforeEach(async () => {
  lab = await startLab();
  before = await wholeHost(lab);
  for (const args of STORY.slice(0, 3)) await ok(lab, ...args);
});
afterEach(() => lab.stop());

/** Runs a line of the shell, which must succeed. */
async function shell(line: string): Promise<string> {
  const result = await lab.shell(line);
  expect(result, line).toMatchObject({ exitCode: 0 });
  return result.stdout;
}

/** Runs vpcctl, which must succeed, and gives what it says that it left. */
async function leaves(...args: string[]): Promise<string[]> {
  const { exitCode, stderr } = await lab.vpcctl(...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
  return stderr
    .split('\n')
    .filter((line) => line.startsWith(LEFT))
    .map((line) => line.slice(LEFT.length + 1));
}

const entries = async () => (await shell('cat $VPCCTL_HOME/journal.ndjson')).split('\n').length;
const record = async () => JSON.parse(await shell('cat $VPCCTL_HOME/host.json'));

describe("an administrator's link with the name of ours", () => {
  const PORT = 'veth-vpc1-publi';
  const bridge = (name: string) => `ip link del ${name}; ip link add ${name} type bridge`;
  const veth = (name: string) =>
    `ip link del ${name}; ip link add ${name} type veth peer name theirs; ip link set ${name} alias mine`;

  const CASES = [
    ['delete-vpc vpc1', 'bridge br-vpc1', bridge('br-vpc1')],
    ['delete-vpc vpc1', 'bridge br-vpc1', veth('br-vpc1')],
    ['undo --to 0', 'bridge br-vpc1', bridge('br-vpc1')],
    ['delete-vpc vpc1', `veth ${PORT}`, bridge(PORT)],
    ['delete-vpc vpc1', `veth ${PORT}`, veth(PORT)],
    ['undo --to 0', `veth ${PORT}`, veth(PORT)],
  ] as const;
  it.each(few(CASES, 5))(
    '%s leaves %s, and deletes all objects of ours: %s',
    async (line, what, meddle) => {
      const [, name = ''] = what.split(' ');
      await shell(meddle);
      await shell(`ip addr add 192.0.2.1/24 dev ${name}; ip link set ${name} up`);
      const shown = await shell(`ip -4 addr show ${name}`);
      expect(await leaves(...line.split(' '))).toEqual([what]);
      expect(await shell(`ip -4 addr show ${name}`)).toBe(shown);
      await shell(`ip link del ${name}`);
      await expectUnchanged(lab, before);
    },
  );

  it('delete-subnet leaves it, and the VPC goes on', async () => {
    await shell(veth(PORT));
    expect(await leaves('delete-subnet', 'vpc1', 'public')).toEqual([`veth ${PORT}`]);
    await shell(`ip link del ${PORT}`);
    expect(await ok(lab, 'replay')).toContain('nothing to do');
  });

  it('is not built upon', async () => {
    const length = await entries();
    await shell(bridge('br-vpc1'));
    const error = await refusedInJson(lab, ['add-subnet', 'vpc1', 'third', '10.0.3.0/24']);
    expect(error).toMatchObject({ code: 'HOST_NOT_OURS', exitCode: 1 });
    expect(error.message).toContain('bridge br-vpc1 is there already');
    expect(await entries()).toBe(length);
    expect(await shell('ip -br link show master br-vpc1')).toBe('');
  });

  it('a change that fails because of it is rolled back and leaves it', async () => {
    await ok(lab, 'undo', '3');
    await shell('ip link add br-vpc1 type bridge');
    const { exitCode, stderr } = await lab.vpcctl('redo', '3');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toContain('File exists');
    expect(stderr).toContain(`${LEFT} bridge br-vpc1\n`);
    expect(stderr).not.toContain('rolling back failed');
    await shell('ip link del br-vpc1');
    await expectUnchanged(lab, before);
  });
});

describe("an administrator's namespace with the name of ours", () => {
  let running: Background;
  beforeEach(async () => {
    await shell('ip netns del vpc1-public; ip netns add vpc1-public');
    running = lab.start('ip', ['netns', 'exec', 'vpc1-public', 'sh', '-c', 'echo up; sleep 1000']);
    await eventually(() => expect(running.output()).toContain('up'));
  });
  const lives = async () => {
    expect((await shell('ip netns pids vpc1-public')).trim()).not.toBe('');
    await shell(
      'for pid in $(ip netns pids vpc1-public); do kill $pid; done; ip netns del vpc1-public',
    );
  };

  it.each(few(['delete-subnet vpc1 public --kill', 'delete-vpc vpc1 --kill', 'undo --to 0'], 2))(
    '%s leaves it, and the processes in it',
    async (line) => {
      expect(await leaves(...line.split(' '))).toEqual(['namespace vpc1-public']);
      await lives();
      if (line.startsWith('delete-subnet')) await ok(lab, 'delete-vpc', 'vpc1');
      await expectUnchanged(lab, before);
    },
  );

  it('replay does not mistake it for ours', async () => {
    const shown = await shell('ip -4 -n vpc1-public addr');
    const { exitCode, stdout } = await lab.vpcctl('replay', '--json');
    expect(exitCode).toBe(1);
    expect(stdout).toContain("there is a namespace vpc1-public already, and it is not vpcctl's");
    expect(await shell('ip -4 -n vpc1-public addr')).toBe(shown);
    expect((await lab.vpcctl('status')).stdout).toContain(
      'there is a namespace vpc1-public already',
    );
    await lives();
    await ok(lab, 'replay');
    expect(await ok(lab, 'replay')).toContain('nothing to do');
  });

  it('a redo that fails because of it is rolled back and leaves it', async () => {
    await leaves('undo', '2');
    const { exitCode, stderr } = await lab.vpcctl('redo', '2');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toContain(`${LEFT} namespace vpc1-public\n`);
    await lives();
    await ok(lab, 'redo', '2');
  });
});

describe('a namespace of ours is recognized', () => {
  it('where its name was mounted again', async () => {
    const server = lab.start('ip', [
      'netns',
      'exec',
      'vpc1-public',
      'sh',
      '-c',
      'echo up; sleep 1000',
    ]);
    await eventually(() => expect(server.output()).toContain('up'));
    await shell(
      'pid=$(ip netns pids vpc1-public | head -n1); ip netns del vpc1-public; ip netns attach vpc1-public $pid',
    );
    expect(await leaves('delete-vpc', 'vpc1')).toEqual([]);
    await expectUnchanged(lab, before);
  });

  it('by our veth pair in it, where the record was lost', async () => {
    await shell('rm $VPCCTL_HOME/host.json');
    expect(await leaves('delete-subnet', 'vpc1', 'public')).toEqual([]);
    expect(await leaves('delete-vpc', 'vpc1')).toEqual([]);
    await expectUnchanged(lab, before);
  });

  it('where the command was killed before it was recorded', async () => {
    await ok(lab, 'delete-vpc', 'vpc1');
    await ok(lab, ...(STORY[0] ?? []));
    const is = async () => (await shell('ls /run/netns')).includes('vpc1-public');
    for (let at = 1; !(await is()); at += 1) {
      await lab.shell(`VPCCTL_FAULT=${at} vpcctl ${STORY[1]?.join(' ')}`);
    }
    expect(await record()).toMatchObject({ namespaces: { 'vpc1-public': null } });
    expect((await lab.vpcctl('delete-vpc', 'vpc1')).stderr).not.toContain(LEFT);
    await expectUnchanged(lab, before);
  });

  it('although the record of an earlier boot is ignored', async () => {
    await shell(`sed -i 's/"boot":"[^"]*"/"boot":"before"/' $VPCCTL_HOME/host.json`);
    await shell('ip netns del vpc1-public; ip netns add vpc1-public');
    expect(await lab.vpcctl('replay')).toMatchObject({ exitCode: 1 });
    const { namespaces } = await record();
    expect(Object.keys(namespaces)).not.toContain('vpc1-public');
  });
});

it('the check of ownership starts no program, and one only where a link is not ours', async () => {
  await shell(
    `printf '#!/bin/sh\\necho >>/run/started\\nexec %s "$@"\\n' $(command -v ip) >/run/vpcctl-lab/bin/ip; ` +
      'chmod 755 /run/vpcctl-lab/bin/ip',
  );
  const env = { VPCCTL_EXECUTOR: 'programs' };
  const started = async (...args: string[]) => {
    await shell(': >/run/started');
    expect(await lab.vpcctlWith({ env }, ...args)).toMatchObject({ exitCode: 0 });
    return Number(await shell('wc -l </run/started'));
  };
  // Two of each read the addresses and the ways to the internet.
  expect(await started('add-subnet', 'vpc1', 'third', '10.0.3.0/24')).toBe(5);
  expect(await started('delete-subnet', 'vpc1', 'third')).toBe(3);
  await lab.shell('ip link del veth-vpc1-publi; ip link add veth-vpc1-publi type bridge');
  expect(await started('delete-subnet', 'vpc1', 'public')).toBe(4);
});
