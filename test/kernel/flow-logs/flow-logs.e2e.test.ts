import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flowLogsStatusOutputSchema } from '../../../src/schemas/see/flow-logs.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn, modeIn, STATE } from '../../support/cli/lab-files.js';
import { json, ok } from '../../support/cli/vpcctl.js';
import {
  linesIn,
  recordsOf,
  startService,
  textIn,
  totalOf,
  trafficIn,
} from '../../support/flows/service.js';
import { countersOf, since } from '../../support/flows/workload-counters.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

/** IP and UDP headers. */
const UDP = 28;

let lab: Lab;
let traffic: ReturnType<typeof trafficIn>;
beforeAll(async () => {
  lab = await startLab();
  traffic = trafficIn(lab);
  await lab.shell(`cat > /run/db.json <<'END'
{ "subnet": "10.0.2.0/24", "ingress": [
  { "port": 22, "protocol": "tcp", "action": "deny" },
  { "port": 5000, "protocol": "tcp", "action": "allow" },
  { "port": 6000, "protocol": "udp", "action": "allow" } ] }
END`);
  await ok(lab, 'create-vpc', 'shop', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'shop', 'web', '10.0.1.0/24', '--type', 'public');
  await ok(lab, 'add-subnet', 'shop', 'db', '10.0.2.0/24');
  await ok(lab, 'apply-firewall', 'shop', 'db', '/run/db.json');
  await traffic.serve('shop-db', 'listen', '10.0.2.1', 5000);
  await traffic.serve('shop-db', 'sink', '10.0.2.1', 6000);
});
afterAll(() => lab.stop());

/** Waits until the service follows the log of the VPC: it writes a line each second. */
async function written(): Promise<void> {
  const before = linesIn(lab).length;
  await eventually(() => expect(linesIn(lab).length).toBeGreaterThan(before + 1));
}

const lost = () =>
  linesIn(lab).reduce((sum, line) => sum + (line.status === 'SKIPDATA' ? (line.lost ?? 0) : 0), 0);

/** The lines that say of the VPC that something is missing. */
const gaps = () =>
  linesIn(lab).filter(({ status, vpc }) => status === 'SKIPDATA' && vpc === 'shop');

