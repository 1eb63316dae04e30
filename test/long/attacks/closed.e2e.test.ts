import { beforeEach, describe, expect, it } from 'vitest';
import {
  allowOnly,
  connectionsInLab,
  ENDINGS,
  expectEnding,
  goesOn,
  isOver,
  known,
  opened,
  run,
} from '../../support/attacks/connections.js';
import { hear, talk } from '../../support/backend/traffic.js';
import { writeIn } from '../../support/cli/tutorial.js';
import { ok } from '../../support/cli/vpcctl.js';
import { BACKEND, type Lab } from '../../support/lab/harness.js';

let lab: Lab;
const labOfFile = connectionsInLab();
beforeEach(() => {
  lab = labOfFile();
});

describe('an open connection', () => {
  it.each(ENDINGS)('ends when %s', expectEnding);

  it('ends when no rule allows it any more, and an allowed one goes on', async () => {
    const [closed, kept] = [await opened('a-web', 8080), await opened('a-web', 8081)];
    const other = await opened('b-one', 8082);
    await allowOnly(8081, 8082);
    await goesOn(other);
    await isOver(closed, kept);
    expect((await known()).filter((each) => each.endsWith(':8080'))).toEqual([]);
  });

  it('goes on when another flow is closed', async () => {
    const kept = await opened('a-web', 8080);
    await ok(lab, 'unpeer', 'a', 'b');
    await goesOn(kept);
    await ok(lab, 'delete-vpc', 'b');
    await goesOn(kept);
  });

  it('ends beside IPv6 connections with the mark of its VPC, which stay', async () => {
    await opened('b-one', 8080);
    const inserted = await lab.shell(`set -e; for mark in 7001 7002; do
      conntrack -I -p udp -s fd00::$mark -d fd00::1 --sport 1 --dport 2 -t 600 -m $mark
    done`);
    expect(inserted).toMatchObject({ exitCode: 0 });
    await ok(lab, 'unpeer', 'a', 'b');
    expect((await known()).filter((each) => each.endsWith(':8080'))).toEqual([]);
    const { stdout } = await lab.shell('conntrack -L -f ipv6 -p udp');
    for (const source of ['fd00::7001', 'fd00::7002']) expect(stdout).toContain(`src=${source} `);
  });

  it('does not come back when the server speaks first', async () => {
    const kept = await opened('a-web', 8081);
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    const closed = run(hear(lab, { namespace: 'a-web' }, '10.0.2.1', 8080));
    await goesOn(closed);
    await allowOnly(8081);
    await isOver(closed, kept);
  });

  it('of the host ends like any other', async () => {
    const kept = await opened('a-web', 8081);
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    const closed = run(hear(lab, 'host', '10.0.2.1', 8080));
    await goesOn(closed);
    await allowOnly(8081);
    await isOver(closed, kept);
  });

  it('to the internet ends when egress is closed, and only then', async () => {
    for (const port of [8090, 8091]) run(talk(lab, 'internet', '198.51.100.8', port));
    // The same port of the uplink: the second is given another (nf_nat_l4proto_unique_tuple).
    await ok(lab, 'add-instance', 'a', 'web', 'two');
    const [closed, one, two] = [
      run(hear(lab, { namespace: 'a-web' }, '198.51.100.8', 8090)),
      run(hear(lab, { namespace: 'a-web' }, '198.51.100.8', 8091, 40_000)),
      run(hear(lab, { namespace: 'a-web-two' }, '198.51.100.8', 8091, 40_000)),
    ];
    for (const connection of [closed, one, two]) await goesOn(connection);
    writeIn(
      lab,
      '/run/egress.json',
      JSON.stringify({
        subnet: '10.0.1.0/24',
        egress: [{ port: 8091, protocol: 'tcp', action: 'allow' }],
      }),
    );
    await ok(lab, 'apply-firewall', 'a', 'web', '/run/egress.json');
    await goesOn(two);
    await isOver(closed, one);
  });

  it.each([
    ['from the uplink', 'internet', '203.0.113.2'],
    ['from the host', 'host', '127.0.0.1'],
    ['from its own VPC', { namespace: 'a-web' }, '203.0.113.2'],
  ] as const)('through a port forward ends with the forward, %s', async (_what, place, address) => {
    for (const port of [8080, 8081]) {
      run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', port));
      await ok(lab, 'forward', 'a', 'db', String(port));
    }
    const [closed, kept] = [hear(lab, place, address, 8080), hear(lab, place, address, 8081)];
    run(closed);
    run(kept);
    await goesOn(closed);
    await goesOn(kept);
    await ok(lab, 'unforward', 'a', '8080');
    await isOver(closed, kept);
  });

  it('through a port forward ends when the security group closes', async () => {
    for (const port of [8080, 8081]) {
      run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', port));
      await ok(lab, 'forward', 'a', 'db', String(port));
    }
    const closed = run(hear(lab, 'internet', '203.0.113.2', 8080));
    const kept = run(hear(lab, 'internet', '203.0.113.2', 8081));
    await goesOn(closed);
    await goesOn(kept);
    await allowOnly(8081);
    await isOver(closed, kept);
  });

  it('that was opened while the rules were gone ends with the replay', async () => {
    const kept = await opened('a-web', 8081);
    await allowOnly(8081);
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    await lab.shell(
      BACKEND === 'nftables'
        ? 'nft flush chain inet vpcctl forward'
        : 'iptables-legacy -F VPCCTL-FORWARD',
    );
    const closed = run(hear(lab, { namespace: 'a-web' }, '10.0.2.1', 8080));
    await goesOn(closed);
    await ok(lab, 'replay');
    await isOver(closed, kept);
  });

  it('that an interrupted change allowed ends with the rollback', async () => {
    const kept = await opened('a-web', 8081);
    await allowOnly(8081);
    run(talk(lab, { namespace: 'a-db' }, '10.0.2.1', 8080));
    await killedWhenOpen('clear-firewall a db');
    const closed = run(hear(lab, { namespace: 'a-web' }, '10.0.2.1', 8080));
    await goesOn(closed);
    expect(await lab.vpcctl('delete-vpc', 'nobody')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('was interrupted; rolling it back'),
    });
    await isOver(closed, kept);
  });
});

/** Kills a command at the first place at which what it does is open, but not done. */
async function killedWhenOpen(command: string): Promise<void> {
  for (let at = 1; ; at += 1) {
    const { exitCode } = await lab.shell(`VPCCTL_FAULT=${at} vpcctl ${command}; exit $?`);
    expect({ at, exitCode }).toEqual({ at, exitCode: 137 });
    const knock = "timeout 1 bash -c 'exec 3<>/dev/tcp/10.0.2.1/8080'";
    const open = await lab.shell(`ip netns exec a-web ${knock}`);
    if (open.exitCode === 0) return;
    await lab.vpcctl('delete-vpc', 'nobody');
  }
}
