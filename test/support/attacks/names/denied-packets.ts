import { eventually } from '../../cli/gate.js';
import { fileIn } from '../../cli/lab-files.js';
import type { Lab } from '../../lab/harness.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may reach a terminal
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

/** Frames with terminal sequences, newlines and markup in each field that a workload chooses. */
const FRAMES = String.raw`
import random, socket, struct, sys
link = sys.argv[1]
own = open(f'/sys/class/net/{link}/address').read().strip().replace(':', '')
raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
raw.bind((link, 0))
texts = [b'\x1b]0;title\x07\x1b[31m', b'\n{"cause":"forged"}\n', b'<script>alert(1)</script>', bytes(range(32))]
random.seed(7)
def checksum(header):
    total = sum(struct.unpack('>10H', header))
    total = (total & 0xffff) + (total >> 16)
    return ~((total & 0xffff) + (total >> 16)) & 0xffff
for n in range(400):
    text = texts[n % 4]
    protocol = [1, 6, 17, 0x1b, 255, 132][n % 6]
    source = socket.inet_aton('10.0.2.1') if n % 3 else text[:4].ljust(4, b'\x1b')
    to = socket.inet_aton('10.0.1.1') if n % 2 else b'\x0a\x00' + text[:2]
    parts = (0x45, n & 0xff, 20 + len(text), n, 0, 64, protocol, 0, source, to)
    header = struct.pack('>BBHHHBBH4s4s', *parts)
    header = header[:10] + struct.pack('>H', checksum(header)) + header[12:]
    frame = b'\xff' * 6 + bytes.fromhex(own) + b'\x08\x00' + header + text
    raw.send(frame.ljust(60, b'\x1b') if n % 7 else frame[:20] + text)
`;

/**
 * Root in a workload sends packets whose bytes are meant for a terminal, while an administrator
 * watches what is denied, once for people and once for programs.
 * @returns what went wrong: a control character, or a line that no packet has
 */
export async function deniedPackets(lab: Lab): Promise<string[]> {
  const harm: string[] = [];
  const started = ['', '--json'].map((format, at) => {
    lab.start('sh', [
      '-c',
      `vpcctl watch denied ${format} >/run/shown${at} 2>/run/notes${at} &
       echo $! >/run/shown${at}.pid; wait $!; echo $? >/run/shown${at}.ended`,
    ]);
    return at;
  });
  await eventually(() => {
    for (const at of started) {
      if (!fileIn(lab, `/run/notes${at}`)?.includes('Watching')) throw new Error('not yet');
    }
  });
  await lab.shell(`cat >/run/frames.py <<'END'\n${FRAMES}\nEND`);
  const inside =
    'ip netns exec vpc1-db python3 /run/frames.py $(ip netns exec vpc1-db ls /sys/class/net | grep -v lo)';
  const { exitCode, stderr } = await lab.shell(inside);
  if (exitCode !== 0) throw new Error(stderr);
  await eventually(() => {
    for (const at of started) {
      if ((fileIn(lab, `/run/shown${at}`) ?? '') === '') throw new Error('nothing yet');
    }
  });
  for (const at of started) {
    await lab.shell(`kill -INT $(cat /run/shown${at}.pid)`);
    await eventually(() => {
      if (fileIn(lab, `/run/shown${at}.ended`) === null) throw new Error('not yet');
    });
    const shown = fileIn(lab, `/run/shown${at}`) ?? '';
    if (CONTROLS.test(shown)) harm.push(`watch ${at}: a control character`);
    const lines = shown.split('\n').filter((line) => line !== '');
    if (lines.length === 0) harm.push(`watch ${at}: nothing was shown`);
    for (const line of lines) if (!isExpected(line, at === 1)) harm.push(`watch ${at}: ${line}`);
    const rest = `${fileIn(lab, `/run/shown${at}.ended`)}`.trim();
    if (rest !== '0') harm.push(`watch ${at}: exit code ${rest}`);
  }
  return harm;
}

function isExpected(line: string, isJson: boolean): boolean {
  if (!isJson) return /^(?:\d\d:\d\d:\d\d {2}.* denied: |… \d+ )/.test(line);
  try {
    const value: unknown = JSON.parse(line);
    return value instanceof Object && ('vpc' in value || 'leftOut' in value);
  } catch {
    return false;
  }
}
