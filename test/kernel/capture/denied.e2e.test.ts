import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  /** The host's own ICMP errors are denied as well, when it likes to send one. */
  const isIcmp = (bytes: Buffer) => bytes.readUInt8(14 + 9) === 1;

  it('are in the file with the rule that dropped each, and nothing else is', async () => {
    const capture = await start('file', 'vpc1/web --denied -w /run/denied.pcapng');
    const read = () =>
      readPcapng(readFileSync(outside(lab, '/run/denied.pcapng'))).packets.filter(
        ({ bytes }) => !isIcmp(bytes),
      );
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

  it('are not filtered', async () => {
    const { code } = await refused(lab, ['capture', 'vpc1', '--denied', 'udp']);
    expect(code).toBe('CAPTURE_FILTER_DENIED');
  });
});
