import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vpcOutputSchema } from '../../../src/schemas/vpc.js';
import { echo, type Place, progress, stream } from '../../support/backend/traffic.js';
import { eventually } from '../../support/cli/gate.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

const PORT = 8080;
const POLICY = {
  subnet: '10.0.2.0/24',
  ingress: [{ action: 'allow', protocol: 'tcp', port: PORT, source: 'sg:shop/web' }],
};
const BUILD = [
  'create-vpc shop 10.0.0.0/16',
  'add-subnet shop web 10.0.1.0/24 --type public',
  'add-instance shop web w1',
  'add-subnet shop db 10.0.2.0/24',
  'attach shop web --netns box',
  'apply-firewall shop db /run/policy.json',
  'create-vpc office 10.1.0.0/16',
  'add-subnet office desk 10.1.1.0/24',
  'peer office shop',
  `forward shop web/w1 ${PORT}:${PORT}`,
  'shape shop web/w1 --rate 50mbit',
  'shape shop db --rate 50mbit',
];
const RENAMES = [
  ['shop/web/w1', 'front'],
  ['shop/web/box', 'crate'],
  ['shop/db', 'data'],
  ['shop/web', 'pages'],
  ['shop', 'mall'],
  ['office', 'shop-2'],
] as const;

describe.each(['nftables', 'iptables-legacy'])('a rename, beside %s,', (backend) => {
  let lab: Lab;
  let bare: HostState;
  let built: HostState;
  let streams: Background[];
  const started: Background[] = [];
  const run = (program: Background) => {
    started.push(program);
    return program;
  };
  beforeAll(async () => {
    lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
    await lab.shell('ip netns add box');
    bare = await wholeHost(lab);
    writeIn(lab, '/run/policy.json', JSON.stringify(POLICY));
    for (const line of BUILD) await ok(lab, ...line.split(' '));
    built = await wholeHost(lab);
    const at = (namespace: string): Place => ({ namespace });
    run(echo(lab, at('shop-db'), '10.0.2.1', PORT));
    run(echo(lab, at('shop-web-w1'), '10.0.1.2', PORT));
    run(echo(lab, at('shop-web'), '10.0.1.1', PORT));
    run(echo(lab, at('box'), '10.0.1.3', PORT));
    run(echo(lab, 'internet', '198.51.100.8', PORT));
    streams = (
      [
        [at('shop-web'), '10.0.2.1'],
        [at('box'), '10.0.1.1'],
        [at('shop-web-w1'), '198.51.100.8'],
        [at('office-desk'), '10.0.1.3'],
        ['internet', '203.0.113.2'],
      ] as const
    ).map(([from, to]) => run(stream(lab, from, to, PORT)));
    await goOn();
  }, 120_000);
  afterAll(async () => {
    await Promise.all(started.map((program) => program.stop()));
    await lab?.stop();
  });

  /** Waits until each connection has got further. */
  async function goOn(): Promise<void> {
    const before = streams.map(progress);
    await eventually(() => {
      streams.forEach((program, i) => {
        expect(progress(program), program.output().slice(-300)).toBeGreaterThan(before[i] ?? 0);
      });
    });
  }
  const expectBuilt = async () => expect(hostChanges(built, await wholeHost(lab))).toEqual([]);

  it('of each kind ends no connection and no process, and leaves the host as it is', async () => {
    for (const [place, to] of RENAMES.slice(0, -1)) {
      const [, subnet = '', instance] = place.split('/');
      // `web` has got another name only after its instances.
      expect(instance === undefined || subnet === 'web').toBe(true);
      await ok(lab, 'rename', place, to);
      await goOn();
    }
    await ok(lab, 'rename', 'office', 'work');
    await goOn();
    await expectBuilt();
    expect(await ok(lab, 'replay')).toBe('The host matches the journal: nothing to do\n');
  });

  it('lets commands go by the new names: exec, reach, a policy, a forward', async () => {
    const look = ['--', 'ip', '-br', '-4', 'addr'];
    const { stdout } = await lab.vpcctl('exec', 'mall', 'pages/front', ...look);
    expect(stdout).toContain('10.0.1.2/24');
    expect(await ok(lab, 'show', 'mall/pages/front')).toContain('namespace shop-web-w1');
    expect(await ok(lab, 'show', 'mall/data')).toContain('from sg:mall/pages');
    const asked = await ok(lab, 'reach', 'mall/pages', 'mall/data:8080', '--probe');
    expect(asked).toContain('The probe agrees');
    expect(await ok(lab, 'reach', 'work/desk', 'mall/pages/crate:9090', '--probe')).toContain(
      'The probe agrees',
    );
    await ok(lab, 'shape', 'mall', 'pages/front', '--rate', '60mbit');
    await ok(lab, 'undo');
    await goOn();
    await expectBuilt();
  });

  it('leaves the old name to another VPC, which shares nothing with the first', async () => {
    await ok(lab, 'create-vpc', 'shop', '10.0.0.0/16');
    await ok(lab, 'add-subnet', 'shop', 'web', '10.0.1.0/24');
    await ok(lab, 'add-instance', 'shop', 'web', 'w1', '--ip', '10.0.1.9');
    await ok(lab, 'shape', 'shop', 'web/w1', '--rate', '1mbit');
    const { subnets } = await json(lab, vpcOutputSchema, 'show', 'shop');
    expect(subnets.map(({ namespace }) => namespace)).toEqual(['shop-web-2']);
    const ping = await lab.vpcctl('exec', 'mall', 'pages', '--', 'ping', '-c1', '-W1', '10.0.1.9');
    expect(ping.exitCode).not.toBe(0);
    await goOn();
    await ok(lab, 'delete-vpc', 'shop');
    await goOn();
    await expectBuilt();
  });

  it('is undone and redone beside open connections, and repaired under the new name', async () => {
    await ok(lab, 'undo', '5');
    await ok(lab, 'undo', '--to', String(BUILD.length));
    expect(await ok(lab, 'list', '-q')).toBe('shop\noffice\n');
    await goOn();
    await ok(lab, 'redo', String(RENAMES.length));
    expect(await ok(lab, 'list', '-q')).toBe('mall\nwork\n');
    await goOn();
    await expectBuilt();
    await lab.shell('ip link del veth-shop-db');
    expect(await ok(lab, 'replay')).toContain('Made the host match the journal');
    await expectBuilt();
  });

  it('leaves nothing behind when all is deleted by the new names', async () => {
    await ok(lab, 'delete-vpc', 'mall', 'work');
    await Promise.all(started.map((program) => program.stop()));
    expect(hostChanges(bare, await wholeHost(lab))).toEqual([]);
    await ok(lab, 'undo');
    expect(await ok(lab, 'show', 'mall/pages/front')).toContain('namespace shop-web-w1');
    await expectBuilt();
  });
});
