import { environmentOf } from '@vpcctl/sdk/lab';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { reachOutputSchema } from '../../../src/schemas/reach.js';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { eventually } from '../../support/cli/gate.js';
import { ok, parse } from '../../support/cli/vpcctl.js';
import { BACKEND, type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16', '--interface', 'eth0');
  await ok(lab, 'add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public');
  await ok(lab, 'add-subnet', 'vpc1', 'private', '10.0.2.0/24');
  await shell(
    'ip link add ts0 type veth peer name ts1; ip link set ts0 up; ip link set ts1 up; ip link add ex0 type veth peer name ex1',
  );
});
afterAll(() => lab.stop());

async function shell(line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await lab.shell(line);
  expect({ line, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({
    ...{ line, exitCode: 0, stderr: '' },
  });
  return stdout;
}

async function status(executor = '') {
  const env = { PATH: environmentOf(lab.pid)?.['PATH'] ?? '', VPCCTL_EXECUTOR: executor };
  const { exitCode, stdout } = await lab.vpcctlWith({ env }, 'status', '--json');
  return { exitCode, ...parse(statusOutputSchema, stdout) };
}

const INSIDE = ['vpc1/private', '10.0.1.1'] as const;
const OUT = ['vpc1/public', '198.51.100.8'] as const;
const FROM_HOST = ['host', '10.0.1.1'] as const;

/** Whether a real ping is answered. */
async function pings([from, to]: readonly [string, string]): Promise<boolean> {
  const inside = from === 'host' ? [] : ['ip', 'netns', 'exec', from.replace('/', '-')];
  const [program = '', ...words] = [...inside, 'ping', '-c1', '-W1', to];
  return (await lab.run(program, words)).exitCode === 0;
}

async function reaches([from, to]: readonly [string, string]): Promise<boolean> {
  const { stdout } = await lab.vpcctl('reach', from, to, '--json');
  return parse(reachOutputSchema, stdout).reachable;
}

interface Sabotage {
  readonly what: string;
  readonly breaks: string;
  readonly repairs: string;
  /** Packets that then do not arrive. */
  readonly stops: readonly (readonly [string, string])[];
  readonly passes: readonly (readonly [string, string])[];
  readonly says: RegExp;
  readonly program?: string;
  /** Whether the host then has to be changed, too: an uplink came. */
  readonly drifts?: true;
  /** Whether ip is asked as well, and has to say the same. */
  readonly byPrograms?: true;
}

const BRIDGED = 'net.bridge.bridge-nf-call-iptables';

const SABOTAGES: readonly Sabotage[] = [
  {
    what: 'a rule and a table of a VPN take private addresses',
    breaks: 'ip route add 10.0.0.0/8 dev ts0 table 52; ip rule add pref 5270 lookup 52',
    repairs: 'ip rule del pref 5270; ip route flush table 52',
    stops: [INSIDE, OUT, FROM_HOST],
    passes: [],
    says: /^routing rule 5270 sends packets to 10\.0\.0\.0\/8 to ts0 \(table 52\)/,
    program: 'tailscale',
  },
  {
    what: 'a table has a route for one subnet, which the kernel is not asked about',
    breaks: 'ip route add 10.0.2.0/24 dev ts0 table 77; ip rule add pref 100 lookup 77',
    repairs: 'ip rule del pref 100; ip route flush table 77',
    stops: [['vpc1/public', '10.0.2.1']],
    passes: [FROM_HOST],
    says: /^routing rule 100 sends packets to 10\.0\.2\.0\/24 to ts0 \(table 77\)/,
  },
  {
    what: 'a rule forbids what comes from a subnet',
    breaks: 'ip rule add pref 90 from 10.0.2.0/24 prohibit',
    repairs: 'ip rule del pref 90',
    stops: [INSIDE],
    passes: [OUT, FROM_HOST],
    says: /^routing rule 90 .* nowhere \(prohibit\)/,
    byPrograms: true,
  },
  {
    what: 'the uplink is down',
    breaks: 'ip link set eth0 down',
    repairs: 'ip link set eth0 up; ip route add default via 203.0.113.1 dev eth0; vpcctl replay',
    stops: [OUT],
    passes: [INSIDE, FROM_HOST],
    says: /^eth0, the uplink of vpc1, is down$/,
  },
  {
    what: 'another interface has the default route now',
    breaks: 'ip route add default dev ts0 table 51820; ip rule add pref 60 lookup 51820',
    repairs: 'ip rule del pref 60; ip route flush table 51820',
    stops: [OUT, INSIDE, FROM_HOST],
    passes: [],
    says: /would leave by ts0 \(table 51820\), but its uplink is eth0$/,
    program: 'wg-quick',
    drifts: true,
    byPrograms: true,
  },
  {
    what: 'a hardening turns forwarding of the uplink off',
    breaks: 'sysctl -qw net.ipv4.conf.eth0.forwarding=0',
    repairs: 'sysctl -qw net.ipv4.conf.eth0.forwarding=1',
    stops: [OUT],
    passes: [INSIDE],
    says: /^forwarding is off for eth0, the uplink of vpc1$/,
    program: 'a hardening of the host, such as CIS, or systemd-networkd',
  },
  {
    what: 'another program masquerades without naming an interface, under br_netfilter',
    breaks: `sysctl -qw ${BRIDGED}=1; iptables -t nat -A POSTROUTING -j MASQUERADE`,
    repairs: `sysctl -qw ${BRIDGED}=0; iptables -t nat -F`,
    stops: [INSIDE],
    passes: [FROM_HOST],
    says: /^a rule in iptables-nft nat POSTROUTING changes the source of packets within vpc1/,
  },
  {
    what: 'a filter of another program drops what goes to a workload',
    breaks: `nft add table inet other; nft 'add chain inet other c { type filter hook forward priority 0; }'
      nft add rule inet other c ip daddr 10.0.2.1 drop`,
    repairs: 'nft delete table inet other',
    stops: [['vpc1/public', '10.0.2.1']],
    passes: [OUT, FROM_HOST],
    says: /^a rule in nftables inet other c drops packets of vpc1 to 10\.0\.2\.1\/32$/,
    byPrograms: true,
  },
  {
    what: 'the table of the VPC has a blackhole of another program',
    breaks: 'ip route add blackhole 10.0.1.1 table 7001',
    repairs: 'ip route del blackhole 10.0.1.1 table 7001',
    stops: [INSIDE],
    passes: [FROM_HOST],
    says: /^a route of another program in table 7001, that of vpc1, sends packets to 10\.0\.1\.1/,
    byPrograms: true,
  },
  {
    what: 'a fixed entry of the bridge is for the host',
    breaks: `mac=$(ip -n vpc1-public -j link show veth-ns-public | grep -o '"address":"[^"]*' | cut -d'"' -f4)
      bridge fdb del $mac dev veth-vpc1-publi master 2>&-; bridge fdb replace $mac dev br-vpc1 self local`,
    repairs: `mac=$(ip -n vpc1-public -j link show veth-ns-public | grep -o '"address":"[^"]*' | cut -d'"' -f4)
      bridge fdb del $mac dev br-vpc1 self; vpcctl replay`,
    stops: [INSIDE, FROM_HOST],
    passes: [],
    says: /^a fixed entry of br-vpc1 sends frames for vpc1\/public to br-vpc1/,
    byPrograms: true,
  },
  {
    what: 'a permanent neighbour entry has a wrong MAC',
    breaks: 'ip neigh replace 10.0.1.1 lladdr 02:00:00:00:00:99 dev br-vpc1 nud permanent',
    repairs: 'ip neigh del 10.0.1.1 dev br-vpc1',
    stops: [INSIDE, OUT, FROM_HOST],
    passes: [],
    says: /^a fixed neighbour entry sends packets for vpc1\/public to 02:00:00:00:00:99/,
  },
];

it('nothing hinders a new VPC, for netlink and for programs', async () => {
  for (const executor of ['', 'programs']) {
    expect(await status(executor)).toMatchObject({
      ...{ exitCode: 0, matches: true, passes: true, hindrances: [] },
    });
  }
});

describe.each(SABOTAGES)('where $what', (sabotage) => {
  const { breaks, repairs, stops, passes, says, program, drifts, byPrograms } = sabotage;
  it('status names it, and reach says what packets meet', async () => {
    await shell(breaks);
    onTestFinished(() => shell(`{ ${repairs}; } 2>/dev/null || :`).then(() => {}));
    const found = await status();
    expect(found).toMatchObject({ exitCode: 1, matches: drifts !== true, passes: false });
    const one = found.hindrances.find((hindrance) => says.test(hindrance.says));
    expect(one, JSON.stringify(found.hindrances)).toBeDefined();
    if (program !== undefined) expect(one?.program).toBe(program);
    const flows = [...stops, ...passes];
    const answered = await Promise.all(flows.map(pings));
    expect(answered).toEqual([...stops.map(() => false), ...passes.map(() => true)]);
    // One of each kind: all are asked in the same way.
    for (const [flow] of [stops, passes]) {
      if (flow !== undefined) expect(await reaches(flow)).toBe(answered[flows.indexOf(flow)]);
    }
    if (byPrograms) expect((await status('programs')).hindrances).toEqual(found.hindrances);
    await shell(repairs);
    expect(await status()).toMatchObject({ exitCode: 0, hindrances: [] });
  });
});

it('what does not hinder is not named', async () => {
  // A throw route sends packets on; a rule with an outgoing interface is for the host's own.
  await shell(`ip route add 10.0.0.0/8 dev ts0 table 52; ip route add throw 10.0.0.0/16 table 52
    ip rule add pref 5270 lookup 52; ip rule add pref 5271 oif ts0 prohibit
    ip rule add pref 5272 fwmark 0x80000/0xff0000 unreachable
    iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE; sysctl -qw ${BRIDGED}=1`);
  expect(await status()).toMatchObject({ exitCode: 0, hindrances: [] });
  expect(await pings(INSIDE)).toBe(true);
  await shell(`ip rule del pref 5270; ip rule del pref 5271; ip rule del pref 5272
    ip route flush table 52; iptables -t nat -F; sysctl -qw ${BRIDGED}=0`);
});

it('the way out that is named is one', async () => {
  await shell('ip route add 10.0.0.0/8 dev ts0 table 52; ip rule add pref 5270 lookup 52');
  const [hindrance] = (await status()).hindrances;
  await shell(hindrance?.fix.replace(/^.*?: /, '') ?? 'false');
  expect(await status()).toMatchObject({ exitCode: 0 });
  for (const flow of [INSIDE, OUT, FROM_HOST]) expect(await pings(flow)).toBe(true);
  await shell('ip rule del pref 5270; ip rule del pref 5269; ip route flush table 52');
});

it('a foreign port and a small MTU are named, though packets pass', async () => {
  await shell('ip link set ex0 master br-vpc1; ip link set br-vpc1 mtu 1300');
  const { exitCode, hindrances } = await status();
  expect({ exitCode, says: hindrances.map(({ says }) => says) }).toEqual({
    exitCode: 1,
    says: [
      'the MTU of br-vpc1 is 1300, and that of its ports 1500: large packets are refused',
      'ex0 is a port of br-vpc1, but no workload of vpc1',
    ],
  });
  expect(await reaches(INSIDE)).toBe(true);
  await shell('ip link set ex0 nomaster; ip link set br-vpc1 mtu 1500');
  expect(await lab.vpcctl('status')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^traffic +packets of all VPCs pass$/m),
  });
});

