import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import type { Resource } from '@vpcctl/sdk';
import {
  allow,
  BASIC,
  COMES,
  filter,
  group,
  type Subject,
  subjectOf,
  tcp,
} from '@vpcctl/sdk/conformance';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, startLab } from '../../../support/lab/harness.js';
import { resourceSet } from '../../../support/plugins/nftables-arbitrary.js';

/** What this driver does beyond what every driver must. */
let lab: Lab;
let subject: Subject;
beforeAll(async () => {
  lab = await startLab();
  subject = subjectOf(iptablesLegacy, lab);
});
afterAll(() => lab.stop());

const TABLES = ['raw', 'mangle', 'nat', 'filter'];

/** All that is loaded, with counters. */
const saved = async (): Promise<string> =>
  (await subject.run('iptables-legacy-save', ['-c'])).replace(/^#.*\n/gm, '');

/** By id: the order in which things are observed says nothing. */
function byId(resources: readonly Resource[]): Map<string, Resource> {
  return new Map(resources.map((resource) => [resource.id, resource]));
}

async function expectThere(expected: readonly Resource[], candidates = expected): Promise<void> {
  expect(byId(await subject.observe(candidates))).toEqual(byId(expected));
}

describe('where no table is loaded', () => {
  test('nothing is observed, no program is started, and no table is loaded', async () => {
    const seen = await iptablesLegacy.observe(
      {
        run: (program) => Promise.reject(new Error(`${program} was started`)),
        nft: () => Promise.reject(new Error('nftables was asked')),
        readFile: (path) => lab.readFile(path),
      },
      BASIC,
    );
    expect(seen).toEqual([]);
    expect(await saved()).toBe('');
  });

  test('the check for support does not load a table', async () => {
    const nft = (args: readonly string[]) => subject.run('nft', args);
    const reader = { run: subject.run, nft, readFile: lab.readFile };
    expect(await iptablesLegacy.unsupportedReason?.(reader)).toBeNull();
    expect(await saved()).toBe('');
    expect(lab.readFile('/proc/net/arp_tables_names')).toBe('');
  });
});

test('any resources are observed, also after a change to any others, and none are left', async () => {
  // All the links that the resources may be about.
  const bridges = [0, 1, 2].map((vpc) => `link add name br-v${vpc} type bridge`);
  const ports = [0, 1, 2].flatMap((vpc) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((subnet) => [
      `link add name veth-v${vpc}-s${subnet} type veth peer name peer-v${vpc}-s${subnet}`,
      `link set dev veth-v${vpc}-s${subnet} master br-v${vpc}`,
    ]),
  );
  await subject.run('ip', ['-batch', '-'], [...bridges, ...ports, ''].join('\n'));
  // Nothing at all where no table was ever loaded.
  const bare = ['', ...TABLES.map((table) => `*${table}`), 'COMMIT'];

  await fc.assert(
    fc.asyncProperty(resourceSet, resourceSet, async (first, second) => {
      await subject.use(first);
      await expectThere(first);
      await subject.use(second);
      const gone = first.filter(({ id }) => !byId(second).has(id));
      // A group without rules is made of nothing, so it is there wherever the chains are.
      const empty = gone.filter(
        ({ kind, attributes }) =>
          kind === 'security-group' &&
          attributes['ingress'] === null &&
          attributes['egress'] === null &&
          second.length > 0,
      );
      await expectThere([...second, ...empty], [...second, ...gone]);
      await subject.use([]);
      await expectThere([], second);
      const lines = (await saved()).trimEnd().split('\n');
      expect(lines.filter((line) => !line.startsWith(':') && !bare.includes(line))).toEqual([]);
      const fdb = await subject.run('bridge', ['fdb']);
      expect(fdb.split('\n').filter((line) => line.includes(' static'))).toEqual([]);
    }),
    { numRuns: 6 },
  );
  const links = [0, 1, 2].map((vpc) => `link del dev br-v${vpc}`);
  await subject.run('ip', ['-batch', '-'], [...links, ''].join('\n'));
});

describe('beside rules of other programs', () => {
  /** A rule of another program in each chain with a jump of ours, above the jump. */
  const THEIRS = `
    iptables-legacy -P FORWARD DROP
    for at in raw:PREROUTING mangle:PREROUTING mangle:OUTPUT nat:POSTROUTING filter:INPUT filter:FORWARD filter:OUTPUT; do
      iptables-legacy -t \${at%:*} -A \${at#*:} -s 192.0.2.7 -m comment --comment "not ours, -j VPCCTL-X" -j ACCEPT
    done
    iptables-legacy -N THEIRS; iptables-legacy -A THEIRS -p tcp --dport 1 -j DROP; iptables-legacy -A FORWARD -j THEIRS
    iptables-legacy -A OUTPUT -o lo -j ACCEPT; ping -c 3 -i 0.01 127.0.0.1`;

  test('all other rules and their counters are unchanged', async () => {
    await subject.run('bash', ['-c', THEIRS]);
    const policies = /^:.*$/gm;
    const before = await saved();
    const rule = /^\[6:504\] -A OUTPUT -o lo .*$/m;
    expect(before).toMatch(rule);

    await subject.use(BASIC, COMES);
    await expectThere(BASIC);
    const between = await saved();
    expect(between).toContain(rule.exec(before)?.[0]);
    await subject.use([]);
    // Packets that no rule takes are counted by the chains' policies, and there were some since.
    expect((await saved()).replace(policies, '')).toBe(before.replace(policies, ''));
  });

  test('our own chains keep their counters where nothing changes', async () => {
    await subject.use(BASIC);
    await subject.shell('vpc1-public', 'ping -c 3 -i 0.01 -W 1 10.0.0.1');
    const gateways = /^\[(\d+):\d+\] -A VPCCTL-GATEWAYS -d 10.0.0.1\/32 -i br-vpc1 /m;
    const counted = gateways.exec(await saved())?.[1];
    expect(Number(counted)).toBeGreaterThan(0);
    const policy = group('vpc2', 'public', ['172.16.1.1'], { ingress: [allow(tcp(80))] });
    await subject.use([...BASIC, policy]);
    expect(gateways.exec(await saved())?.[1]).toBe(counted);
  });

  test('a rule above our jump is damage, and our jump moves to the top again', async () => {
    await subject.use(BASIC);
    await subject.run('iptables-legacy', ['-I', 'FORWARD', '-s', '192.0.2.8', '-j', 'ACCEPT']);
    const seen = await subject.observe(BASIC);
    expect(seen).toMatchObject([{ id: filter.id, attributes: { damaged: true } }]);
    await subject.repair(BASIC);
    await expectThere(BASIC);
    const forward = (await subject.run('iptables-legacy', ['-S', 'FORWARD'])).split('\n');
    expect(forward[1]).toMatch(/^-A FORWARD -m comment .* -j VPCCTL-FORWARD$/);
    expect(forward[2]).toBe('-A FORWARD -s 192.0.2.8/32 -j ACCEPT');
  });
});

describe('damage', () => {
  test('is not a policy that is wholly gone: that one is missing', async () => {
    await subject.use(BASIC);
    const gone = `for at in filter:MASQUERADED filter:MASQUERADE-REPLIES nat:POSTROUTING; do
      iptables-legacy-save -t \${at%:*} | grep -E -- "^-A VPCCTL-\${at#*:} .*10.0.1.1/32 .*(br-vpc1|0x1b59) " |
        sed "s/^-A/-D/; 1i *\${at%:*}" | sed '$a COMMIT' | iptables-legacy-restore --noflush
    done`;
    await subject.run('bash', ['-ec', gone]);
    await expectThere(
      BASIC.filter(({ id }) => id !== 'masquerade:vpc1/10.0.1.1'),
      BASIC,
    );
    await subject.repair(BASIC);
    await expectThere(BASIC);
  });

  test('is any object that no candidate explains, and it can be deleted', async () => {
    await subject.use(BASIC);
    const [seen, ...others] = await subject.observe(BASIC.slice(0, -1));
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ id: filter.id, attributes: { damaged: true } });
    await subject.repair([]);
    expect(await saved()).not.toMatch(/^:VPCCTL-/m);
    expect(await subject.run('arptables-legacy', ['-L'])).not.toContain('VPCCTL-');
    expect(await subject.run('bridge', ['-d', 'link'])).not.toContain('locked on');
  });
});

