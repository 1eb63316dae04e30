import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeniedGap, DeniedLine } from '../../../src/schemas/see/denied.js';
import { deniedPackets } from '../../support/attacks/names/denied-packets.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn } from '../../support/cli/lab-files.js';
import { ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
  await lab.shell(`cat > /run/web.json <<'END'
{ "subnet": "10.0.1.0/24",
  "ingress": [
    { "port": 80, "protocol": "tcp", "action": "allow" },
    { "port": 22, "protocol": "tcp", "action": "deny" } ],
  "egress": [ { "port": 1000, "protocol": "udp", "action": "allow" } ] }
END`);
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'web', '10.0.1.0/24');
  await ok(lab, 'add-subnet', 'vpc1', 'db', '10.0.2.0/24');
  await ok(lab, 'create-vpc', 'vpc2', '10.2.0.0/16');
  await ok(lab, 'add-subnet', 'vpc2', 'a', '10.2.1.0/24');
  await ok(lab, 'apply-firewall', 'vpc1', 'web', '/run/web.json');
});
afterAll(() => lab.stop());

/** Starts a watcher, and waits until it sees packets. */
async function watch(name: string, ...words: string[]) {
  lab.start('sh', [
    '-c',
    `vpcctl watch denied --json ${words.join(' ')} >/run/${name} 2>/run/${name}.notes &
     echo $! >/run/${name}.pid; wait $!; echo $? >/run/${name}.ended`,
  ]);
  await eventually(() => expect(fileIn(lab, `/run/${name}.notes`)).toContain('Watching'));
  const lines = () =>
    (fileIn(lab, `/run/${name}`) ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as DeniedLine & Partial<DeniedGap>);
  const end = async (signal: string) => {
    await lab.shell(`kill -${signal} $(cat /run/${name}.pid)`);
    await eventually(() => expect(fileIn(lab, `/run/${name}.ended`)).not.toBeNull());
    return Number(fileIn(lab, `/run/${name}.ended`));
  };
  return { lines, end };
}

/** Sends one UDP datagram from a namespace of a workload; null is the host. */
const udp = (from: string | null, address: string, port: number) =>
  lab.shell(
    `${from === null ? '' : `ip netns exec ${from} `}sh -c 'printf x >/dev/udp/${address}/${port}' || true`.replace(
      'sh -c',
      'bash -c',
    ),
  );
const tcp = (from: string, address: string, port: number) =>
  lab.shell(`ip netns exec ${from} timeout 0.5 bash -c ': >/dev/tcp/${address}/${port}' || true`);
const ping = (from: string, address: string) =>
  lab.shell(`ip netns exec ${from} ping -q -c1 -W1 ${address} || true`);

const rulesOf = async () =>
  (await lab.shell('nft list ruleset; iptables-legacy-save')).stdout
    .split('\n')
    .filter((line) => /nflog|NFLOG|log prefix/.test(line));

describe.each(['nftables', 'iptables-legacy'])('denied packets of %s', (backend) => {
  beforeAll(async () => {
    await lab.vpcctl('backend', 'set', backend);
  });

  it('are told with the rule, the default or the boundary that denies them', async () => {
    const watcher = await watch(`all-${backend}`);
    await tcp('vpc1-db', '10.0.1.1', 22);
    await udp('vpc1-db', '10.0.1.1', 53);
    await udp('vpc1-web', '10.0.2.1', 53);
    await ping('vpc2-a', '10.0.1.1');
    await ping('vpc1-db', '10.0.2.99');
    await tcp('vpc1-db', '10.0.0.1', 8080);
    await tcp('vpc1-db', '198.51.100.8', 443);
    const seen = () =>
      watcher
        .lines()
        .map(({ from, to, protocol, cause, rule, reach }) =>
          [
            `${from.name ?? from.address} ${to.name ?? to.address}:${to.port} ${protocol} ${cause}`,
            rule && `${rule.policy} ${rule.direction} ${rule.number}`,
            reach,
          ].join(' | '),
        );
    await eventually(() =>
      expect(seen().sort()).toEqual(
        [
          'vpc1/db vpc1/web:22 tcp ingress-rule | vpc1/web ingress 2 | vpcctl reach vpc1/db vpc1/web:22/tcp',
          'vpc1/db vpc1/web:53 udp ingress-default | vpc1/web ingress  | vpcctl reach vpc1/db vpc1/web:53/udp',
          'vpc1/web vpc1/db:53 udp egress-default | vpc1/web egress  | vpcctl reach vpc1/web vpc1/db:53/udp',
          'vpc2/a vpc1/web:null icmp boundary |  | vpcctl reach vpc2/a vpc1/web',
          'vpc1/db 10.0.2.99:null icmp no-workload |  | vpcctl reach vpc1/db 10.0.2.99',
          'vpc1/db host:8080 tcp host |  | vpcctl reach vpc1/db 10.0.0.1:8080/tcp',
          'vpc1/db 198.51.100.8:443 tcp boundary |  | vpcctl reach vpc1/db 198.51.100.8:443/tcp',
        ]
          .map((line) => line.replace(/ (ingress|egress) {2}/, ' $1 null '))
          .sort(),
      ),
    );
    expect(await watcher.end('INT')).toBe(0);
    expect(await rulesOf()).toEqual([]);
  });

  it('are none of the redirects that the kernel makes of what is allowed', async () => {
    const redirects = async () => {
      const { stdout } = await lab.shell('nstat -asz IcmpOutRedirects');
      return Number(/IcmpOutRedirects +(\d+)/.exec(stdout)?.[1]);
    };
    const watcher = await watch(`redirects-${backend}`);
    const before = await redirects();
    await ok(lab, 'add-subnet', 'vpc1', 'more', '10.0.4.0/24');
    // The kernel sends one to a workload at once, and fewer and fewer to the same one.
    await eventually(async () => {
      await lab.shell('ip netns exec vpc1-more ping -q -c3 -i0.02 10.0.2.1');
      expect(await redirects()).toBeGreaterThan(before);
    });
    await ok(lab, 'undo');
    await udp('vpc1-db', '10.0.1.1', 54);
    await eventually(() => expect(watcher.lines().some(({ to }) => to.port === 54)).toBe(true));
    expect(watcher.lines().filter(({ icmpType }) => icmpType === 5)).toEqual([]);
    expect(await watcher.end('INT')).toBe(0);
  });
});

