import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOutputSchema } from '../../../src/schemas/status.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { DOCKER_AND_UFW, FIREWALLD, OPEN } from '../../support/foreign-firewalls/firewalls.js';
import {
  answered,
  foreignRules,
  type Probes,
  shell,
  withoutExceptions,
} from '../../support/foreign-firewalls/host.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

const BUILD = [
  ['create-vpc', 'one', '10.0.0.0/16'],
  ['add-subnet', 'one', 'public', '10.0.1.0/24', '--type', 'public'],
  ['add-subnet', 'one', 'private', '10.0.2.0/24'],
  ['create-vpc', 'two', '172.16.0.0/16'],
  ['add-subnet', 'two', 'web', '172.16.1.0/24', '--type', 'public'],
  ['peer', 'one', 'two'],
];

const PROBES: Probes = {
  'a public subnet to the internet': ['one-public', '198.51.100.8'],
  'a private subnet to the internet': ['one-private', '198.51.100.8'],
  'a subnet to its neighbour': ['one-public', '10.0.2.1'],
  'a subnet to a peer': ['one-private', '172.16.1.1'],
  'a subnet to its gateway': ['one-private', '10.0.0.1'],
  'a subnet to another gateway': ['one-private', '172.16.0.1'],
  'a subnet to the host': ['one-public', '203.0.113.2'],
  'the host to a subnet': ['host', '10.0.2.1'],
  'what the administrator forbade': ['one-public', '203.0.113.1'],
};

/** As it is on a host without other filters, but for the last. */
const EXPECTED: Readonly<Record<string, boolean>> = {
  'a public subnet to the internet': true,
  'a private subnet to the internet': false,
  'a subnet to its neighbour': true,
  'a subnet to a peer': true,
  'a subnet to its gateway': true,
  'a subnet to another gateway': false,
  'a subnet to the host': false,
  'the host to a subnet': true,
  'what the administrator forbade': false,
};

/** Shell with which administrators flush their own filter, which removes the firewall exceptions. */
const FLUSHES: Readonly<Record<string, string>> = {
  'iptables -F': 'iptables-nft -F',
  'iptables-legacy -F': 'iptables-legacy -F',
  'firewalld loads its rules anew': 'nft delete table inet firewalld; nft -f /run/firewalld.nft',
  'everything in nftables is flushed, and firewalld starts again':
    'nft flush ruleset; nft -f /run/firewalld.nft; iptables-nft -P FORWARD DROP',
};

describe.each(['nftables', 'iptables-legacy'] as const)(
  'beside Docker, ufw and firewalld, %s',
  (backend) => {
    let lab: Lab;
    let before: string;
    beforeAll(async () => {
      lab = await startLab({ env: { VPCCTL_BACKEND: backend } });
      for (const program of ['iptables-nft', 'iptables-legacy']) {
        await shell(lab, `${program}-restore`, DOCKER_AND_UFW);
      }
      await shell(lab, 'cat >/run/firewalld.nft && nft -f /run/firewalld.nft', FIREWALLD);
      await shell(lab, 'nft -f /dev/stdin', OPEN);
      before = await foreignRules(lab);
      for (const args of BUILD) await ok(lab, ...args);
    });
    afterAll(() => lab.stop());

    /** What may be reached is reached. */
    async function expectReach(): Promise<void> {
      const allowed = Object.entries(PROBES).filter(([name]) => EXPECTED[name]);
      expect(Object.values(await answered(lab, Object.fromEntries(allowed)))).not.toContain(false);
    }

    const status = () => json(lab, statusOutputSchema, 'status', '--exit-code=false');

    it('exactly the chains that drop by default are found', async () => {
      const { filters, matches, backend: used } = await status();
      expect(
        filters.map(({ filter, chain, standing }) => `${filter} ${chain} ${standing}`),
      ).toEqual([
        'iptables-nft FORWARD passed',
        'iptables-nft INPUT passed',
        'nftables filter_INPUT passed',
        'nftables filter_FORWARD passed',
        'iptables-legacy FORWARD passed',
        'iptables-legacy INPUT passed',
      ]);
      expect({ matches, used }).toEqual({ matches: true, used: backend });
    });

    it('VPCs reach their allowed destinations, and none that the administrator forbade', async () => {
      expect(await answered(lab, PROBES)).toEqual(EXPECTED);
    });

    it('the rules of the other programs are unchanged, and their programs can read them', async () => {
      const now = await foreignRules(lab);
      expect(withoutExceptions(now)).toBe(before);
      const inLegacy = now.match(/^-A (FORWARD|INPUT) .*"vpcctl br-one"/gm) ?? [];
      expect(inLegacy.length).toBe(backend === 'iptables-legacy' ? 0 : 5);
      expect(await shell(lab, 'iptables-nft -S FORWARD')).toContain('-i br-one -m mark');
    });

    it('the exceptions go with the VPCs, byte for byte, and come back with an undo', async () => {
      await ok(lab, 'delete-vpc', 'two');
      await ok(lab, 'delete-vpc', 'one');
      expect(await foreignRules(lab)).toBe(before);
      await ok(lab, 'undo', '2');
      await expectReach();
    });

    it.each(Object.entries(FLUSHES))(
      '%s: status reports it, and replay fixes it',
      async (_, line) => {
        await shell(lab, line);
        expect(await status()).toMatchObject({ matches: false });
        await ok(lab, 'replay');
        expect(await status()).toMatchObject({ matches: true });
        await expectReach();
      },
    );

    it('a VPC without its own policy passes nothing, even if another program flushed that policy', async () => {
      const own = {
        nftables: 'nft delete table inet vpcctl',
        'iptables-legacy': 'iptables-legacy -t mangle -F; iptables-legacy -F',
      };
      await shell(lab, own[backend]);
      expect(Object.values(await answered(lab, PROBES))).not.toContain(true);
      await ok(lab, 'replay');
      await expectReach();
    });

    it('a filter that has gone hinders neither creation nor deletion', async () => {
      await shell(lab, 'nft delete table inet firewalld; nft delete table ip filter');
      expect(await status()).toMatchObject({ matches: true });
      await ok(lab, 'create-vpc', 'three', '10.9.0.0/16');
      for (const name of ['one', 'two', 'three']) await ok(lab, 'delete-vpc', name);
      expect(await shell(lab, 'nft list tables')).toBe('');
    });
  },
);
