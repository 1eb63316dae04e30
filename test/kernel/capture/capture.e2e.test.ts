import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureLineSchema, captureOutputSchema } from '../../../src/schemas/see/capture.js';
import { readPcapng } from '../../support/capture/pcapng.js';
import { eventually } from '../../support/cli/gate.js';
import { fileIn, outside } from '../../support/cli/lab-files.js';
import { ok, parse, refused } from '../../support/cli/vpcctl.js';
import { type Lab, startLab, USERS } from '../../support/lab/harness.js';

let lab: Lab;
beforeAll(async () => {
  const [user] = USERS;
  lab = await startLab({ ...(user && { user }) });
  await ok(lab, 'create-vpc', 'vpc1', '10.0.0.0/16');
  await ok(lab, 'add-subnet', 'vpc1', 'a', '10.0.1.0/24');
  await ok(lab, 'add-subnet', 'vpc1', 'b', '10.0.2.0/24');
  await lab.shell('ip netns exec vpc1-a ping -qc1 10.0.2.1');
});
afterAll(() => lab.stop());

let captures = 0;

/** Starts a capture, and waits until it captures. */
async function start(words: string) {
  captures += 1;
  const name = `/run/capture-${captures}`;
  lab.start('sh', [
    '-c',
    `vpcctl capture ${words} >${name}.out 2>${name}.err & echo $! >${name}.pid; wait $!; echo $? >${name}.end`,
  ]);
  const file = (end: string) => fileIn(lab, `${name}.${end}`) ?? '';
  await eventually(() => expect(file('err')).toContain('Capturing at'));
  return {
    out: () => file('out'),
    kill: (signal: string) => lab.shell(`kill -${signal} $(cat ${name}.pid)`),
    /** Waits for its end. @returns what it wrote on standard error */
    async ended(code = 0): Promise<string> {
      await eventually(() => expect(file('end')).toBe(`${code}\n`));
      return file('err');
    },
  };
}

/** Sends UDP packets from a to b. The payload has characters alone that a shell leaves as they are. */
async function send(packets: number, payload = 'x', port = 9): Promise<void> {
  const script = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('10.0.1.1', 4444))