describe('watchers', () => {
  beforeAll(async () => {
    await lab.vpcctl('backend', 'set', 'nftables');
  });
  const seenBy = ({ lines }: { lines: () => { to: { port: number | null } }[] }) =>
    lines().map(({ to }) => to.port);

  it('work side by side, with changes meanwhile, and each takes away its own log alone', async () => {
    const one = await watch('one', 'vpc1/web');
    const other = await watch('other', 'vpc2');
    await udp('vpc1-db', '10.0.1.1', 1);
    await udp('vpc2-a', '10.0.1.1', 2);
    await eventually(() => expect([seenBy(one), seenBy(other)]).toEqual([[1, 2], [2]]));
    await ok(lab, 'add-subnet', 'vpc1', 'new', '10.0.3.0/24');
    await ok(lab, 'backend', 'set', 'iptables-legacy');
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
    await udp('vpc1-new', '10.0.1.1', 3);
    await udp('vpc1-new', '10.0.2.1', 4);
    await eventually(() => expect(seenBy(one)).toEqual([1, 2, 3]));
    expect(await other.end('TERM')).toBe(0);
    await ok(lab, 'undo');
    await ok(lab, 'undo');
    await udp('vpc1-db', '10.0.1.1', 5);
    await eventually(() => expect(seenBy(one)).toEqual([1, 2, 3, 5]));
    expect(await one.end('INT')).toBe(0);
    expect(await rulesOf()).toEqual([]);
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
  });

  it('of which one of two is killed leave one difference, and counters that go on', async () => {
    const [one, other] = [await watch('stays'), await watch('dies', 'vpc1')];
    await udp('vpc1-db', '10.0.1.1', 7);
    await eventually(() => expect(seenBy(one)).toEqual([7]));
    await other.end('KILL');
    expect(await ok(lab, 'status', '--exit-code=false')).toMatch(/: 1 difference\n/);
    const counted = () => ok(lab, 'show', 'vpc1/web');
    const before = await counted();
    expect(before).toMatch(/\[[1-9]\d* packets?, /);
    expect(await ok(lab, 'replay')).toContain(': 1 change\n');
    expect(await counted()).toBe(before);
    expect(await one.end('INT')).toBe(0);
    expect(await rulesOf()).toEqual([]);
  });

  it('of which one is killed leave drift, which replay removes, and no command waits', async () => {
    const watcher = await watch('killed');
    await watcher.end('KILL');
    expect(await rulesOf()).not.toEqual([]);
    expect((await lab.vpcctl('status')).exitCode).toBe(1);
    await ok(lab, 'replay');
    expect(await rulesOf()).toEqual([]);
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
    const next = await watch('killed-too');
    await next.end('KILL');
    await ok(lab, 'label', 'vpc1', 'team=blue');
    expect(await rulesOf()).toEqual([]);
    const last = await watch('last', '--count', '1');
    await udp('vpc1-db', '10.0.1.1', 6);
    await eventually(() => expect(fileIn(lab, '/run/last.ended')).toBe('0\n'));
    expect(seenBy(last)).toEqual([6]);
    expect(await rulesOf()).toEqual([]);
  });
});

describe('a workload', () => {
  it('writes nothing into the terminal or the JSON of those who watch', async () => {
    expect(await deniedPackets(lab)).toEqual([]);
  });

  it('that floods is counted, and stops neither the watcher nor other commands', async () => {
    const watcher = await watch('flood');
    const flood = lab.shell(`ip netns exec vpc1-db python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(30000): s.sendto(b'x', ('10.0.1.1', 9))
"`);
    await ok(lab, 'label', 'vpc1', 'team=red');
    expect(await flood).toMatchObject({ exitCode: 0 });
    const told = () =>
      watcher.lines().reduce((all, line) => all + ('leftOut' in line ? (line.leftOut ?? 0) : 1), 0);
    await eventually(() => expect(told()).toBeGreaterThan(1000));
    expect(await watcher.end('INT')).toBe(0);
    const lines = watcher.lines();
    expect(lines.filter((line) => 'vpc' in line).length).toBeLessThan(1000);
    // The kernel leaves out what is beyond its rate, and the rest is told.
    expect(told()).toBeLessThanOrEqual(30_000);
  });
});
