import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema } from '../../../src/schemas/change.js';
import { subnetOutputSchema } from '../../../src/schemas/vpc.js';
import { eventually } from '../../support/cli/gate.js';
import { json, ok, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { withoutPlugin } from '../../support/plugins/package.js';
import { type End, throughput } from '../../support/plugins/throughput.js';

const WEB: End = { namespace: 'vpc1-public', address: '10.0.1.1' };
const DB: End = { namespace: 'vpc1-private', address: '10.0.2.1' };
const RATE = 20e6;
const BYTES = 4e6;
const PORTS = { in: 9001, out: 9002 };

const DAMAGE: readonly (readonly [what: string, script: string])[] = [
  ['the qdisc of the port', 'tc qdisc del dev veth-vpc1-publi root'],
  ['another rate', 'tc qdisc replace dev veth-vpc1-publi root tbf rate 1mbit burst 4k latency 1s'],
  ['a qdisc of another program', 'tc qdisc replace dev veth-vpc1-publi root htb'],
  ['what leads to the device', 'tc qdisc del dev veth-vpc1-publi ingress'],
  ['the filter that does', 'tc filter del dev veth-vpc1-publi ingress'],
  ['the device', 'ip link del ifb-vpc1-public'],
  ['the qdisc of the device', 'tc qdisc del dev ifb-vpc1-public root'],
  ['the device being up', 'ip link set ifb-vpc1-public down'],
  ['the port itself', 'ip link del veth-vpc1-publi'],
];

describe.each(['nftables', 'iptables-legacy'])('beside %s', (backend) => {
  let lab: Lab;
  let bare: HostState;
  let built: HostState;
  let shaped: HostState;
  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    bare = await wholeHost(lab);
    await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
    await ok(lab, 'add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public');
    await ok(lab, 'add-subnet', 'vpc1', 'private', '10.0.2.0/24');
    built = await wholeHost(lab);
  });
  afterAll(() => lab.stop());

  const tc = async (...args: string[]) => (await lab.run('tc', args)).stdout;
  /** One after the other: each carries the other's acknowledgements. */
  const both = async (bytes: number) => [
    await throughput(lab, DB, WEB, bytes, PORTS.in),
    await throughput(lab, WEB, DB, bytes, PORTS.out),
  ];
  const same = async (expected: HostState) =>
    expect(hostChanges(expected, await wholeHost(lab))).toEqual([]);

  // What is limited, and how, is the same beside any driver: the other one gets what touches its rules.
  it('is kept within a tenth, in each direction', async () => {
    expect(await ok(lab, 'shape', 'vpc1', 'public', '--rate', '20mbit')).toContain('20mbit');
    shaped = await wholeHost(lab);
    expect(await tc('qdisc', 'show', 'dev', 'veth-vpc1-public')).toMatch(/tbf.*rate 20Mbit/);
    // A busy machine is slower, not faster.
    if (backend !== 'nftables') return;
    await eventually(async () => {
      for (const rate of await both(BYTES)) {
        expect(rate).toBeLessThan(RATE * 1.1);
        expect(rate).toBeGreaterThan(RATE * 0.9);
      }
    });
  });

  if (backend === 'nftables') {
    it('is in the output of show, also in JSON', async () => {
      expect(await ok(lab, 'show', 'vpc1/public')).toMatch(/shaping +in and out 20mbit, burst/);
      const { fields } = await json(lab, subnetOutputSchema, 'show', 'vpc1/public');
      expect(fields).toMatchObject([{ feature: 'shaping', value: { in: { rate: RATE } } }]);
      expect(await ok(lab, 'show', 'vpc1/private')).not.toContain('shaping');
    });
  }

  // What is limited, and how, is the same beside any backend; what else is on a port is not.
  it.each(backend === 'nftables' ? DAMAGE : DAMAGE.slice(-1))(
    'replay fixes %s',
    async (_, damage) => {
      expect(await lab.shell(damage)).toMatchObject({ exitCode: 0 });
      expect(await ok(lab, 'replay', '--dry-run')).toContain('vpc1/public');
      await ok(lab, 'replay');
      await same(shaped);
      expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
    },
  );

  if (backend === 'nftables') {
    it('leaves qdiscs on other ports alone', async () => {
      await lab.shell('tc qdisc add dev veth-vpc1-priva root tbf rate 1gbit burst 1mb latency 1s');
      expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
      await lab.shell('tc qdisc del dev veth-vpc1-priva root');
    });

    it('can be removed in one direction, and changed in the other', async () => {
      await ok(lab, 'unshape', 'vpc1', 'public', '--direction', 'out');
      await ok(lab, 'shape', 'vpc1', 'public', '--rate', '1mbit', '--direction', 'in');
      const qdiscs = await tc('qdisc');
      expect(qdiscs).toMatch(/tbf.* dev veth-vpc1-publi .*rate 1Mbit/);
      expect(qdiscs).not.toMatch(/ingress|ifb/);
      expect((await refused(lab, ['unshape', 'vpc1', 'public', '--direction', 'out'])).code).toBe(
        'SHAPE_NONE',
      );
      await ok(lab, 'undo', '2');
      await same(shaped);
    });
  }

  it('is undone and redone; without the limit traffic is fast again', async () => {
    await ok(lab, 'undo');
    await same(built);
    await ok(lab, 'redo');
    await same(shaped);
    const { commands } = await json(lab, changeOutputSchema, 'unshape', 'vpc1', 'public');
    expect(commands.join('\n')).toContain('qdisc del dev veth-vpc1-publi root');
    await same(built);
    if (backend !== 'nftables') return;
    await eventually(async () => {
      for (const rate of await both(4 * BYTES)) expect(rate).toBeGreaterThan(RATE * 2);
    });
  });

  it('replaces a qdisc that was set by hand', async () => {
    await lab.shell('tc qdisc add dev veth-vpc1-public root tbf rate 1mbit burst 4k latency 1s');
    await ok(lab, 'shape', 'vpc1', 'public', '--rate', '20mbit');
    await same(shaped);
  });

  if (backend === 'nftables') {
    it('names a missing kernel module, and is unchanged', async () => {
      const slow = ['shape', 'vpc1', 'public', '--rate', '20mbit', '--delay', '1ms'];
      const result = await lab.vpcctl(...slow);
      if (result.exitCode === 0) {
        expect(await tc('qdisc', 'show', 'dev', 'veth-vpc1-public')).toMatch(/netem.*delay 1ms/);
        expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
        await ok(lab, 'undo');
      } else {
        expect(result.stderr).toContain('the kernel lacks sch_netem: modprobe sch_netem');
      }
      await same(shaped);
    });

    it('applies to a single instance, and is deleted with it', async () => {
      await ok(lab, 'add-instance', 'vpc1', 'public', 'web1');
      const before = await wholeHost(lab);
      await ok(lab, 'shape', 'vpc1', 'public/web1', '--rate', '5mbit');
      expect(await ok(lab, 'show', 'vpc1/public/web1')).toContain('5mbit');
      expect((await tc('qdisc')).match(/tbf.* rate 5Mbit/g)).toHaveLength(2);
      expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
      await ok(lab, 'undo');
      await same(before);
      await ok(lab, 'redo');
      await ok(lab, 'delete-instance', 'vpc1', 'public', 'web1');
      await same(shaped);
    });

    it('stays in the journal where the plugin is missing, and changes nothing then', async () => {
      const vpcctl = withoutPlugin(lab, '@vpcctl/shaping');
      expect((await lab.shell(`${vpcctl} --help`)).stdout).not.toContain('shape');
      expect((await lab.shell(`${vpcctl} history`)).stdout).toContain('shaping.set');
      const replay = await lab.shell(`${vpcctl} replay`);
      expect(replay.exitCode).toBe(1);
      expect(replay.stderr).toContain('@vpcctl/shaping is a part of vpcctl: install vpcctl again');
      await same(shaped);
      expect(await ok(lab, 'replay', '--dry-run')).toContain('nothing to do');
    });
  }

  it('is deleted with the subnet, comes back with it, and leaves nothing', async () => {
    await ok(lab, 'delete-subnet', 'vpc1', 'public');
    expect(await tc('qdisc')).not.toMatch(/tbf|ingress|ifb/);
    await ok(lab, 'undo');
    await same(shaped);
    await ok(lab, 'delete-vpc', 'vpc1');
    await same(bare);
  });
});
