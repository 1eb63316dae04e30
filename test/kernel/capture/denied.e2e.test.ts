import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchesProgram, readProgram } from '../../../src/host/capture/bpf.js';
import { captureLineSchema } from '../../../src/schemas/see/capture.js';
import { readPcapng } from '../../support/capture/pcapng.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn, outside } from '../../support/cli/lab-files.js';
import { ok, parse, refused } from '../../support/cli/vpcctl.js';
import { BACKEND, type Lab, startLab } from '../../support/lab/harness.js';

const POLICY = {
  subnet: '10.0.1.0/24',
  ingress: [{ port: 22, protocol: 'udp', action: 'deny' }],
};

/** They use what compiled filters have: jumps, arithmetic, memory, and looks behind the end. */
const FILTERS = [
  'udp port 22',
  'not udp',
  'icmp or (tcp and dst port 23)',
  'src net 10.0.2.0/24 and greater 64',
  'less 60',
  'ip[0] & 0xf = 5 and ip[2:2] - 20 > 40',
  'udp[4:2] / 2 * 2 != udp[4:2]',
  'icmp[icmptype] = icmp-echo',
  'tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn',
  '(ip[3] << 2) >> 1 > 100 or ip[3] % 7 = 1 or ip[3] ^ 0x33 < 7',
  'ip protochain 6',
  'ip[158:4] = 0',
  'udp[150] = 0x79',
  'ether broadcast or ether src 00:00:00:00:00:00',
  'ether src 02:00:00:00:00:01',
  'vlan',
];

describe.each([BACKEND])('packets that %s denies', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab();
    await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
    await ok(lab, 'add-subnet', 'vpc1', 'web', '10.0.1.0/24');
    await ok(lab, 'add-subnet', 'vpc1', 'db', '10.0.2.0/24');
    await lab.shell(`cat >/run/policy.json <<'END'\n${JSON.stringify(POLICY)}\nEND`);
    await ok(lab, 'apply-firewall', 'vpc1', 'web', '/run/policy.json');
  });
  afterAll(() => lab.stop());

  /** Starts a capture, and waits until it captures. */
  async function start(name: string, words: string) {
    lab.start('sh', [
      '-c',
      `vpcctl capture ${words} >/run/${name} 2>/run/${name}.notes & echo $! >/run/${name}.pid; wait $!; echo $? >/run/${name}.end`,
    ]);
    await eventually(() => expect(fileIn(lab, `/run/${name}.notes`)).toContain('Capturing'));
    return {
      out: () => fileIn(lab, `/run/${name}`) ?? '',
      async end(signal: string) {
        await lab.shell(`kill -${signal} $(cat /run/${name}.pid)`);
        await eventually(() => expect(fileIn(lab, `/run/${name}.end`)).toBe('0\n'));
      },
    };
  }

  const send = (port: number, payload: string, packets = 1) =>
    lab.shell(
      `ip netns exec vpc1-db python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(${packets}): s.sendto(b'${payload}', ('10.0.1.1', ${port}))"`,
    );

  /** Opens a connection that is denied. */
  const tcp = (port: number) =>
    lab.shell(
      `ip netns exec vpc1-db python3 -c "
import socket
s = socket.socket()
s.setblocking(False)
s.connect_ex(('10.0.1.1', ${port}))"`,
    );

  const seen = () => readPcapng(readFileSync(outside(lab, '/run/all.pcapng'))).packets;
  const micros = (time: bigint) =>
    `${time / 1_000_000_000n}.${String((time / 1000n) % 1_000_000n).padStart(6, '0')}`;

  it('are in the file with the rule that dropped each, and nothing else is', async () => {
    const capture = await start('file', 'vpc1/web --denied -w /run/denied.pcapng');
    const read = () => readPcapng(readFileSync(outside(lab, '/run/denied.pcapng'))).packets;
    await lab.shell('ip netns exec vpc1-web ping -qc2 -W1 10.0.2.1');
    await send(22, 'secret', 10);
    await eventually(() => expect(read()).toHaveLength(10));
    await capture.end('INT');
    for (const { comment, bytes, length } of read()) {
      expect(comment).toBe('vpc1/db: denied: rule 1 of the ingress policy of vpc1/web');
      expect(bytes.toString('latin1')).toContain('secret');
      expect(length).toBe(14 + 20 + 8 + 6);
    }
    const { stdout } = await lab.run('tcpdump', ['-Z', 'root', '-nr', '/run/denied.pcapng']);
    expect(stdout.match(/ > 10\.0\.1\.1\.22: UDP, length 6/g)).toHaveLength(10);
    expect((await lab.vpcctl('status')).stdout).toContain('matches the journal');
  });

  it('are shown with the reason', async () => {
    const capture = await start('lines', 'vpc1 --denied --json');
    await send(23, 'x');
    const shown = () =>
      capture
        .out()
        .split('\n')
        .filter((line) => line.includes('UDP'))
        .map((line) => parse(captureLineSchema, line));
    await eventually(() => expect(shown()).toHaveLength(1));
    await capture.end('TERM');
    expect(shown()[0]).toMatchObject({
      ...{ workload: 'vpc1/db', direction: 'out' },
      text: expect.stringMatching(
        /^IP 10\.0\.2\.1\.\d+ > 10\.0\.1\.1\.23: UDP, length 1; denied: no rule of the ingress policy of vpc1\/web allows it$/,
      ),
    });
  });

  it('are filtered as tcpdump does it', async () => {
    const all = await start('all', 'vpc1 --denied -w /run/all.pcapng');
    const some = await start('some', 'vpc1/web --denied --count 3 --snaplen 20 --json udp port 22');
    for (const port of [22, 23]) {
      await send(port, 'x'.repeat(port), 2);
      await lab.shell(`ip netns exec vpc1-db ping -c1 -W1 -s ${port} 10.0.1.1 || true`);
      await tcp(port);
    }
    await send(22, 'y'.repeat(300), 3);
    // It ends by itself, with what its filter lets through.
    await eventually(() => expect(fileIn(lab, '/run/some.end')).toBe('0\n'));
    const lines = some.out().trim().split('\n');
    expect(lines.map((line) => parse(captureLineSchema, line).bytes)).toEqual([64, 64, 342]);

    await eventually(() => expect(seen()).toHaveLength(2 * 4 + 3));
    await all.end('INT');
    for (const filter of FILTERS) {
      const compiled = await lab.run('tcpdump', ['-y', 'EN10MB', '-ddd', '--', filter]);
      const program = readProgram(compiled.stdout) ?? [];
      const matched = seen().filter((packet) =>
        matchesProgram(program, { ...packet, direction: 'inbound' }),
      );
      // Of tcpdump itself the files have no direction.
      const args = ['-Z', 'root', '-nttr', '/run/all.pcapng', '--', filter];
      const { stdout } = await lab.run('tcpdump', args);
      const times = stdout.match(/^\d+\.\d{6}/gm) ?? [];
      expect([filter, ...matched.map(({ time }) => micros(time))]).toEqual([filter, ...times]);
    }
  });

  it('need a filter that tcpdump understands', async () => {
    for (const filter of ['port', 'ifname eth0', '-w']) {
      const words = ['capture', 'vpc1', '--denied', '--', filter];
      expect((await refused(lab, words)).code).toBe('CAPTURE_FILTER_INVALID');
    }
  });
});