it.each([
  ['the bridge forgets MACs', 'ip link set br-vpc1 type bridge ageing_time 0'],
  ['the bridge takes part in a spanning tree', 'ip link set br-vpc1 type bridge stp_state 1'],
  ['the bridge answers no ARP', 'ip link set br-vpc1 arp off'],
  ['a workload answers no ARP', 'ip -n vpc1-public link set veth-ns-public arp off'],
  ['a port is disabled', 'bridge link set dev veth-vpc1-publi state 0'],
  // The port that iptables-legacy locks has a fixed entry, and learns nothing.
  [
    'a port learns MACs, or not, as it should not',
    `bridge link set dev veth-vpc1-publi learning ${BACKEND === 'nftables' ? 'off' : 'on'}`,
  ],
  ['a port gets no broadcasts', 'bridge link set dev veth-vpc1-publi bcast_flood off'],
])('where %s it is drift, and a replay repairs it', async (_, line) => {
  await shell(line);
  expect(await status()).toMatchObject({ exitCode: 1, matches: false });
  await ok(lab, 'replay');
  expect(await status()).toMatchObject({ exitCode: 0, matches: true });
  await shell('ip neigh flush dev br-vpc1');
  expect(await pings(FROM_HOST)).toBe(true);
});

it('an attachment whose process has ended is named, and attach takes its place', async () => {
  const container = async () => {
    const one = lab.start('unshare', ['--net', 'sh', '-c', 'echo $$; exec sleep 600']);
    await eventually(() => expect(one.output()).toMatch(/^\d+\n$/));
    return { ...one, pid: one.output().trim() };
  };
  const attach = (pid: string) =>
    lab.vpcctl('attach', 'vpc1', 'public', '--pid', pid, '--name', 'web');
  const [first, second] = [await container(), await container()];
  expect(await attach(first.pid)).toMatchObject({ exitCode: 0 });
  expect(await attach(second.pid)).toMatchObject({ exitCode: 2 });
  await ok(lab, 'forward', 'vpc1', 'public/web', '8080:80');
  await first.stop();
  const { hindrances } = await status();
  expect(hindrances).toMatchObject([{ program: 'a container that ended or was restarted' }]);
  expect(hindrances[0]?.says).toContain(`process ${first.pid} of vpc1/public/web has ended`);
  expect(await reaches(['vpc1/private', 'vpc1/public/web'])).toBe(false);
  expect(await attach(second.pid)).toMatchObject({
    ...{ exitCode: 0, stdout: expect.stringContaining('address 10.0.1.2') },
  });
  expect(await status()).toMatchObject({ exitCode: 0 });
  expect(await pings(['vpc1/private', '10.0.1.2'])).toBe(true);
  expect(await ok(lab, 'show', 'vpc1/public/web')).toContain('8080:80/tcp');
  await ok(lab, 'detach', 'vpc1', 'public', 'web');
  await second.stop();
});

it('--exit-code=false only reads', async () => {
  await shell('ip link set br-vpc1 down');
  expect(await lab.vpcctl('status')).toMatchObject({ exitCode: 1 });
  expect(await lab.vpcctl('status', '--exit-code=false')).toMatchObject({ exitCode: 0 });
  await ok(lab, 'replay');
});
