import { describe, expect, test } from 'vitest';
import type { GroupRule } from '../../resource/resources.js';
import { countIn } from '../scenario/arrivals.js';
import { BASIC } from '../scenario/network.js';
import { asks, connects, internetConnects, pings, seenAs } from '../scenario/probe.js';
import { allow, deny, group, peering, tcp } from '../scenario/resources.js';
import type { Subject } from '../scenario/subject.js';
import { expectVerdicts } from '../scenario/verdicts.js';

const PEERED = peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.0.0/16']);

/**
 * A security group at the router: rules in order, the first match wins, and its direction ends in
 * deny.
 */
export function securityGroups(subject: () => Subject): void {
  describe('a security group', () => {
    test('lets in what its rules allow', async () => {
      const ingress = [allow(tcp(8080)), deny(tcp(22)), allow(tcp(443)), allow(tcp(22))];
      await subject().use([...BASIC, PEERED, group('vpc1', 'public', ['10.0.1.1'], { ingress })]);
      await expectVerdicts(subject(), [
        ['allowed', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['denied first, allowed later', connects('vpc1-private', '10.0.1.1', 22), 'dropped'],
        ['allowed, no service there', connects('vpc1-private', '10.0.1.1', 443), 'refused'],
        ['not named', pings('vpc1-private', '10.0.1.1'), false],
        ['another protocol', asks('vpc1-private', '10.0.1.1', 8080), 'dropped'],
        ['the host, allowed', connects(null, '10.0.1.1', 8080), 'open'],
        ['the host, denied', connects(null, '10.0.1.1', 22), 'dropped'],
        ['a peer, allowed', connects('vpc2-public', '10.0.1.1', 8080), 'open'],
        ['a peer, denied', connects('vpc2-public', '10.0.1.1', 22), 'dropped'],
        ['outward, with its answers', connects('vpc1-public', '10.0.2.1', 8081), 'open'],
        ['outward, ping', pings('vpc1-public', '10.0.2.1'), true],
        ['outward, UDP', asks('vpc1-public', '10.0.2.1', 8081), 'open'],
        ['internet', seenAs('vpc1-public'), '203.0.113.2'],
        ['gateway', pings('vpc1-public', '10.0.0.1'), true],
        ['the twin', connects('twin-private', '10.0.1.1', 8083), 'open'],
      ]);
    });

    test('by source, range and protocol', async () => {
      const ingress = [
        deny({ remotes: ['172.16.0.0/12'] }),
        allow({ ports: { from: 8000, to: 8100 } }),
        allow({ protocol: 'icmp' }),
      ];
      const narrow = [
        // Rules with an empty list of remotes match nothing, whether they allow or deny.
        allow({ protocol: 'icmp', remotes: [] }),
        deny({ protocol: 'udp', remotes: [] }),
        allow({ protocol: 'udp', ports: { from: 8081, to: 8081 } }),
        allow({ protocol: 'tcp', remotes: ['192.0.2.0/24', '172.16.1.0/24'] }),
      ];
      await subject().use([
        ...BASIC,
        PEERED,
        group('vpc1', 'public', ['10.0.1.1'], { ingress }),
        group('vpc1', 'private', ['10.0.2.1'], { ingress: narrow }),
      ]);
      await expectVerdicts(subject(), [
        ['a port in range', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['a port in range, UDP', asks('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['a port out of range', connects('vpc1-private', '10.0.1.1', 22), 'dropped'],
        ['a port out of range, UDP', asks('vpc1-private', '10.0.1.1', 22), 'dropped'],
        ['ICMP', pings('vpc1-private', '10.0.1.1'), true],
        ['the first match wins', connects('vpc2-public', '10.0.1.1', 8080), 'dropped'],
        ['one of several remotes', connects('vpc2-public', '10.0.2.1', 8081), 'open'],
        ['none of several remotes', connects('vpc1-public', '10.0.2.1', 8081), 'dropped'],
        ['UDP, allowed for all', asks('vpc1-public', '10.0.2.1', 8081), 'open'],
        ['no remote at all', pings('vpc1-public', '10.0.2.1'), false],
      ]);
    });

    test('of many rules keeps their order', async () => {
      const many = (rule: (index: number) => GroupRule) =>
        Array.from({ length: 20 }, (_, index) => rule(index));
      const inside = { remotes: ['10.0.2.0/24'] };
      const ingress = [
        ...many((index) => allow(tcp(1000 + 2 * index))),
        deny(tcp(22)),
        deny({ protocol: 'udp', ports: { from: 8080, to: 8080 } }),
        ...many((index) => allow({ ...tcp(22), remotes: [`10.0.${index}.0/24`] })),
        ...[8080, 443].map((at) => allow({ ...tcp(at), ...inside })),
        allow({ protocol: 'udp', ports: { from: 8000, to: 8100 } }),
      ];
      await subject().use([...BASIC, PEERED, group('vpc1', 'public', ['10.0.1.1'], { ingress })]);
      await expectVerdicts(subject(), [
        ['allowed', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['allowed, nobody there', connects('vpc1-private', '10.0.1.1', 443), 'refused'],
        ['allowed, a port of a set', connects('vpc1-private', '10.0.1.1', 1038), 'refused'],
        ['beside the ports of a set', connects('vpc1-private', '10.0.1.1', 1039), 'dropped'],
        ['denied first, allowed later', connects('vpc1-private', '10.0.1.1', 22), 'dropped'],
        ['denied first, UDP', asks('vpc1-private', '10.0.1.1', 8080), 'dropped'],
        ['another remote', connects('vpc2-public', '10.0.1.1', 8080), 'dropped'],
        ['not named', pings('vpc1-private', '10.0.1.1'), false],
      ]);
    });

    test('of many rules with single addresses keeps their order, also when one changes', async () => {
      const sender = ['10.0.2.1/32'];
      const from = (rule: Partial<GroupRule>) => ({ ...rule, remotes: sender });
      const filling = Array.from({ length: 20 }, (_, index) => [
        allow(from(tcp(7000 + index))),
        deny({ ...tcp(8080), remotes: [`10.0.3.${index}`] }),
      ]).flat();
      const udp = (at: number) => ({ protocol: 'udp', ports: { from: at, to: at } }) as const;
      const ingressWith = (ssh: GroupRule) => [
        ...filling,
        allow(from(tcp(8080))),
        deny(from(tcp(8080))),
        ssh,
        allow(from(udp(8080))),
        deny({ protocol: 'udp', remotes: ['10.0.2.0/24'] }),
        ...filling,
        allow(from(tcp(22))),
        allow(from(udp(8081))),
        allow({ ...tcp(8080), remotes: ['172.16.1.1'] }),
        allow({ protocol: 'icmp' }),
      ];
      const policyWith = (ssh: GroupRule) => [
        ...BASIC,
        PEERED,
        group('vpc1', 'public', ['10.0.1.1'], { ingress: ingressWith(ssh) }),
      ];
      const same = [
        ['the first of two wins', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['UDP, allowed first', asks('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['UDP, denied between', asks('vpc1-private', '10.0.1.1', 8081), 'dropped'],
        ['behind the others', connects('vpc2-public', '10.0.1.1', 8080), 'open'],
        ['another port', connects('vpc1-private', '10.0.1.1', 443), 'dropped'],
        ['another address', connects('vpc2-public', '10.0.1.1', 22), 'dropped'],
        ['without a port', pings('vpc1-private', '10.0.1.1'), true],
      ] as const;
      const ssh = connects('vpc1-private', '10.0.1.1', 22);
      await subject().use(policyWith(deny(from(tcp(22)))));
      await expectVerdicts(subject(), [...same, ['denied', ssh, 'dropped']]);
      await subject().use(policyWith(allow(from(tcp(22)))));
      await expectVerdicts(subject(), [...same, ['allowed', ssh, 'open']]);
      const egress = [...filling, allow({ ...tcp(8081), remotes: sender })];
      await subject().use([
        ...BASIC,
        group('vpc1', 'public', ['10.0.1.1'], { egress }),
        group('vpc1', 'private', ['10.0.2.1'], { ingress: [deny(tcp(8082)), allow()] }),
      ]);
      await expectVerdicts(subject(), [
        ['outward', connects('vpc1-public', '10.0.2.1', 8081), 'open'],
        ['outward, not named', connects('vpc1-public', '10.0.2.1', 8080), 'dropped'],
      ]);
    });

    test('lets out what its rules allow, and only as far as the receiver agrees', async () => {
      const egress = [
        deny({ ...tcp(22), remotes: ['10.0.2.0/24'] }),
        allow({ protocol: 'tcp', ports: { from: 8081, to: 8082 }, remotes: ['10.0.2.0/24'] }),
      ];
      await subject().use([
        ...BASIC,
        PEERED,
        group('vpc1', 'public', ['10.0.1.1'], { egress }),
        group('vpc1', 'private', ['10.0.2.1'], { ingress: [allow(tcp(8081)), allow(tcp(22))] }),
      ]);
      await expectVerdicts(subject(), [
        ['both agree', connects('vpc1-public', '10.0.2.1', 8081), 'open'],
        ['the receiver does not', connects('vpc1-public', '10.0.2.1', 8082), 'dropped'],
        ['the sender does not', connects('vpc1-public', '10.0.2.1', 22), 'dropped'],
        ['no rule names it', connects('vpc1-public', '10.0.2.1', 80), 'dropped'],
        ['elsewhere', connects('vpc1-public', '172.16.1.1', 8080), 'dropped'],
        ['internet', seenAs('vpc1-public'), null],
        ['gateway', pings('vpc1-public', '10.0.0.1'), false],
        ['inward, with its answers', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['inward from the host', pings(null, '10.0.1.1'), true],
      ]);
    });

    test('by any IP protocol, and by the type of an ICMP message', async () => {
      const type = (at: number) => ({ protocol: 'icmp', ports: { from: at, to: at } }) as const;
      const ingress = [
        allow({ protocol: 'gre', remotes: ['10.0.2.0/24'] }),
        deny({ protocol: '253' }),
        allow({ protocol: 'esp' }),
        allow({ protocol: 'sctp', ports: { from: 80, to: 80 } }),
        allow({ protocol: 'udplite', ports: { from: 5000, to: 5010 } }),
        allow(type(13)),
        // Reserved: nobody sends it, and no other type is meant.
        allow(type(255)),
      ];
      await subject().use([...BASIC, group('vpc1', 'public', ['10.0.1.1'], { ingress })]);
      const arrive = (protocol: number, from = 'vpc1-private') =>
        arrives(subject(), from, protocol);
      expect(await arrive(47)).toBe(true);
      expect(await arrive(50)).toBe(true);
      expect(await arrive(253)).toBe(false);
      expect(await arrive(89)).toBe(false);
      await expectVerdicts(subject(), [
        ['an ICMP type that no rule names', pings('vpc1-private', '10.0.1.1'), false],
      ]);
      const echo = [...ingress.slice(0, -1), allow(type(8))];
      await subject().use([...BASIC, group('vpc1', 'public', ['10.0.1.1'], { ingress: echo })]);
      await expectVerdicts(subject(), [
        ['an ICMP type that a rule names', pings('vpc1-private', '10.0.1.1'), true],
      ]);
    });

    test('without rules is closed in that direction, and open in the other', async () => {
      await subject().use([
        ...BASIC,
        group('vpc1', 'public', ['10.0.1.1'], { ingress: [] }),
        group('twin', 'public', ['10.0.1.1'], {}),
      ]);
      await expectVerdicts(subject(), [
        ['in', connects('vpc1-private', '10.0.1.1', 8080), 'dropped'],
        ['out', connects('vpc1-public', '10.0.2.1', 8081), 'open'],
        ['a group of no direction', connects('twin-private', '10.0.1.1', 8083), 'open'],
      ]);
    });
  });

  describe('a forwarded port', () => {
    /**
     * Marks the connection as a port forward does, so that it uses the VPC's routing table.
     */
    const FORWARD = `table ip forwards {
      chain marking { type filter hook prerouting priority -149; iifname "eth0" ct mark 7001 meta mark set ct mark; }
      chain forwarding { type nat hook prerouting priority -100; iifname "eth0" tcp dport 8888 ct mark set 7001 meta mark set ct mark dnat to 10.0.2.1:8081; }
    }`;
    const forwarded = internetConnects('203.0.113.2', 8888);
    const ofPrivate = (rules: Parameters<typeof group>[3]) =>
      group('vpc1', 'private', ['10.0.2.1'], rules);

    test('reaches also a private subnet, through its security group', async () => {
      const { use, run } = subject();
      await run('nft', [FORWARD]);
      try {
        await use(BASIC);
        await expectVerdicts(subject(), [['without a group', forwarded, 'open']]);
        await use([...BASIC, ofPrivate({ ingress: [allow(tcp(8081))], egress: [deny()] })]);
        await expectVerdicts(subject(), [['allowed', forwarded, 'open']]);
        await use([...BASIC, ofPrivate({ ingress: [allow(tcp(80))] })]);
        await expectVerdicts(subject(), [['denied', forwarded, 'dropped']]);
      } finally {
        await run('nft', ['delete table ip forwards']);
      }
    });
  });
}

/** Sends 20 bytes of an IP protocol; perl is a part of every Debian. */
const SEND =
  'socket(my $s, AF_INET, SOCK_RAW, shift) or die; send($s, "x" x 20, 0, sockaddr_in(0, inet_aton(shift))) or die';

/** Whether a packet of an IP protocol arrives at 10.0.1.1 of `vpc1`. */
async function arrives(subject: Subject, from: string, protocol: number): Promise<boolean> {
  let count = 0;
  await countIn(subject, 'vpc1-public', `ip protocol ${protocol}`, async (arrived) => {
    const { exitCode, stderr } = await subject.shell(
      from,
      `perl -MSocket -e '${SEND}' ${protocol} 10.0.1.1`,
    );
    if (exitCode !== 0) throw new Error(stderr);
    // On one host a packet is received while it is sent.
    count = await arrived();
  });
  return count > 0;
}
