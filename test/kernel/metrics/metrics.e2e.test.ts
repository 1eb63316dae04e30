import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MetricsOutput, metricsOutputSchema } from '../../../src/schemas/see/metrics.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn } from '../../support/cli/lab-files.js';
import { ok, parse, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { EXECUTORS } from '../../support/run/needs-koffi.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24');
  await ok(lab, 'add-subnet', 'vpc1', 'b', '10.0.2.0/24');
  await ok(lab, 'set-limits', 'vpc1', '--connections', '500', '--per-workload', '100');
  // So that neighbours are known, and no ARP is counted below.
  await lab.shell('ip netns exec vpc1-a ping -qc1 10.0.2.1');
});
afterAll(() => lab.stop());

const HEADERS = 14 + 20 + 8;

/** Sends UDP packets from a to b, each from a port of its own where `ports` is more than one. */
async function send(packets: number, payload: number, ports = 1): Promise<void> {
  const script = `
import socket
sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(${ports})]
for n in range(${packets}):
    sockets[n % ${ports}].sendto(bytes(${payload}), ('10.0.2.1', 9))
`;
  const sent = await lab.run('ip', ['netns', 'exec', 'vpc1-a', 'python3', '-c', script]);
  expect(sent).toMatchObject({ exitCode: 0, stderr: '' });
}

async function read(executor: string | undefined = EXECUTORS[0]): Promise<MetricsOutput> {
  const { stdout, stderr } = await lab.vpcctlWith(
    { env: { VPCCTL_EXECUTOR: executor ?? '' } },
    ...['metrics', '--json'],
  );
  expect(stderr).toBe('');
  return parse(metricsOutputSchema, stdout);
}

