import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traceOutputSchema } from '../../../src/schemas/see/trace.js';
import { eventually } from '../../support/cli/gate.js';
import { ok, parse } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
  await lab.shell(`cat > /run/web.json <<'END'
{ "subnet": "10.0.1.0/24", "ingress": [
  { "port": 80, "protocol": "tcp", "action": "allow" },
  { "port": 22, "protocol": "tcp", "action": "deny", "description": "no shells" } ] }
END`);
  await ok(lab, 'backend', 'set', 'nftables');
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'web', '10.0.1.0/24');
  await ok(lab, 'add-subnet', 'vpc1', 'db', '10.0.2.0/24');
  await ok(lab, 'apply-firewall', 'vpc1', 'web', '/run/web.json');
});
afterAll(() => lab.stop());

async function trace(...words: string[]) {
  const { exitCode, stdout } = await lab.vpcctl('trace', ...words, '--json');
  return { exitCode, ...parse(traceOutputSchema, stdout) };
}
const tables = async () => (await lab.shell('nft list tables')).stdout;

describe('trace', () => {
  it('shows each rule that a packet meets, until it is accepted', async () => {
    const { steps, ...rest } = await trace('vpc1/db', 'vpc1/web:80');
    expect(rest).toMatchObject({ exitCode: 0, reachable: true, agrees: true, answer: 'refused' });
    expect(steps.map(({ chain, verdict }) => `${chain} ${verdict}`)).toEqual(
      expect.arrayContaining([
        'prerouting accept',
        'forward goto vpc-policy',
        'in/vpc1/web return',
        'share/vpc1 accept',
      ]),
    );
    expect(steps.map(({ rule }) => rule)).toContain(
      'accept IPv4 from the MAC and address of the workload',
    );
    expect(await tables()).not.toContain('trace');
  });

  it('ends at the rule that drops it, in the words of the policy', async () => {
    const { steps, ...rest } = await trace('vpc1/db', 'vpc1/web:22');
    expect(rest).toMatchObject({ exitCode: 1, reachable: false, agrees: true, answer: 'dropped' });
    expect(steps.slice(-2)).toMatchObject([
      { chain: 'in/vpc1/web', rule: 'no shells', verdict: 'goto denied' },
      { chain: 'denied', verdict: 'drop', isOwn: true },
    ]);
    const { stdout } = await lab.vpcctl('trace', 'vpc1/db', 'vpc1/web:22');
    expect(stdout).toContain('reach says no: rule 2 of the ingress policy of vpc1/web');
    expect(stdout).toContain('The packet did so.');
  });

  it('names the rule of another program, which reach did not know', async () => {
    await lab.shell(
      `nft 'table inet other { chain c { type filter hook forward priority -10; tcp dport 80 drop comment "not here"; }; }'`,
    );
    const { steps, ...rest } = await trace('vpc1/db', 'vpc1/web:80');
    expect(rest).toMatchObject({ exitCode: 1, answer: 'dropped' });
    expect(steps.at(-1)).toEqual({
      table: 'inet other',
      chain: 'c',
      rule: 'not here',
      verdict: 'drop',
      isOwn: false,
    });
    await lab.shell('nft delete table inet other');
  });

  it('follows a packet of the host, and a killed one leaves nothing that stays', async () => {
    const { steps } = await trace('host', 'vpc1/web');
    expect(steps.map(({ chain }) => chain)).toContain('from-host');
    lab.start('sh', ['-c', 'vpcctl trace vpc1/db vpc1/web:22 & echo $! >/run/trace.pid; wait']);
    await eventually(async () => expect(await tables()).toContain('trace'));
    await lab.shell('kill -KILL $(cat /run/trace.pid)');
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
    await trace('vpc1/db', 'vpc1/web:80');
    expect(await tables()).not.toContain('trace');
  });

  it('is refused with iptables-legacy, with the ways that there are', async () => {
    await ok(lab, 'backend', 'set', 'iptables-legacy');
    const { exitCode, stderr } = await lab.vpcctl('trace', 'vpc1/db', 'vpc1/web:80');
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('watch denied');
  });
});
