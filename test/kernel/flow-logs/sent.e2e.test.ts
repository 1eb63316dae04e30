import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/cli/gate.js';
import { ok } from '../../support/cli/vpcctl.js';
import { IPERF_PORT, iperfByTcp, iperfByUdp, UDP_OPENING } from '../../support/flows/iperf.js';
import { metricsOf, policyCounters } from '../../support/flows/seen.js';
import {
  type Counted,
  recordsOf,
  startService,
  totalOf,
  trafficIn,
} from '../../support/flows/service.js';
import { countersOf, since } from '../../support/flows/workload-counters.js';
import { type Lab, startLab } from '../../support/lab/harness.js';

/** The header of Ethernet; those of IP and UDP; those of IP and TCP of a SYN. */
const [ETHERNET, UDP, SYN] = [14, 28, 60];
const BYTES = 200_000_000;
const DENIED = 9;
const [WEB, DB] = ['10.0.1.1', '10.0.2.1'];
const WAY = { from: 'shop-web', to: 'shop-db', address: DB };

describe.each(['nftables', 'iptables-legacy'])('with %s, what was sent', (backend) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    await ok(lab, 'backend', 'set', backend);
    await ok(lab, 'create-vpc', 'shop', '10.0.0.0/16');
    await ok(lab, 'add-subnet', 'shop', 'web', '10.0.1.0/24');
    await ok(lab, 'add-subnet', 'shop', 'db', '10.0.2.0/24');
    const ingress = [
      { port: IPERF_PORT, protocol: 'tcp', action: 'allow' },
      { port: IPERF_PORT, protocol: 'udp', action: 'allow' },
      { port: DENIED, protocol: 'udp', action: 'deny' },
    ];
    const policy = JSON.stringify({ subnet: '10.0.2.0/24', ingress });
    await lab.shell(`cat > /run/db.json <<'END'\n${policy}\nEND`);
    await ok(lab, 'apply-firewall', 'shop', 'db', '/run/db.json');
    await knowNeighbours();
    await startService(lab, '--format', 'json');
    await ok(lab, 'flow-logs', 'enable', 'shop', '--aggregate', '1s');
  });
  afterAll(() => lab.stop());

  /**
   * Frames of ARP are metrics of a workload, and no flow: so that there are none. The router learns
   * by a ping first where a workload is, for it floods nothing.
   */
  async function knowNeighbours(): Promise<void> {
    const { stderr } = await lab.shell(`set -e
      router=$(cat /sys/class/net/br-shop/address)
      for name in web db; do
        mac=$(ip netns exec shop-$name cat /sys/class/net/veth-ns-$name/address)
        address=$(ip -n shop-$name -4 -o addr show dev veth-ns-$name | sed 's/.*inet \\([0-9.]*\\).*/\\1/')
        ip netns exec shop-$name ping -qc1 10.0.0.1 >/dev/null
        ip -n shop-$name neigh replace 10.0.0.1 lladdr $router dev veth-ns-$name nud permanent
        ip neigh replace $address lladdr $mac dev br-shop nud permanent
      done`);
    expect(stderr).toBe('');
  }

  /** All that is counted, where it is counted. */
  async function look() {
    return {
      web: await countersOf(lab, 'shop-web'),
      db: await countersOf(lab, 'shop-db'),
      webMetrics: await metricsOf(lab, 'web', 'ingress-rule'),
      dbMetrics: await metricsOf(lab, 'db', 'ingress-rule'),
      rules: await policyCounters(lab, 'shop/db'),
      flows: {
        requests: totalOf(recordsOf(lab, { source: WEB, destination: DB, action: 'ACCEPT' })),
        answers: totalOf(recordsOf(lab, { source: DB, destination: WEB, action: 'ACCEPT' })),
      },
    };
  }
  type Look = Awaited<ReturnType<typeof look>>;

  /** What a rule has counted since. */
  const byRule = (before: Look, after: Look, rule: number): Counted => {
    const none = { packets: 0, bytes: 0 };
    return since(before.rules[rule] ?? none, after.rules[rule] ?? none);
  };

  /** Waits until all that was sent since is on record, and compares all places with each other. */
  async function agreed(before: Look) {
    return eventually(async () => {
      const after = await look();
      const requests = since(before.web.sent, after.web.sent);
      const answers = since(before.db.sent, after.db.sent);
      expect({
        requests: since(before.flows.requests, after.flows.requests),
        answers: since(before.flows.answers, after.flows.answers),
      }).toEqual({ requests, answers });
      expect(since(before.db.received, after.db.received)).toEqual(requests);
      expect(since(before.web.received, after.web.received)).toEqual(answers);
      const framed = ({ packets, bytes }: Counted) => ({
        packets,
        bytes: bytes + packets * ETHERNET,
      });
      expect({
        sent: since(before.webMetrics.sent, after.webMetrics.sent),
        received: since(before.webMetrics.received, after.webMetrics.received),
      }).toEqual({ sent: framed(requests), received: framed(answers) });
      expect(since(before.dbMetrics.received, after.dbMetrics.received)).toEqual(framed(requests));
      return { requests, answers, after };
    });
  }

  it('by iperf3 and TCP is what flow log and metrics say, to the packet', async () => {
    const before = await look();
    const said = await iperfByTcp(lab, WAY, BYTES);
    const { requests, after } = await agreed(before);
    // Its server leaves some of what was sent unread.
    expect(requests.bytes).toBeGreaterThan(said.sum_received.bytes);
    expect(said.sum_received.bytes).toBeGreaterThan(0.9 * BYTES);
    // The control connection, and that with the data.
    expect(byRule(before, after, 1)).toEqual({ packets: 2, bytes: 2 * SYN });
  });

  it('by iperf3 and UDP is what flow log, metrics and iperf3 say, to the packet', async () => {
    const [count, size] = [5000, 1000];
    const before = await look();
    const said = await iperfByUdp(lab, WAY, { count, size, rate: '40M' });
    const { after } = await agreed(before);
    // What its server did not read in time iperf3 calls lost, too: `agreed` has what arrived.
    expect(said).toMatchObject({ packets: count, bytes: count * size });
    const datagrams = { source: WEB, protocol: 17, port: IPERF_PORT, action: 'ACCEPT' } as const;
    expect(totalOf(recordsOf(lab, datagrams))).toEqual({
      packets: said.packets + 1,
      bytes: said.bytes + said.packets * UDP + UDP_OPENING + UDP,
    });
    expect(byRule(before, after, 1)).toEqual({ packets: 1, bytes: SYN });
    expect(byRule(before, after, 2)).toEqual({ packets: 1, bytes: UDP + UDP_OPENING });
  });

  it('to a denied port is what flow log, counter and metrics say, to the packet', async () => {
    const [count, size] = [3000, 100];
    const before = await look();
    await trafficIn(lab).send('shop-web', 'udp', DB, DENIED, 30_001, count, size, 0.0003);
    const sent = { packets: count, bytes: count * (size + UDP) };
    const denied = () => recordsOf(lab, { port: DENIED, action: 'REJECT' });
    await eventually(() => expect(totalOf(denied())).toEqual(sent));
    const after = await look();
    expect(since(before.web.sent, after.web.sent)).toEqual(sent);
    expect(byRule(before, after, 3)).toEqual(sent);
    expect(after.webMetrics.dropped - before.webMetrics.dropped).toBe(count);
    expect(after.db.received).toEqual(before.db.received);
    expect(after.flows).toEqual(before.flows);
  });

  it('to a denied port in a burst is what counter and metrics say, to the packet', async () => {
    const [count, size] = [50_000, 10];
    const before = await look();
    await trafficIn(lab).send('shop-web', 'udp', DB, DENIED, 30_002, count, size, 0);
    const after = await look();
    const sent = { packets: count, bytes: count * (size + UDP) };
    expect(since(before.web.sent, after.web.sent)).toEqual(sent);
    expect(byRule(before, after, 3)).toEqual(sent);
    expect(after.webMetrics.dropped - before.webMetrics.dropped).toBe(count);
  });
});