const numberOf = ({ metrics }: MetricsOutput, name: string, labels: Record<string, string>) =>
  metrics
    .find((metric) => metric.name === `vpcctl_${name}`)
    ?.samples.find((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value ?? Number.NaN;

const A = { subnet: 'a' };
const B = { subnet: 'b' };

describe.each(EXECUTORS)('read by %s', (executor) => {
  it('traffic is counted to the packet and to the byte', async () => {
    const before = await read(executor);
    await send(300, 100);
    const after = await read(executor);
    const grown = (name: string, labels: Record<string, string>) =>
      numberOf(after, name, labels) - numberOf(before, name, labels);
    expect(grown('workload_transmit_packets_total', A)).toBe(300);
    expect(grown('workload_transmit_bytes_total', A)).toBe(300 * (100 + HEADERS));
    expect(grown('workload_receive_packets_total', B)).toBe(300);
    expect(grown('workload_receive_bytes_total', B)).toBe(300 * (100 + HEADERS));
  });

  it('connections are counted by what opened them, beside their limits', async () => {
    await lab.shell('conntrack -F');
    await send(90, 10, 30);
    const now = await read(executor);
    expect(numberOf(now, 'workload_connections', A)).toBe(30);
    expect(numberOf(now, 'workload_connections', B)).toBe(0);
    expect(numberOf(now, 'vpc_connections', { vpc: 'vpc1' })).toBe(30);
    expect(numberOf(now, 'vpc_connections_limit', { vpc: 'vpc1' })).toBe(500);
    expect(numberOf(now, 'workload_connections_limit', B)).toBe(100);
  });

  it('what waits for a limit, and what it drops, is counted', async () => {
    await ok(lab, 'shape', 'vpc1/b', '--rate', '8kbit', '--latency', '2s', '--direction', 'in');
    const empty = await read(executor);
    await send(100, 1000);
    const full = await read(executor);
    const labels = { ...B, direction: 'in' };
    expect(numberOf(empty, 'shaping_backlog_bytes', labels)).toBe(0);
    expect(numberOf(full, 'shaping_backlog_bytes', labels)).toBeGreaterThan(1000);
    const dropped = numberOf(full, 'shaping_dropped_packets_total', labels);
    // Some have left, some wait, and the rest is dropped.
    const waiting = numberOf(full, 'shaping_backlog_packets', labels);
    const left =
      numberOf(full, 'workload_receive_packets_total', B) -
      numberOf(empty, 'workload_receive_packets_total', B);
    expect(dropped).toBeGreaterThan(50);
    expect(dropped + waiting + left).toBeLessThanOrEqual(100);
    expect(dropped + waiting + left).toBeGreaterThan(95);
    await ok(lab, 'unshape', 'vpc1/b');
  });

  it('drift, the last replay and uplinks are told as they are', async () => {
    await ok(lab, 'replay');
    const good = await read(executor);
    expect(numberOf(good, 'drift_changes', {})).toBe(0);
    expect(numberOf(good, 'replay_changes', {})).toBe(0);
    expect(numberOf(good, 'uplink_up', { interface: 'eth0' })).toBe(1);
    await lab.shell('ip link del br-vpc1; ip link set eth0 down');
    const bad = await read(executor);
    expect(numberOf(bad, 'drift_changes', {})).toBeGreaterThan(0);
    expect(numberOf(bad, 'uplink_up', { interface: 'eth0' })).toBe(0);
    await lab.shell('ip link set eth0 up; ip route add default via 203.0.113.1');
    await ok(lab, 'replay');
    const repaired = await read(executor);
    expect(numberOf(repaired, 'drift_changes', {})).toBe(0);
    expect(numberOf(repaired, 'replay_changes', {})).toBeGreaterThan(0);
    const age = Date.now() / 1000 - numberOf(repaired, 'replay_timestamp_seconds', {});
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(60);
    await lab.shell('ip netns exec vpc1-a ping -qc1 10.0.2.1');
  });
});

describe.each(['iptables-legacy', 'nftables'])('what %s drops', (backend) => {
  beforeAll(async () => {
    await ok(lab, 'backend', 'set', backend);
    await lab.shell('ip netns exec vpc1-a ping -qc1 10.0.2.1');
  });
  const dropped = async (cause: string) =>
    numberOf(await read(), 'dropped_packets_total', { cause });
  const droppedOf = async (cause: string, subnet: string) =>
    numberOf(await read(), 'vpc_dropped_packets_total', { vpc: 'vpc1', subnet, cause });

  it('by a rule of a policy is counted to the packet', async () => {
    const policy = {
      subnet: '10.0.2.0/24',
      ingress: [{ port: 9, protocol: 'udp', action: 'deny' }],
    };
    await lab.shell(`cat >/run/policy.json <<'END'\n${JSON.stringify(policy)}\nEND`);
    await ok(lab, 'apply-firewall', 'vpc1', 'b', '/run/policy.json');
    const before = await dropped('ingress-rule');
    await send(40, 10);
    expect((await dropped('ingress-rule')) - before).toBe(40);
    expect(await droppedOf('ingress-rule', 'b')).toBe(40);
    expect(await droppedOf('ingress-default', 'b')).toBe(0);
    expect(await droppedOf('ingress-rule', 'a')).toBeNaN();
    // It goes on counting by the new name, and so does show.
    await ok(lab, 'rename', 'vpc1/b', 'c');
    await send(2, 10);
    expect(await droppedOf('ingress-rule', 'c')).toBe(42);
    expect(await ok(lab, 'show', 'vpc1/c')).toContain('[42 packets,');
    await ok(lab, 'rename', 'vpc1/c', 'b');
    await ok(lab, 'clear-firewall', 'vpc1', 'b');
  });

  it('by one of many rules, and by none of them, is counted for the subnet', async () => {
    const rules = Array.from({ length: 40 }, (_, at) => ({
      ...{ port: 1000 + at, protocol: 'udp', action: 'allow', source: '10.0.1.1/32' },
    }));
    const deny = { ...rules[0], port: 9, action: 'deny' };
    const policy = { subnet: '10.0.2.0/24', ingress: [...rules, deny] };
    await lab.shell(`cat >/run/policy.json <<'END'\n${JSON.stringify(policy)}\nEND`);
    await ok(lab, 'apply-firewall', 'vpc1', 'b', '/run/policy.json');
    await send(30, 10);
    await lab.shell('ip netns exec vpc1-a ping -qc2 -i0.2 -W1 10.0.2.1');
    expect(await droppedOf('ingress-rule', 'b')).toBe(30);
    expect(await droppedOf('ingress-default', 'b')).toBe(2);
    await ok(lab, 'clear-firewall', 'vpc1', 'b');
  });

  it('by the source guard is counted', async () => {
    const before = await dropped('source-guard');
    await lab.shell('ip -n vpc1-a addr add 10.0.1.77/32 dev veth-ns-a');
    await lab.shell('ip netns exec vpc1-a ping -qc3 -i0.2 -W1 -I 10.0.1.77 10.0.2.1');
    expect((await dropped('source-guard')) - before).toBeGreaterThanOrEqual(3);
    await lab.shell('ip -n vpc1-a addr del 10.0.1.77/32 dev veth-ns-a');
  });

  it('by the share of a workload is counted', async () => {
    await ok(lab, 'set-limits', 'vpc1', '--per-workload', '10');
    await lab.shell('conntrack -F');
    const before = await dropped('workload-share');
    await send(30, 10, 30);
    expect((await dropped('workload-share')) - before).toBe(20);
    // It was loaded with the new share.
    expect(await droppedOf('workload-share', '')).toBe(20);
    expect(await droppedOf('vpc-share', '')).toBe(0);
    await ok(lab, 'set-limits', 'vpc1', '--per-workload', '100');
  });
});

describe('metrics', () => {
  const curl = (...args: string[]) => lab.run('curl', ['-sS', '--max-time', '20', ...args]);
  const URL = 'http://127.0.0.1:9469/metrics';

  it('are served on loopback alone, until SIGTERM', async () => {
    lab.start('sh', [
      '-c',
      `vpcctl metrics --listen 9469 >/run/served &
        echo $! >/run/server; wait $!; echo $? >/run/ended`,
    ]);
    await eventually(() => expect(fileIn(lab, '/run/served')).toBe(`Serving ${URL}\n`));
    const { stdout } = await curl('-H', 'Accept: application/openmetrics-text', '-i', URL);
    expect(stdout).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Type: application\/openmetrics-text/);
    expect(stdout).toMatch(/\nvpcctl_vpc_connections_limit\{vpc="vpc1"\} 500\n[\s\S]*# EOF\n$/);
    // What runs meanwhile does not hold it up, and it sees what changed.
    await ok(lab, 'set-limits', 'vpc1', '--connections', '600');
    expect((await curl(URL)).stdout).toContain('vpcctl_vpc_connections_limit{vpc="vpc1"} 600\n');
    expect((await curl('-i', 'http://127.0.0.1:9469/')).stdout).toContain('404 Not Found');
    expect((await curl('-i', '-d', 'x', URL)).stdout).toContain('405 Method Not Allowed');
    expect((await curl('http://203.0.113.2:9469/metrics')).exitCode).toBe(7);
    const taken = await refused(lab, ['metrics', '--listen', '9469']);
    expect(taken).toMatchObject({ code: 'LISTEN_PORT_TAKEN', exitCode: 3 });
    await lab.shell('kill $(cat /run/server)');
    await eventually(() => expect(fileIn(lab, '/run/ended')).toBe('0\n'));
  });

  it('are written for node_exporter in one step, readable by others', async () => {
    await lab.shell('mkdir -p /run/textfile');
    await ok(lab, 'metrics', '--textfile', '/run/textfile');
    const { stdout } = await lab.shell('stat -c "%a %n" /run/textfile/* /run/textfile/.[!.]*');
    expect(stdout).toBe('644 /run/textfile/vpcctl.prom\n');
    const text = fileIn(lab, '/run/textfile/vpcctl.prom');
    expect(text).toContain('# TYPE vpcctl_workload_transmit_bytes_total counter\n');
    expect(text).not.toContain('# EOF');
    const failed = await refused(lab, ['metrics', '--textfile', '/run/nowhere']);
    expect(failed).toMatchObject({ code: 'TEXTFILE_FAILED', exitCode: 3 });
  });

  it('tell of the host alone that the VPCs are on', async () => {
    const { stderr, exitCode } = await lab.shell('unshare -n vpcctl metrics');
    expect(stderr).toMatch(/the VPCs are in network namespace \d+ .* this command runs in another/);
    expect(exitCode).toBe(1);
  });
});