test('IPv6 does not pass the bridge, whatever a subnet does', async () => {
  await subject.use(BASIC);
  const inside = `echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6
    ip addr add fd00::1/64 dev eth0 nodad; ip route add default via fd00::9
    ip neigh replace fd00::9 lladdr 02:00:00:00:10:00 dev eth0; ip neigh replace fd00::2 lladdr 02:00:00:00:10:00 dev eth0`;
  await subject.shell('vpc1-public', inside);
  await subject.run('nft', [
    `table ip6 seen {
      chain input { type filter hook input priority -300; iifname "br-vpc1" counter; }
      chain forward { type filter hook forward priority -300; iifname "br-vpc1" counter; }
    }`,
  ]);
  const sent = 'for to in fd00::9 fd00::2 fd00:1::1; do ping -6 -c 1 -W 0.1 $to; done';
  await subject.shell('vpc1-public', sent);
  const outside = await subject.run('ip', ['-s', '-j', 'link', 'show', 'dev', 'veth-vpc1-publi']);
  expect(JSON.parse(outside)[0].stats64.rx.packets).toBeGreaterThan(0);
  const seen = await subject.run('nft', ['list', 'table', 'ip6', 'seen']);
  expect(seen.match(/packets \d+/g)).toEqual(['packets 0', 'packets 0']);
});