describe('the flow logs of a VPC', () => {
  let service: Awaited<ReturnType<typeof startService>>;
  beforeAll(async () => {
    service = await startService(lab, '--format', 'json');
    await ok(lab, 'flow-logs', 'enable', 'shop', '--aggregate', '1s');
  });

  it('are written from the moment on that the VPC has them', async () => {
    await written();
    const status = await json(lab, flowLogsStatusOutputSchema, 'flow-logs', 'status');
    expect(status).toMatchObject({ running: true, lost: 0, logs: [{ vpc: 'shop' }] });
    expect(modeIn(lab, `${STATE}/flow-logs`)).toBe('700');
    expect(modeIn(lab, `${STATE}/flow-logs/flows-00000001.log`)).toBe('600');
  });

  it('have one writer', async () => {
    const second = await lab.run('vpcctl', ['flow-logs', 'run']);
    expect(second.exitCode).not.toBe(0);
    expect(second.stderr).toContain('another process writes the flow logs');
  });

  it('agree with what was sent by UDP, to the packet and the byte', async () => {
    await traffic.send('shop-web', 'udp', '10.0.2.1', 6000, 30_001, 1000, 100, 0.002);
    const requests = () => recordsOf(lab, { sourcePort: 30_001, port: 6000 });
    await eventually(() => expect(totalOf(requests()).packets).toBe(1000));
    await written();
    expect(totalOf(requests())).toEqual({ packets: 1000, bytes: 1000 * (100 + UDP) });
    expect(requests().length).toBeGreaterThan(1);
    const answers = recordsOf(lab, { sourcePort: 6000, port: 30_001 });
    expect(totalOf(answers)).toEqual({ packets: 250, bytes: 250 * (1 + UDP) });
    const of = { vpc: 'shop', interface: 'shop/web', action: 'ACCEPT', protocol: 17 };
    expect(requests()[0]).toMatchObject({ ...of, from: 'shop/web', to: 'shop/db' });
    expect(answers[0]).toMatchObject({ ...of, from: 'shop/db', to: 'shop/web' });
    const rule = 'rule 3 of the ingress policy of shop/db: allow udp port 6000';
    for (const each of [...requests(), ...answers]) expect(each).toMatchObject({ entry: 4, rule });
  });

  it('agree with what was sent by TCP, to the packet and the byte', async () => {
    const size = 5_000_000;
    const before = await countersOf(lab, 'shop-web');
    await traffic.send('shop-web', 'tcp', '10.0.2.1', 5000, size);
    const after = await countersOf(lab, 'shop-web');
    // What TCP sent again is on record too: it passed the router, as the workload's kernel counted.
    const sent = since(before.sent, after.sent);
    const requests = () => recordsOf(lab, { protocol: 6, port: 5000 });
    await eventually(() => expect(totalOf(requests()).bytes).toBeGreaterThanOrEqual(sent.bytes));
    await written();
    expect(totalOf(requests())).toEqual(sent);
    expect(sent.bytes).toBeGreaterThan(size);
  });

  it('have each packet that was denied, with the rule', async () => {
    await traffic.send('shop-web', 'udp', '10.0.2.1', 53, 30_002, 40, 10, 0.001);
    const denied = () => recordsOf(lab, { port: 53 });
    await eventually(() =>
      expect(totalOf(denied())).toEqual({ packets: 40, bytes: 40 * (10 + UDP) }),
    );
    for (const each of denied()) {
      expect(each).toMatchObject({
        ...{ action: 'REJECT', from: 'shop/web', to: 'shop/db', interface: 'shop/web' },
        ...{ entry: 4, rule: 'no rule of the ingress policy of shop/db allows it' },
      });
    }
  });

  it('are shown as they are asked for', async () => {
    const shown = await lab.run('vpcctl', [
      'logs',
      'flow',
      '--denied',
      '--from',
      'shop/web',
      '-n',
      '1',
    ]);
    expect(shown.stdout).toMatch(
      /REJECT +udp +shop\/web 10\.0\.1\.1:30002 +shop\/db 10\.0\.2\.1:53/,
    );
    const none = await lab.vpcctl('logs', 'flow', '--json', '--to', '198.51.100.0/24');
    expect(none.stdout).toBe('');
    const aws = await lab.vpcctl('logs', 'flow', '--format', 'aws', '--to', '10.0.2.1');
    expect(aws.stdout).toMatch(
      /^2 shop shop\/web 10\.0\.1\.1 10\.0\.2\.1 30001 6000 17 \d+ \d+ \d+ \d+ ACCEPT OK$/m,
    );
  });

  it('are followed: a line is shown when it is written', async () => {
    const follower = lab.start('vpcctl', ['logs', 'flow', '--follow', '-n', '0']);
    await eventually(() => expect(follower.output()).toContain('TIME'));
    await traffic.send('shop-web', 'udp', '10.0.2.1', 53, 30_003, 1, 10, 0);
    await eventually(() => expect(follower.output()).toContain('10.0.1.1:30003'));
    follower.stop();
  });

  it('go on after an end, a pause and a start, with each packet once', async () => {
    const sending = traffic.beside('shop-web', 'udp', '10.0.2.1', 6000, 30_004, 600, 100, 0.01);
    const sent = () => recordsOf(lab, { sourcePort: 30_004, port: 6000 });
    await eventually(() => expect(totalOf(sent()).packets).toBeGreaterThan(0));
    expect(await service.end()).toBe(0);
    const before = textIn(lab);
    expect(before.endsWith('\n')).toBe(true);
    service = await startService(lab, '--format', 'json');
    await eventually(() => expect(sending.output()).toContain('done'));
    await eventually(() => expect(totalOf(sent()).packets).toBe(600));
    await written();
    expect(totalOf(sent())).toEqual({ packets: 600, bytes: 600 * (100 + UDP) });
    expect(textIn(lab).startsWith(before)).toBe(true);
    expect(lost()).toBe(0);
  });

  it('have no torn or double line where the service is killed, again and again', async () => {
    const sending = traffic.beside('shop-web', 'udp', '10.0.2.1', 6000, 30_005, 700, 100, 0.01);
    const sent = () => recordsOf(lab, { sourcePort: 30_005, port: 6000 });
    const gapsBefore = gaps().length;
    for (let kill = 0; kill < 4; kill += 1) {
      const before = totalOf(sent()).packets;
      await eventually(() => expect(totalOf(sent()).packets).toBeGreaterThan(before));
      await service.signal('KILL');
      await service.ended();
      service = await startService(lab, '--format', 'json');
    }
    await eventually(() => expect(sending.output()).toContain('done'));
    await eventually(() => expect(totalOf(sent()).packets).toBe(700));
    await written();
    expect(totalOf(sent())).toEqual({ packets: 700, bytes: 700 * (100 + UDP) });
    const windows = linesIn(lab).map((line) => JSON.stringify(line));
    expect(new Set(windows).size).toBe(windows.length);
    // What began and ended meanwhile nobody knows: each start says so, once.
    expect(gaps()).toHaveLength(gapsBefore + 4);
  });

  it('end with the settings of the kernel as they were', async () => {
    await ok(lab, 'flow-logs', 'disable', 'shop');
    const settings = 'cd /proc/sys/net/netfilter; cat nf_conntrack_acct nf_conntrack_timestamp';
    expect((await lab.shell(settings)).stdout).toBe('0\n0\n');
    expect(await service.end()).toBe(0);
    expect((await lab.vpcctl('status')).stdout).toContain('matches the journal');
  });
});

