import { describe, expect, test } from 'vitest';
import type { Resource } from '../../resource/resource.js';
import { BASIC } from '../scenario/network.js';
import { connects, pings } from '../scenario/probe.js';
import { allow, deniedLog, group, peering, tcp } from '../scenario/resources.js';
import type { Subject } from '../scenario/subject.js';
import { traces } from '../scenario/traces.js';
import { expectVerdicts } from '../scenario/verdicts.js';

/**
 * A way to damage a driver's rules: its name, and a shell script for the lab's host, which has
 * {@link WHOLE}.
 */
export type Tampering = readonly [what: string, script: string];

/** A resource of every kind. */
const WHOLE: readonly Resource[] = [
  ...BASIC,
  peering(['vpc1', '10.0.0.0/16'], ['vpc2', '172.16.0.0/16']),
  group('vpc1', 'public', ['10.0.1.1'], { ingress: [allow(tcp(8080)), allow(tcp(443))] }),
  deniedLog('vpc1', 7001, 7002),
];

/** Rules of another program, with names similar to ours. */
const THEIRS = `
  nft 'table inet theirs { chain vpcctl { accept; }; set bridges { type ifname; }; }'
  if command -v iptables-legacy; then
    iptables-legacy -N THEIR-VPCCTL && iptables-legacy -A THEIR-VPCCTL -s 192.0.2.1 -j DROP
    iptables-legacy -A FORWARD -s 192.0.2.1 -j THEIR-VPCCTL
  fi`;
const THEIRS_GO = `
  nft delete table inet theirs
  ! command -v iptables-legacy || { iptables-legacy -F && iptables-legacy -X; }`;

/** By id, since the order of observation has no meaning. */
function byId(resources: readonly Resource[]): Map<string, unknown> {
  return new Map(resources.map(({ id, kind, attributes }) => [id, { kind, attributes }]));
}

async function expectThere(
  { observe }: Subject,
  expected: readonly Resource[],
  candidates = expected,
): Promise<void> {
  expect(byId(await observe(candidates))).toEqual(byId(expected));
}

/** A driver's observation and repair of its own rules. */
export function observation(subject: () => Subject, tampering: readonly Tampering[]): void {
  describe('a driver observes', () => {
    test('nothing, everything, and no more than the candidates', async () => {
      await subject().use([]);
      await expectThere(subject(), [], WHOLE);
      await subject().use(WHOLE);
      await expectThere(subject(), WHOLE);
      const other = group('vpc4', 'public', ['172.20.1.1'], { ingress: [] });
      await expectThere(subject(), WHOLE, [...WHOLE, other]);
    });

    test('of old and new candidates only those that the host has', async () => {
      await subject().use(WHOLE);
      const before = group('vpc1', 'public', ['10.0.1.1'], {});
      await expectThere(subject(), WHOLE, [before, ...WHOLE, before]);
    });

    test('no rules of other programs, and leaves them alone', async () => {
      const { use, lab, run } = subject();
      await use([]);
      await run('bash', ['-c', THEIRS]);
      try {
        const before = await traces(lab);
        await expectThere(subject(), [], WHOLE);
        await use(WHOLE);
        await expectThere(subject(), WHOLE);
        await use([]);
        expect(await traces(lab)).toEqual(before);
      } finally {
        await run('bash', ['-c', THEIRS_GO]);
      }
    });
  });

  describe('damage is observed and repaired:', () => {
    const spoiled = async (spoil: () => Promise<unknown>): Promise<void> => {
      const { use, repair, observe } = subject();
      await use(WHOLE);
      await spoil();
      expect(byId(await observe(WHOLE))).not.toEqual(byId(WHOLE));
      await repair(WHOLE);
      await expectThere(subject(), WHOLE);
    };

    test.each(tampering)('%s', (_what, script) =>
      spoiled(() => subject().run('bash', ['-c', script])),
    );

    test('a missing resource', async () => {
      const router = BASIC.filter(({ id }) => !id.includes('vpc2'));
      for (const rest of [[], router, WHOLE.slice(0, -1), WHOLE.slice(0, -2)]) {
        await subject().use(rest);
        await expectThere(subject(), rest, WHOLE);
        await subject().repair(WHOLE);
        await expectThere(subject(), WHOLE);
      }
      await expectVerdicts(subject(), [
        ['allowed', connects('vpc1-private', '10.0.1.1', 8080), 'open'],
        ['denied', connects('vpc1-private', '10.0.1.1', 22), 'dropped'],
        ['gateway', pings('vpc1-public', '10.0.0.1'), true],
      ]);
    });
  });
}
