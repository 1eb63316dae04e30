import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subnetOutputSchema } from '../../../src/schemas/vpc.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

let lab: Lab;

const rule = (port: number, action: string, protocol = 'udp', more = {}) => ({
  port,
  protocol,
  action,
  ...more,
});
const policy = (...ingress: object[]) => JSON.stringify({ subnet: '10.0.1.0/24', ingress });

async function apply(text: string): Promise<void> {
  await lab.shell(`cat > /run/policy.json <<'END'\n${text}\nEND`);
  await ok(lab, 'apply-firewall', 'vpc1', 'web', '/run/policy.json');
}

/** Sends datagrams of 10 bytes, each from a port of its own. An IPv4 packet of them has 38 bytes. */
const send = (count: number, port: number) =>
  lab.shell(`ip netns exec vpc1-db python3 -c "
import socket
for n in range(${count}):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(b'x' * 10, ('10.0.1.1', ${port}))
    s.close()
"`);

const counts = async (...more: string[]) => {
  const shown = await json(lab, subnetOutputSchema, 'show', 'vpc1/web', ...more);
  return (shown.counts?.ingress ?? []).map((each) => [each.rules.join(), each.packets, each.bytes]);
};

beforeAll(async () => {
  lab = await startLab();
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'web', '10.0.1.0/24');
  await ok(lab, 'add-subnet', 'vpc1', 'db', '10.0.2.0/24');
});
afterAll(() => lab.stop());

describe.each(['nftables', 'iptables-legacy'])('the counters of %s', (backend) => {
  beforeAll(async () => {
    await lab.vpcctl('backend', 'set', backend);
    await apply(policy(rule(1000, 'allow'), rule(2000, 'deny')));
  });

  it('agree with what was sent, to the packet, and are no drift', async () => {
    await send(17, 1000);
    await send(23, 2000);
    await send(5, 3000);
    expect(await counts()).toEqual([
      ['1', 17, 17 * 38],
      ['2', 23, 23 * 38],
      ['', 5, 5 * 38],
    ]);
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
  });

  it('go on where other rules come, and show what is new since the last look', async () => {
    await counts('--since-last');
    await apply(policy(rule(1000, 'allow'), rule(2000, 'deny'), rule(4000, 'allow')));
    await send(2, 2000);
    await send(3, 4000);
    expect(await counts()).toEqual([
      ['1', 17, 17 * 38],
      ['2', 25, 25 * 38],
      ['3', 3, 3 * 38],
      ['', 5, 5 * 38],
    ]);
    expect(await counts('--since-last')).toEqual([
      ['1', 0, 0],
      ['2', 2, 2 * 38],
      ['3', 3, 3 * 38],
      ['', 0, 0],
    ]);
    const { stdout } = await lab.vpcctl('show', 'vpc1/web');
    expect(stdout).toMatch(/deny {2}udp port 2000 \[25 packets, 950 B\]/);
  });

  it('count each rule of a long policy, and the ruleset can be saved and loaded', async () => {
    const many = Array.from({ length: 40 }, (_, n) =>
      rule(5000 + n, n % 2 === 0 ? 'allow' : 'deny', 'udp', { source: '10.0.2.1/32' }),
    );
    await apply(policy(...many));
    await send(4, 5006);
    await send(6, 5007);
    const found = await counts();
    expect(found.filter(([, packets]) => packets !== 0)).toEqual([
      ['7', 4, 4 * 38],
      ['8', 6, 6 * 38],
      // What no rule allows goes on, too.
      ['', 5, 5 * 38],
    ]);
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
    if (backend !== 'nftables') return;
    expect(
      await lab.shell('nft list ruleset >/run/r && nft flush ruleset && nft -f /run/r'),
    ).toMatchObject({ exitCode: 0 });
    expect((await lab.vpcctl('status')).exitCode).toBe(0);
  });
});