for n in range(${packets}): s.sendto(bytes.fromhex('${Buffer.from(payload).toString('hex')}'), ('10.0.2.1', ${port}))
`;
  const sent = await lab.run('ip', ['netns', 'exec', 'vpc1-a', 'python3', '-c', script]);
  expect(sent).toMatchObject({ exitCode: 0, stderr: '' });
}

const tcpdumps = async () => (await lab.shell('pgrep -x tcpdump')).stdout;

describe('a capture', () => {
  it('in a file has each packet at both of its ends, in the order of time', async () => {
    const capture = await start('vpc1 -w /run/f.pcapng udp port 9 and src host 10.0.1.1');
    await send(200);
    await send(1, 'the last');
    await eventually(() => expect(fileIn(lab, '/run/f.pcapng')).toContain('the last'));
    await capture.kill('INT');
    expect(await capture.ended()).toContain('402 packets.\n');
    const { application, packets } = readPcapng(readFileSync(outside(lab, '/run/f.pcapng')));
    expect(application).toMatch(/^vpcctl /);
    const seen = (comment: string, name: string, direction: number) =>
      packets.filter(
        (each) =>
          each.comment === comment && each.interface === name && each.direction === direction,
      ).length;
    expect(seen('from vpc1/a', 'veth-vpc1-a', 1)).toBe(201);
    expect(seen('to vpc1/b', 'veth-vpc1-b', 2)).toBe(201);
    const times = packets.map(({ time }) => time);
    expect(times).toEqual([...times].sort((one, other) => Number(one - other)));
    // tcpdump reads the file, too.
    const { stdout } = await lab.run('tcpdump', ['-Z', 'root', '-nr', '/run/f.pcapng']);
    expect(stdout.match(/10\.0\.1\.1\.4444 > 10\.0\.2\.1\.9: UDP/g)).toHaveLength(402);
    expect(await tcpdumps()).toBe('');
  });

  it('replaces no file without being told to, and only what it may', async () => {
    await lab.shell('echo precious >/run/there');
    const there = await refused(lab, ['capture', 'vpc1', '-w', '/run/there']);
    expect(there).toMatchObject({ code: 'CAPTURE_FILE_EXISTS', exitCode: 2 });
    expect(fileIn(lab, '/run/there')).toBe('precious\n');
    const nowhere = await refused(lab, ['capture', 'vpc1', '-w', '/run/no/where']);
    expect(nowhere).toMatchObject({ code: 'CAPTURE_FILE_FAILED', exitCode: 3 });
    const short = ['--duration', '1s', '--json', 'udp port 1'];
    const { stdout } = await lab.vpcctl(
      ...['capture', 'vpc1', '-w', '/run/there', '--force'],
      ...short,
    );
    expect(parse(captureOutputSchema, stdout)).toEqual({ file: '/run/there', packets: 0, lost: 0 });
    expect(
      (
        await lab.shell(
          'vpcctl capture vpc1/a -w /run/new --duration 1s 2>/dev/null; stat -c %a /run/new',
        )
      ).stdout,
    ).toBe('600\n');
  });

  it('as lines ends after so many packets', async () => {
    const capture = await start('vpc1/b --count 3 --snaplen 60 udp');
    await send(5);
    expect(await capture.ended()).toContain('3 packets.');
    const lines = capture.out().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatch(/^[\d:.]{15} vpc1\/b in {2}IP 10\.0\.1\.1\.4444 > 10\.0\.2\.1\.9: UDP/);
    }
  });

  it('shows nothing of a packet as it is, also where it is made to be shown', async () => {
    const capture = await start('vpc1/a --json udp and src port 4444');
    // A question of DNS whose name clears a screen, ends a line and goes on as another packet.
    const name = '\u001b[2J\n1.000000 IP 6.6.6.6\r\n2';
    const head = '\u0000\u0001\u0001\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000';
    await send(
      1,
      `${head}${String.fromCharCode(name.length)}${name}\u0000\u0000\u0001\u0000\u0001`,
      53,
    );
    await eventually(() => expect(capture.out()).toContain('\n'));
    await send(1);
    await eventually(() => expect(capture.out().trimEnd().split('\n')).toHaveLength(2));
    await capture.kill('TERM');
    await capture.ended();
    const [first, second] = capture
      .out()
      .trimEnd()
      .split('\n')
      .map((line) => parse(captureLineSchema, line));
    expect(first?.text).toMatch(/^IP 10\.0\.1\.1\.4444 > 10\.0\.2\.1\.53: /);
    expect(first?.text).toContain('[2J');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left
    expect(capture.out()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(second?.text).toMatch(/^IP 10\.0\.1\.1\.4444 > 10\.0\.2\.1\.9: UDP/);
  });

  it('goes to a program that reads as it happens, and ends with it', async () => {
    const read = lab.shell(
      'vpcctl capture vpc1/a -w - icmp 2>/dev/null | tcpdump -Z root -n -c 2 -r - 2>/dev/null',
    );
    await eventually(async () => expect((await tcpdumps()).split('\n').length).toBeGreaterThan(3));
    const ping = lab.start('ip', ['netns', 'exec', 'vpc1-a', 'ping', '-i0.2', '10.0.2.1']);
    expect((await read).stdout.trimEnd().split('\n')).toHaveLength(2);
    await eventually(async () => expect(await tcpdumps()).toBe(''));
    ping.stop();
  });

  it('leaves nothing where it is killed', async () => {
    const capture = await start('vpc1');
    expect(await tcpdumps()).not.toBe('');
    await capture.kill('KILL');
    await eventually(async () => expect(await tcpdumps()).toBe(''));
  });

  it('goes on where a workload goes, and ends with the last', async () => {
    await ok(lab, 'add-instance', 'vpc1', 'a', 'c');
    const capture = await start('vpc1/a/c');
    await ok(lab, 'delete-instance', 'vpc1', 'a', 'c');
    expect(await capture.ended()).toMatch(/veth-vpc1-a-c: .*disappeared|veth-vpc1-a-c: /);
  });

  it.each([
    [['tcp', 'porrt', '80'], 'CAPTURE_FILTER_INVALID'],
    [['--', '-w', '/run/written'], 'CAPTURE_FILTER_INVALID'],
    [['--', '-z', 'reboot'], 'CAPTURE_FILTER_INVALID'],
    [['--duration', 'x'], 'DURATION_INVALID'],
  ])('with %j is refused', async (words, code) => {
    const error = await lab.vpcctl('capture', 'vpc1/a', '--json', ...words);
    expect(error.stdout).toContain(code);
    expect(fileIn(lab, '/run/written')).toBeNull();
  });
});
