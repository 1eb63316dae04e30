import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceOutputSchema } from '../../../src/schemas/see/trace.js';
import { eventually } from '../../support/cli/gate.js';
import { ok, parse } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

const GUARDED = 'accept IPv4 from the MAC and address of the workload';
const LOGGER = '/proc/sys/net/netfilter/nf_log/2';

/** What differs between the drivers: where a rule of another program lies, and what a mark is. */
const BACKENDS = [
  {
    backend: 'nftables',
    block: `nft 'table inet other { chain c { type filter hook forward priority -10; tcp dport 80 drop comment "not here"; }; }'`,
    unblock: 'nft delete table inet other',
    foreign: { table: 'inet other', chain: 'c' },
    denying: 'denied',
    isDrift: false,
  },
  {
    backend: 'iptables-legacy',
    block: 'iptables-legacy -I FORWARD -p tcp --dport 80 -m comment --comment "not here" -j DROP',
    unblock: 'iptables-legacy -D FORWARD -p tcp --dport 80 -m comment --comment "not here" -j DROP',
    foreign: { table: 'filter', chain: 'FORWARD' },
    denying: 'VPCCTL-DENIED',
    isDrift: true,
  },
];

describe.each(BACKENDS)(
  'trace with $backend',
  ({ backend, block, unblock, foreign, denying, isDrift }) => {
    let lab: Lab;
    let logger = '';

    beforeAll(async () => {
      lab = await startLab();
      await lab.shell(`cat > /run/web.json <<'END'
{ "subnet": "10.0.1.0/24", "ingress": [
  { "port": 80, "protocol": "tcp", "action": "allow" },
  { "port": 22, "protocol": "tcp", "action": "deny", "description": "no shells" } ] }
END`);
      await ok(lab, 'backend', 'set', backend);
      await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
      await ok(lab, 'create-vpc', 'vpc2', '10.1.0.0/16');
      await ok(lab, 'add-subnet', 'vpc1', 'web', '10.0.1.0/24');
      await ok(lab, 'add-subnet', 'vpc1', 'db', '10.0.2.0/24');
      await ok(lab, 'add-subnet', 'vpc1', 'public', '10.0.3.0/24', '--type', 'public');
      await ok(lab, 'add-subnet', 'vpc2', 'app', '10.1.1.0/24');
      await ok(lab, 'apply-firewall', 'vpc1', 'web', '/run/web.json');
      logger = await read(LOGGER);
    });
    afterAll(() => lab.stop());

    async function trace(...words: string[]) {
      const { exitCode, stdout } = await lab.vpcctl('trace', ...words, '--json');
      return { exitCode, ...parse(traceOutputSchema, stdout) };
    }
    const read = async (file: string) => (await lab.shell(`cat ${file}`)).stdout.trim();
    const rules = async () =>
      (await lab.shell('nft list ruleset; iptables-legacy-save; true')).stdout;
    const isMarked = async () => /vpcctl[- ]trace/.test(await rules());
    async function nothingIsLeft() {
      expect(await isMarked()).toBe(false);
      expect(await read(LOGGER)).toBe(logger);
    }
    /** Starts one that waits for an answer, until its packet is marked. */
    async function startTrace() {
      lab.start('sh', ['-c', 'vpcctl trace vpc1/db vpc1/web:22 & echo $! >/run/trace.pid; wait']);
      await eventually(async () => {
        expect(await isMarked()).toBe(true);
        if (backend === 'iptables-legacy') expect(await read(LOGGER)).toBe('nfnetlink_log');
      });
    }

    it('shows each rule that a packet meets, until it is accepted', async () => {
      const { steps, ...rest } = await trace('vpc1/db', 'vpc1/web:80');
      expect(rest).toMatchObject({ exitCode: 0, reachable: true, agrees: true, answer: 'refused' });
      expect(steps.map(({ rule, verdict }) => `${verdict}: ${rule}`)).toEqual(
        expect.arrayContaining([
          'return: allow what ingress rule 1 matches',
          'accept: accept connections within the share',
        ]),
      );
      expect(steps.map(({ rule }) => rule)).toContain(GUARDED);
      await nothingIsLeft();
    });

    it('ends at the rule that drops it, in the words of the policy', async () => {
      const { steps, ...rest } = await trace('vpc1/db', 'vpc1/web:22');
      expect(rest).toMatchObject({
        exitCode: 1,
        reachable: false,
        agrees: true,
        answer: 'dropped',
      });
      expect(steps.map(({ rule }) => rule)).toContain('no shells');
      expect(steps.at(-1)).toMatchObject({ chain: denying, verdict: 'drop', isOwn: true });
      const { stdout } = await lab.vpcctl('trace', 'vpc1/db', 'vpc1/web:22');
      expect(stdout).toContain('reach says no: rule 2 of the ingress policy of vpc1/web');
      expect(stdout).toContain('The packet did so.');
      await nothingIsLeft();
    });

    it('names the default, where no rule allows it', async () => {
      const { steps, ...rest } = await trace('vpc1/db', 'vpc1/web:443/udp');
      expect(rest).toMatchObject({
        exitCode: 1,
        reachable: false,
        agrees: true,
        answer: 'dropped',
      });
      expect(steps.map(({ rule }) => rule)).toContain(
        'drop everything that no ingress rule allows',
      );
      expect(steps.at(-1)).toMatchObject({ chain: denying, verdict: 'drop' });
    });

    it('follows a packet into another VPC, without and with a peering', async () => {
      const denied = await trace('vpc1/db', 'vpc2/app:80');
      expect(denied).toMatchObject({ exitCode: 1, reachable: false, agrees: true });
      expect(denied.steps.map(({ rule }) => rule)).toContain(GUARDED);
      await ok(lab, 'peer', 'vpc1', 'vpc2');
      const { steps, ...rest } = await trace('vpc1/db', 'vpc2/app:80');
      expect(rest).toMatchObject({ exitCode: 0, reachable: true, answer: 'refused' });
      expect(steps.map(({ rule }) => rule)).toContain('accept connections within the share');
      await ok(lab, 'unpeer', 'vpc1', 'vpc2');
    });

    it('follows a packet to the internet, as far as its masquerade', async () => {
      const { steps, ...rest } = await trace('vpc1/public', '198.51.100.8:81');
      expect(rest).toMatchObject({ reachable: true });
      expect(steps.map(({ rule }) => rule).join('\n')).toMatch(/hide .* behind the address/);
      const inner = await trace('vpc1/db', '198.51.100.8:81');
      expect(inner).toMatchObject({ exitCode: 1, reachable: false, answer: 'dropped' });
      expect(inner.steps.at(-1)).toMatchObject({ chain: denying, verdict: 'drop' });
    });

    it('names the rule of another program, which reach did not know', async () => {
      await lab.shell(block);
      const { steps, ...rest } = await trace('vpc1/db', 'vpc1/web:80');
      expect(rest).toMatchObject({
        exitCode: 1,
        reachable: true,
        agrees: false,
        answer: 'dropped',
      });
      expect(steps.at(-1)).toEqual({ ...foreign, rule: 'not here', verdict: 'drop', isOwn: false });
      const { stdout } = await lab.vpcctl('trace', 'vpc1/db', 'vpc1/web:80');
      expect(stdout).toContain('The packet differs');
      expect(stdout).toContain('dropped it: not here');
      await lab.shell(unblock);
    });

    it('shows no other packets of the same sender', async () => {
      const quiet = await trace('vpc1/db', 'vpc1/web:80');
      const others = 'ping -q -i 0.01 10.0.1.1 & while :; do nc -z -w 1 10.0.1.1 22; done';
      lab.start('vpcctl', ['exec', 'vpc1/db', '--', 'sh', '-c', others]);
      const pids = async () => (await lab.shell('ip netns pids vpc1-db')).stdout.trim();
      await eventually(async () => expect(await pids()).not.toBe(''));
      expect((await trace('vpc1/db', 'vpc1/web:80')).steps).toEqual(quiet.steps);
      expect(await pids()).not.toBe('');
      await lab.shell('ip netns pids vpc1-db | xargs kill');
    });

    it('follows a packet of the host', async () => {
      const { steps } = await trace('host', 'vpc1/web');
      expect(steps.map(({ rule }) => rule)).toContain(
        'drop everything that no ingress rule allows',
      );
      await nothingIsLeft();
    });

    it('is no drift while it runs, and Ctrl-C leaves nothing', async () => {
      await startTrace();
      expect((await lab.vpcctl('status')).exitCode).toBe(0);
      await lab.shell('kill -INT $(cat /run/trace.pid)');
      await eventually(nothingIsLeft);
    });

    it('leaves a mark where it is killed, which the next one removes', async () => {
      await startTrace();
      await lab.shell('kill -KILL $(cat /run/trace.pid)');
      expect(await isMarked()).toBe(true);
      await trace('vpc1/db', 'vpc1/web:80');
      await nothingIsLeft();
    });

    it('is drift where it was killed and is a rule among ours; replay gives all back', async () => {
      await startTrace();
      await lab.shell('kill -KILL $(cat /run/trace.pid)');
      await eventually(async () =>
        expect((await lab.vpcctl('status')).exitCode).toBe(isDrift ? 1 : 0),
      );
      await ok(lab, 'replay');
      expect(await isMarked()).toBe(!isDrift);
      expect(await read(LOGGER)).toBe(logger);
      expect((await lab.vpcctl('status')).exitCode).toBe(0);
    });

    // The messages of nf_tables have any number of readers, a log group has one.
    if (backend === 'iptables-legacy') {
      it('is refused while another one runs, which goes on', async () => {
        await startTrace();
        const { stdout, stderr } = await lab.vpcctl('trace', 'vpc1/db', 'vpc1/web:80');
        expect(stdout + stderr).toContain('another process reads the log group 0');
        expect(await isMarked()).toBe(true);
        await eventually(nothingIsLeft);
      });
    }
  },
);
