import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest';
import { errorSchema } from '../../../src/schemas/error.js';
import { echo, progress, stream } from '../../support/backend/traffic.js';
import { eventually } from '../../support/cli/gate.js';
import { journalOf } from '../../support/cli/lab-files.js';
import { ok, parse } from '../../support/cli/vpcctl.js';
import { giveJournal } from '../../support/engine/drive.js';
import { BACKEND, type Background, type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { installRefusingTools, refusing } from '../../support/lab/refusing-tools.js';
import { wholeHost } from '../../support/lab/whole-host.js';
import { few } from '../../support/run/few.js';

const STORY = [
  ['create-vpc', 'vpc1', '10.0.0.0/16', '--interface', 'eth0'],
  ['add-subnet', 'vpc1', 'public', '10.0.1.0/24', '--type', 'public'],
  ['add-subnet', 'vpc1', 'private', '10.0.2.0/24'],
  ['create-vpc', 'vpc2', '10.1.0.0/16'],
  ['add-subnet', 'vpc2', 'web', '10.1.1.0/24'],
  ['peer', 'vpc1', 'vpc2'],
  ['create-vpc', 'vpc3', '10.2.0.0/16'],
  ['add-subnet', 'vpc3', 'app', '10.2.1.0/24', '--type', 'public'],
  ['add-subnet', 'vpc3', 'db', '10.2.2.0/24'],
  ['forward', 'vpc3', 'app', '8443:443'],
];

let lab: Lab;
let built: HostState;
/** In one VPC, through a peering, and in the VPC that has the trouble. */
let streams: readonly Background[];
beforeAll(async () => {
  lab = await startLab();
  installRefusingTools(lab);
  for (const args of STORY) await ok(lab, ...args);
  built = await wholeHost(lab);
  streams = [
    connect('vpc1-private', 'vpc1-public', '10.0.1.1'),
    connect('vpc2-web', 'vpc1-public', '10.0.1.1', 81),
  ];
  echo(lab, { namespace: 'vpc3-app' }, '10.2.1.1', 80);
  // It is one process, once it has started.
  await eventually(async () => expect(await listening('vpc3-app')).toContain('10.2.1.1:80'));
  // A connection that is opened while there are no rules is one that nobody tracked.
  await expectProgress();
});
afterAll(() => lab.stop());

function connect(from: string, to: string, address: string, port = 80): Background {
  echo(lab, { namespace: to }, address, port);
  return stream(lab, { namespace: from }, address, port);
}

async function expectProgress(): Promise<void> {
  const before = streams.map(progress);
  await eventually(() => {
    const steps = streams.map((each, index) => progress(each) - (before[index] ?? 0));
    const said = streams.map((each) => each.output().slice(-100)).join('\n');
    expect(Math.min(...steps), said).toBeGreaterThan(10);
  });
}

async function listening(namespace: string): Promise<string> {
  return (await lab.run('ip', ['netns', 'exec', namespace, 'ss', '-Hltn'])).stdout;
}

/** The processes in each namespace. */
async function processes(): Promise<string> {
  const line = 'for name in $(ls /run/netns); do echo $name $(ip netns pids $name); done';
  return (await lab.shell(line)).stdout;
}

/** Runs replay and expects it to say what it could not do. */
async function incomplete(inside: Lab, text = '^$'): Promise<readonly string[]> {
  const env = refusing(inside, text);
  const { exitCode, stdout } = await inside.vpcctlWith({ env }, 'replay', '--json');
  const { error } = parse(errorSchema, stdout);
  expect(error).toMatchObject({ exitCode, code: 'REPLAY_INCOMPLETE' });
  return error.hints;
}

/** With iptables-legacy a port without its link is half a port, and goes. */
function isOfGonePort(line: string): boolean {
  return /^- (iptables|arptables)-legacy: .*(10\.2\.[12]\.1|veth-vpc3)/.test(line);
}

interface Trouble {
  /** Shell that damages the host. */
  readonly comes: string;
  readonly goes?: string;
  /** What the kernel then refuses. */
  readonly refused?: string;
  readonly missing: RegExp;
}

const SYSCTL = '/proc/sys/net/ipv4/conf/br-vpc3/send_redirects';
const NEIGH = '/proc/sys/net/ipv4/neigh/br-vpc3';

const TROUBLES: Readonly<Record<string, Trouble>> = {
  'a setting that can only be read': {
    comes: `echo 1 >${SYSCTL}; mount --bind ${SYSCTL} ${SYSCTL}; mount -o remount,bind,ro ${SYSCTL}`,
    goes: `umount ${SYSCTL}`,
    missing: /^sysctl:\S+\/send_redirects: .* \/proc\/sys is read-only here$/,
  },
  'a setting that is not there': {
    comes: `mkdir -p /run/empty; mount --bind /run/empty ${NEIGH}`,
    goes: `umount ${NEIGH}`,
    missing: /^sysctl:\S+\/proxy_delay: .*: there is no such setting$/,
  },
  "another program's link with the name of a port": {
    comes: 'ip link del veth-vpc3-app; ip link add veth-vpc3-app type bridge',
    goes: 'ip link del veth-vpc3-app',
    missing: /veth:veth-vpc3-app.*: veth-vpc3-app is there already, and vpcctl did not make it/,
  },
  "another program's link with the name of a bridge": {
    comes: 'ip link del br-vpc3; ip link add br-vpc3 type bridge',
    goes: 'ip link del br-vpc3',
    missing: /bridge:br-vpc3.*: br-vpc3 is there already, and vpcctl did not make it.*left out/,
  },
  "another program's link inside, with the name of ours": {
    comes: 'ip link del veth-vpc3-db; ip -n vpc3-db link add veth-ns-db type bridge',
    goes: 'ip -n vpc3-db link del veth-ns-db',
    missing: /veth:veth-vpc3-db, .*File exists.*left out with it: address:vpc3-db/,
  },
  "another program's route to a VPC": {
    comes: 'ip route del 10.2.0.0/16 table 7003; ip route add blackhole 10.2.0.0/16 table 7003',
    goes: 'ip route del blackhole 10.2.0.0/16 table 7003',
    missing: /^route:7003:10\.2\.0\.0\/16: .*File exists$/,
  },
  'an address': {
    comes: 'ip addr del 10.2.0.1/16 dev br-vpc3',
    refused: 'addr add 10.2.0.1/16',
    missing: /^address:br-vpc3: .*No buffer space available/,
  },
  'a rule': {
    comes: 'ip rule del priority 20000 iif br-vpc3',
    refused: 'rule add priority 20000 iif br-vpc3',
    missing: /^rule:7003:iif:br-[a-z0-9]+: .*No buffer space available$/,
  },
  'a namespace': {
    comes: 'ip link del veth-vpc3-db; ip netns del vpc3-db',
    refused: 'netns add',
    missing: /^namespace:vpc3-db: .*; left out with it: (source-guard:\S+, )?veth:veth-vpc3-db/,
  },
};

describe('replay keeps all that works, beside', () => {
  it.each(few(Object.entries(TROUBLES), 3))('%s', async (_, { comes, goes, refused, missing }) => {
    onTestFinished(async () => {
      await lab.shell(goes ?? 'true');
      await lab.vpcctl('replay');
    });
    expect(await lab.shell(comes)).toMatchObject({ exitCode: 0 });
    const broken = await wholeHost(lab);
    const alive = await processes();
    // What can be fixed is fixed.
    await lab.shell('ip -n vpc1-public route del default; ip rule del priority 20000 iif br-vpc2');
    expect(await incomplete(lab, refused)).toContainEqual(expect.stringMatching(missing));
    const lost = hostChanges(broken, await wholeHost(lab));
    expect(lost.filter((line) => !isOfGonePort(line))).toEqual([]);
    expect(await processes()).toBe(alive);
    await expectProgress();
    await lab.shell(goes ?? 'true');
    await ok(lab, 'replay');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
    await expectProgress();
  });
});

const IS_NFT = BACKEND === 'nftables';

describe('of the packet policy', () => {
  // Only tables that differ are written, and a rebuilt filter deletes what is left of the forward.
  const damage = IS_NFT
    ? 'nft delete table bridge vpcctl'
    : `iptables-legacy -t raw -F VPCCTL-SOURCE-GUARD; iptables-legacy -t nat -F VPCCTL-FORWARDED-PORTS
       iptables-legacy -t nat -F VPCCTL-FORWARDS-br-vpc3
       iptables-legacy -t nat -F VPCCTL-FORWARD-tcp/8443; iptables-legacy -t nat -X VPCCTL-FORWARD-tcp/8443`;

  it('everything is rebuilt except the refused part', async () => {
    expect(await lab.shell(damage)).toMatchObject({ exitCode: 0 });
    expect(await incomplete(lab, '8443')).toContainEqual(
      expect.stringMatching(/^port-forward:.*8443/),
    );
    const lost = hostChanges(built, await wholeHost(lab));
    expect(lost).not.toEqual([]);
    expect(lost.filter((each) => !/8443|10\.2\.1\.1|forward/i.test(each))).toEqual([]);
    await expectProgress();
    await ok(lab, 'replay');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });

  it('it is rebuilt beside a port that cannot be put back into its bridge', async () => {
    const comes = `${damage}; ip link set veth-vpc3-db nomaster`;
    expect(await lab.shell(comes)).toMatchObject({ exitCode: 0 });
    expect(await incomplete(lab, 'veth-vpc3-db.* master')).toContainEqual(
      expect.stringMatching(/veth:veth-vpc3-db/),
    );
    const lost = hostChanges(built, await wholeHost(lab));
    expect(lost.filter((each) => !/veth-vpc3-db|10\.2\.2\.1/.test(each))).toEqual([]);
    await expectProgress();
    await ok(lab, 'replay');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });

  it('open connections go on when rules that were flushed are loaded again', async () => {
    const flush = IS_NFT
      ? 'nft flush ruleset'
      : 'for table in filter nat mangle raw; do iptables-legacy -t $table -F; done';
    expect(await lab.shell(flush)).toMatchObject({ exitCode: 0 });
    await expectProgress();
    await ok(lab, 'replay');
    await expectProgress();
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });

  it('a policy that cannot be loaded stays as it is, and no link goes up', async () => {
    await lab.shell(`${damage}; ip link set veth-vpc3-app down`);
    const broken = await wholeHost(lab);
    await lab.shell('ip rule del priority 7002 iif br-vpc2');
    const hints = await incomplete(lab, IS_NFT ? 'table' : 'VPCCTL-');
    expect(hints[0]).toMatch(/^packet-filter:vpcctl: /);
    // The link stays down: it is in one unit with its source guard.
    expect(hints.join('\n')).toMatch(/source-guard:veth-vpc3-app, veth:veth-vpc3-app/);
    // What is known of a link that went down was forgotten, and is known again.
    const changes = hostChanges(broken, await wholeHost(lab));
    expect(changes.filter((line) => !line.startsWith('+ neighbours: '))).toEqual([]);
    await expectProgress();
    await ok(lab, 'replay');
    expect(hostChanges(built, await wholeHost(lab))).toEqual([]);
  });
});

describe('at boot', () => {
  let other: Lab;
  beforeEach(async () => {
    other = await startLab();
    installRefusingTools(other);
    giveJournal(other, journalOf(lab) ?? '');
  });
  afterEach(() => other.stop());

  const links = async () => (await other.shell('ls /sys/class/net')).stdout.trim().split('\n');
  const ping = (vpc: string, from: string, to: string) =>
    ok(other, 'exec', vpc, from, '--', 'ping', '-c1', '-W5', to);

  const CASES: Readonly<Record<string, () => Promise<void>>> = {
    "another program's link is left alone, and everything else is built": async () => {
      await other.shell('ip link add veth-vpc3-app type bridge');
      const hints = await incomplete(other);
      expect(hints[0]).toMatch(/veth:veth-vpc3-app.*: veth-vpc3-app is there already/);
      await ping('vpc1', 'private', '10.0.1.1');
      await ping('vpc3', 'db', '10.2.0.1');
      const { stdout } = await other.shell('ip -d link show dev veth-vpc3-app');
      expect(stdout).not.toMatch(/vpcctl|[<,]UP|locked on/);
    },
    'where no sysctl can be written, no workload has a link': async () => {
      const sys = '/proc/sys';
      await other.shell(`mount --bind ${sys} ${sys}; mount -o remount,bind,ro ${sys}`);
      await incomplete(other);
      expect((await links()).filter((name) => name.startsWith('veth'))).toEqual([]);
      await other.shell(`umount ${sys}`);
      await ok(other, 'replay');
      await ping('vpc1', 'private', '10.0.1.1');
    },
    'a VPC whose policy is refused has no link; another one is whole': async () => {
      const hints = await incomplete(other, 'br-vpc3');
      expect(hints[0]).toMatch(/vpc-boundary:vpc3.*: .*No buffer space available/);
      expect((await links()).filter((name) => name.includes('vpc3'))).toEqual([]);
      await ping('vpc1', 'private', '10.0.1.1');
      await ping('vpc2', 'web', '10.0.1.1');
      await ok(other, 'replay');
      await ping('vpc3', 'db', '10.2.0.1');
    },
  };
  it.each(few(Object.entries(CASES), 2))('%s', (_, holds) => holds());
});
