import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeOutputSchema, replayOutputSchema } from '../../../src/schemas/change.js';
import { echo, flood, progress, receive, stream } from '../../support/backend/traffic.js';
import { eventually } from '../../support/cli/gate.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Background, type Lab, startLab } from '../../support/lab/harness.js';
import { type HostState, hostChanges } from '../../support/lab/host-state.js';
import { wholeHost } from '../../support/lab/whole-host.js';

const NAMES = ['nftables', 'iptables-legacy'] as const;

/** Two VPCs with the same CIDR; in one, a subnet that lets in one port. */
const BUILD = [
  'create-vpc a 10.0.0.0/16',
  'add-subnet a web 10.0.1.0/24 --type public',
  'add-subnet a db 10.0.2.0/24',
  'create-vpc b 10.0.0.0/16',
  'add-subnet b other 10.0.2.0/24 --type public',
  'apply-firewall a db /run/policy.json',
];

/** How often the driver is switched under load. */
const SWITCHES = Number(process.env['VPCCTL_TEST_SWITCHES'] || 6);

const OPEN = 8080;
const CLOSED = 9999;

const WEB = { namespace: 'a-web' };
const DB = { namespace: 'a-db' };
const OTHER = { namespace: 'b-other' };

let lab: Lab;
/** The host with each backend. */
const hosts = new Map<string, HostState>();
beforeAll(async () => {
  lab = await startLab({ env: { VPCCTL_BACKEND: 'nftables' } });
  const rules = ['tcp', 'udp'].map((protocol) => ({ port: OPEN, protocol, action: 'allow' }));
  writeIn(lab, '/run/policy.json', JSON.stringify({ subnet: '10.0.2.0/24', ingress: rules }));
  for (const line of BUILD) await ok(lab, ...line.split(' '));
});
afterAll(() => lab.stop());

const expectHost = async (name: string) =>
  expect(hostChanges(hosts.get(name) ?? {}, await wholeHost(lab))).toEqual([]);

/** Waits until each of `programs` has got further. */
async function goOn(programs: readonly Background[]): Promise<void> {
  const before = programs.map(progress);
  await eventually(() => {
    programs.forEach((program, i) => {
      expect(progress(program), program.output().slice(-300)).toBeGreaterThan(before[i] ?? 0);
    });
  });
}