describe('a service that is killed before its first window ends', () => {
  it('says so at its next start, once', async () => {
    await lab.shell(`rm -r ${STATE}/flow-logs`);
    await ok(lab, 'flow-logs', 'enable', 'shop', '--aggregate', '1h');
    const checkpoint = () => fileIn(lab, `${STATE}/flow-logs/checkpoint.json`);
    const atOf = (text: string | null) => JSON.parse(text ?? '{"memory":{}}').memory.at;
    let service = await startService(lab);
    await eventually(() => expect(atOf(checkpoint())).toBeGreaterThan(0));
    const began = Math.floor(atOf(checkpoint()) / 1000) * 1000;
    // These begin and end within the window, so they are in no line.
    await traffic.send('shop-web', 'udp', '10.0.2.1', 6000, 30_008, 5, 100, 0);
    await lab.shell('conntrack -D -p udp --orig-port-src 30008');
    for (const killed of [1, 2]) {
      await service.signal('KILL');
      await service.ended();
      service = await startService(lab);
      await eventually(() => expect(gaps()).toHaveLength(killed));
    }
    expect(gaps()[0]).toMatchObject({ start: began, lost: null });
    expect(textIn(lab)).toMatch(/^2 shop - - - - - - - - \d+ \d+ - SKIPDATA$/m);
    const { stdout } = await lab.vpcctl('logs', 'flow', '--vpc', 'shop');
    expect(stdout.match(/shop: not recorded: some connections or packets since /g)).toHaveLength(2);
    expect(recordsOf(lab, { sourcePort: 30_008 })).toEqual([]);
    expect(await service.end()).toBe(0);
    await ok(lab, 'flow-logs', 'disable', 'shop');
  });
});

describe('a service that cannot keep up', () => {
  it('says how many connections were not recorded', async () => {
    const count = 3000;
    await lab.shell(`rm -r ${STATE}/flow-logs`);
    // Only the messages of their ends tell of these connections: no window ends meanwhile.
    await ok(lab, 'flow-logs', 'enable', 'shop', '--aggregate', '1h');
    const service = await startService(lab, '--buffer', '64');
    await eventually(async () => {
      const { stdout } = await lab.shell('cat /proc/net/netlink');
      expect(stdout).toMatch(/^\S+ +12 +-?\d+ +00000004 /m);
    });
    await traffic.send('shop-web', 'many', '10.0.2.1', 6000, count);
    await service.signal('STOP');
    await lab.shell('conntrack -F');
    await service.signal('CONT');
    await eventually(async () => expect(await service.end()).toBe(0));
    const known = linesIn(lab).filter(
      (line) => line.status === 'OK' && line.port === 6000 && line.sourcePort >= 20_000,
    ).length;
    const missed = fileIn(lab, `${STATE}/flow-logs/checkpoint.json`) ?? '{}';
    const total: unknown = JSON.parse(missed).memory.lost;
    expect(total).toBeGreaterThan(0);
    // Answers of the server's end and other connections of the lab may be among those that were lost.
    expect(known + Number(total)).toBeGreaterThanOrEqual(count);
    expect(known + Number(total)).toBeLessThan(count + 50);
    expect(linesIn(lab).some(({ status }) => status === 'SKIPDATA')).toBe(true);
    expect(service.said()).toMatch(/\d+ connections or packets were not recorded/);
    const shown = await lab.vpcctl('flow-logs', 'status');
    expect(shown.stdout).toContain(`${String(total)} connections or packets`);
  });
});

describe('a full disk', () => {
  it('loses lines, says how many, and the service goes on where there is room again', async () => {
    await lab.vpcctl('flow-logs', 'disable', 'shop');
    const directory = `${STATE}/flow-logs`;
    await lab.shell(`rm -rf ${directory}; mkdir -m 700 ${directory}
      mount -t tmpfs -o size=64k,mode=700 tmpfs ${directory}
      dd if=/dev/zero of=${directory}/filler bs=4k 2>/dev/null`);
    const service = await startService(lab, '--format', 'json');
    await ok(lab, 'flow-logs', 'enable', 'shop', '--aggregate', '1s');
    await traffic.send('shop-web', 'udp', '10.0.2.1', 6000, 30_006, 20, 100, 0);
    const failures = () => service.said().match(/cannot write the flow logs/g)?.length ?? 0;
    const before = failures();
    // The window that has them, and maybe one that was ending.
    await eventually(() => expect(failures()).toBeGreaterThan(before + 1));
    await lab.shell(`rm ${directory}/filler`);
    await eventually(() => expect(lost()).toBeGreaterThan(0));
    await traffic.send('shop-web', 'udp', '10.0.2.1', 6000, 30_007, 20, 100, 0);
    await eventually(() => {
      expect(totalOf(recordsOf(lab, { sourcePort: 30_007 })).packets).toBe(20);
    });
    expect(await service.end()).toBe(0);
    await lab.shell(`umount ${directory}`);
  });
});
