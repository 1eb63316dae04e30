import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow, Verdict } from '../../../src/host/probe/protocol.js';
import { eventually } from '../../support/cli/gate.js';
import { type Lab, startLab } from '../../support/lab/harness.js';
import { askAgent, probe, SURROUNDINGS } from '../../support/lab/probe.js';

const FILTER = `table inet test {
  chain in {
    type filter hook input priority 0;
    tcp dport 81 reject with tcp reset
    udp dport 82 reject
    tcp dport 83 reject with icmp admin-prohibited
    tcp dport 84 drop
  }
  chain out { type filter hook output priority 0; udp dport 85 drop; ip daddr 198.51.100.9 drop; }
}`;

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
  const prepared = await lab.shell(`nft '${FILTER}' && ip route add unreachable 192.0.2.0/24`);
  expect(prepared).toMatchObject({ exitCode: 0, stderr: '' });
});
afterAll(() => lab?.stop());

const answered = (by: string | null): Verdict => ({ answer: 'answered', by });
const REFUSED: Verdict = { answer: 'refused', by: null };
const DROPPED: Verdict = { answer: 'dropped', by: null };

const CASES: readonly (readonly [
  what: string,
  from: string,
  to: string,
  protocol: Flow['protocol'],
  port: number,
  verdict: Verdict,
])[] = [
  ['who answers says so', 'host', '198.51.100.8', 'tcp', 8080, answered('internet')],
  ['by each protocol', 'internet', '203.0.113.2', 'udp', 8080, answered('host')],
  ['from the address that was asked', 'host', '198.51.100.8', 'udp', 8080, answered('internet')],
  ['from another one, too', 'host', '203.0.113.1', 'udp', 8080, answered('internet')],
  ['another program has the port', 'host', '198.51.100.8', 'tcp', 80, answered(null)],
  ['an echo', 'internet', '203.0.113.2', 'icmp', 0, answered(null)],
  ['a reset', 'internet', '203.0.113.2', 'tcp', 81, REFUSED],
  ['port unreachable', 'internet', '203.0.113.2', 'udp', 82, REFUSED],
  ['prohibited', 'internet', '203.0.113.2', 'tcp', 83, DROPPED],
  ['silence', 'internet', '203.0.113.2', 'tcp', 84, DROPPED],
  ['taken before it leaves', 'host', '198.51.100.8', 'udp', 85, DROPPED],
  ['an echo taken before it leaves', 'host', '198.51.100.9', 'icmp', 0, DROPPED],
  ['nobody has the address', 'host', '203.0.113.77', 'icmp', 0, DROPPED],
  ['no way: tcp', 'host', '192.0.2.1', 'tcp', 8080, DROPPED],
  ['no way: udp', 'host', '192.0.2.1', 'udp', 8080, DROPPED],
  ['no way: an echo', 'host', '192.0.2.1', 'icmp', 0, DROPPED],
];

describe('a probe', () => {
  it('tells answered, refused and unanswered packets apart', async () => {
    const flows = CASES.map(([, from, address, protocol, port]) => ({
      ...{ from, address, protocol, port },
    }));
    const verdicts = await probe(lab, SURROUNDINGS, flows);
    const told = CASES.map(([what], index) => [what, verdicts[index]]);
    expect(told).toEqual(CASES.map(([what, , , , , verdict]) => [what, verdict]));
  });

  it('sends more packets than fit at once, and keeps their order', async () => {
    const flows = Array.from({ length: 600 }, (_, index) => ({
      from: index % 2 ? 'host' : 'internet',
      address: index % 2 ? '203.0.113.1' : '203.0.113.2',
      protocol: 'tcp' as const,
      port: 9000 + (index % 7),
    }));
    const expected = flows.map(({ from }) => answered(from === 'host' ? 'internet' : 'host'));
    expect(await probe(lab, SURROUNDINGS, flows)).toEqual(expected);
  });

  it('names a missing namespace, and leaves no program behind', async () => {
    const workloads = [...SURROUNDINGS, { name: 'gone', namespace: '/run/netns/gone' }];
    await expect(probe(lab, workloads, [])).rejects.toThrow(
      /the probe in gone failed: .*\/run\/netns\/gone.*No such file/,
    );
    const left = await lab.shell(
      "ps -e -o args | grep -E '(lab-probe|probe-agent)' | grep -v grep",
    );
    expect(left.stdout).toBe('');
  });
});

/** Accepts connections, and waits for a request that never comes. */
const QUIET = "require('net').createServer(() => {}).listen(7777, () => console.log('listening'))";

describe('the agent', () => {
  const HOUR = 3_600_000;
  const nobody = { name: 'host', ports: { tcp: [], udp: [] } };
  const flow = (port: number) => {
    return { from: 'host', address: '203.0.113.2', protocol: 'tcp' as const, port };
  };

  it('counts an accepted connection at once, or waits for data, as a batch asks', async () => {
    const server = lab.start('node', ['-e', QUIET]);
    await eventually(() => expect(server.output()).toContain('listening'));
    const flows = [flow(7777), flow(7778)];
    const replies = await askAgent(
      lab,
      nobody,
      { flows, milliseconds: HOUR, awaits: 'accept' },
      { flows, milliseconds: 100, awaits: 'data' },
    );
    const verdicts = [answered(null), REFUSED];
    expect(replies).toEqual(['listening', verdicts, verdicts]);
  });

  it('answers on the ports of its first message', async () => {
    const config = { name: 'host', ports: { tcp: [7779], udp: [] } };
    const flows = [flow(7779)];
    const replies = await askAgent(lab, config, { flows, milliseconds: HOUR, awaits: 'data' });
    expect(replies).toEqual(['listening', [answered('host')]]);
  });
});