describe('a switch to another backend, and back', () => {
  it('leaves nothing of the first backend, and restores the host', async () => {
    hosts.set('nftables', await wholeHost(lab));
    expect(await ok(lab, 'backend', 'set', 'iptables-legacy')).toBe(
      'The packet-filter backend is iptables-legacy\n',
    );
    hosts.set('iptables-legacy', await wholeHost(lab));
    expect(hosts.get('iptables-legacy')?.['packet filter']).toEqual([]);
    await ok(lab, 'undo');
    await expectHost('nftables');
    await ok(lab, 'redo');
    await expectHost('iptables-legacy');
    await ok(lab, 'backend', 'set', 'nftables');
    await expectHost('nftables');
    expect(await ok(lab, 'replay')).toBe('The host matches the journal: nothing to do\n');
  });

  it('has a dry run like any change: the new policy comes before the old one goes', async () => {
    const output = await json(
      lab,
      changeOutputSchema,
      ...['backend', 'set', 'iptables-legacy', '--dry-run'],
    );
    expect(output).toMatchObject({ changes: [], events: [{ data: { name: 'iptables-legacy' } }] });
    expect(output.commands[0]).toMatch(/^iptables-legacy-restore /);
    expect(output.commands.findLastIndex((line) => line.startsWith('iptables'))).toBeLessThan(
      output.commands.findIndex((line) => line.startsWith('nft ')),
    );
    await expectHost('nftables');
  });

  it(`keeps connections, and lets no denied packet pass, in ${SWITCHES} switches`, async () => {
    // The internet knows the way in, and a/web uses another address.
    await lab.internet('ip', ['route', 'add', '10.0.0.0/16', 'via', '203.0.113.2']);
    await lab.shell('ip -n a-web addr add 10.0.2.77/32 dev lo');
    const started: Background[] = [];
    const run = (program: Background) => {
      started.push(program);
      return program;
    };
    try {
      run(echo(lab, DB, '10.0.2.1', OPEN));
      run(echo(lab, 'internet', '198.51.100.8', OPEN));
      const victims = [DB, WEB, OTHER, 'host'] as const;
      const received = victims.map((place) => run(receive(lab, place, CLOSED)));
      const allowed = run(receive(lab, DB, OPEN));

      const inVpc = 'addresses that a/web may not reach';
      const closed = (...addresses: string[]) => addresses.map((each) => `${each}:${CLOSED}`);
      const floods = [
        run(flood(lab, WEB, inVpc, closed('10.0.2.1', '10.0.0.1', '203.0.113.2'))),
        run(flood(lab, WEB, 'from another address', ['10.0.2.1:8080'], '10.0.2.77')),
        run(flood(lab, OTHER, 'from another VPC', closed('10.0.1.1', '10.0.0.1', '203.0.113.2'))),
        run(flood(lab, 'internet', 'from outside', closed('10.0.1.1', '10.0.2.1'))),
        run(flood(lab, 'host', 'from the host', closed('10.0.2.1'))),
      ];
      const passing = run(flood(lab, WEB, 'allowed', ['10.0.2.1:8080']));
      const streams = [
        run(stream(lab, WEB, '10.0.2.1', OPEN)),
        run(stream(lab, WEB, '198.51.100.8', OPEN)),
      ];
      await eventually(() => expect(allowed.output()).toContain('allowed'));

      for (let round = 1; round <= SWITCHES; round += 1) {
        await goOn([...floods, ...streams]);
        await ok(lab, 'backend', 'set', NAMES[round % 2] ?? '');
        await goOn([...floods, ...streams]);
      }
      expect(progress(passing)).toBeGreaterThan(0);
      expect(received.map((each) => each.output())).toEqual(victims.map(() => ''));
      expect(new Set(allowed.output().trim().split('\n'))).toEqual(new Set(['allowed']));
    } finally {
      await Promise.all(started.map((program) => program.stop()));
      await lab.shell('ip -n a-web addr del 10.0.2.77/32 dev lo');
    }
    await expectHost('nftables');
  });
});

describe('replay', () => {
  /** What `backend set` would run of the new backend, but not what takes the old one away. */
  async function loadOther(): Promise<void> {
    const { commands } = await json(
      lab,
      changeOutputSchema,
      ...['backend', 'set', 'iptables-legacy', '--dry-run'],
    );
    const load = commands.join('\n').split(/^nft /m)[0] ?? '';
    expect(await lab.shell(`set -e\n${load}`)).toMatchObject({ exitCode: 0 });
  }

  it('removes the objects of a driver that is not in use', async () => {
    await loadOther();
    const { changes } = await json(lab, replayOutputSchema, 'replay');
    expect(new Set(changes.map(({ action, why }) => `${action} ${why}`))).toEqual(
      new Set(['delete leftover of the backend iptables-legacy']),
    );
    await expectHost('nftables');
  });

  it('restores the backend in use where both are gone, and where parts of the other are left', async () => {
    await loadOther();
    await lab.shell('nft flush ruleset; iptables-legacy -D FORWARD 1; iptables-legacy -t nat -F');
    await ok(lab, 'replay');
    await expectHost('nftables');
    await lab.shell('nft flush ruleset');
    await ok(lab, 'replay');
    await expectHost('nftables');
  });

  it('follows the history', async () => {
    await ok(lab, 'backend', 'set', 'iptables-legacy');
    await lab.shell('iptables-legacy -F; iptables-legacy -t raw -F; ip link del veth-a-db');
    await ok(lab, 'replay');
    await expectHost('iptables-legacy');
    expect(await ok(lab, 'diff', '0', '1')).toContain('~ backend  none → nftables');
    expect(await ok(lab, 'backend', 'show')).toContain('backend  iptables-legacy');
    expect(await ok(lab, 'backend', 'show', '--at', '1')).toContain('backend  nftables');
    await ok(lab, 'journal', 'verify');
    await ok(lab, 'undo', '--to', '0');
    expect((await wholeHost(lab))['iptables-legacy']).toEqual([]);
  });
});
