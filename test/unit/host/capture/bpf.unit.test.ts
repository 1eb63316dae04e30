import { describe, expect, it } from 'vitest';
import { matchesProgram, readProgram } from '../../../../src/host/capture/bpf.js';

/** `tcpdump -y EN10MB -ddd`. */
const PROGRAMS = {
  'ip[0] & 0xf > 5 and len > 100':
    '9\n40 0 0 12\n21 0 6 2048\n48 0 0 14\n84 0 0 15\n37 0 3 5\n128 0 0 0\n37 0 1 100\n6 0 0 262144\n6 0 0 0\n',
  inbound: '4\n40 0 0 4294963204\n21 0 1 4\n6 0 0 0\n6 0 0 262144\n',
};

function ipv4({ words = 5, length = 200, direction = 'inbound' as 'inbound' | 'outbound' }) {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt16BE(0x0800, 12);
  bytes.writeUInt8(0x40 | words, 14);
  return { bytes, length, direction };
}

describe('a compiled filter', () => {
  const matches = (name: keyof typeof PROGRAMS, packet: ReturnType<typeof ipv4>) =>
    matchesProgram(readProgram(PROGRAMS[name]) ?? [], packet);

  it('looks at bytes, and at the length on the link', () => {
    const filter = 'ip[0] & 0xf > 5 and len > 100';
    expect(matches(filter, ipv4({ words: 6 }))).toBe(true);
    expect(matches(filter, ipv4({ words: 5 }))).toBe(false);
    expect(matches(filter, ipv4({ words: 6, length: 100 }))).toBe(false);
  });

  it('knows the direction', () => {
    expect(matches('inbound', ipv4({ direction: 'inbound' }))).toBe(true);
    expect(matches('inbound', ipv4({ direction: 'outbound' }))).toBe(false);
  });

  it('matches no packet that ends too early', () => {
    const any = readProgram('2\n48 0 0 40\n6 0 0 1\n') ?? [];
    expect(matchesProgram(any, ipv4({}))).toBe(false);
    const byX = readProgram('3\n1 0 0 4294967295\n80 0 0 1\n6 0 0 1\n') ?? [];
    // Numbers have 32 bits: this is the first byte.
    expect(matchesProgram(byX, ipv4({}))).toBe(true);
  });

  it('ends without a match at a division by zero', () => {
    const program = readProgram('3\n0 0 0 7\n52 0 0 0\n6 0 0 1\n') ?? [];
    expect(matchesProgram(program, ipv4({}))).toBe(false);
  });

  it.each(['', '0', '2\n6 0 0 0\n', '1\n6 0 0\n', '1\n6 0 0 x\n', '(000) ret #0\n'])(
    'is not read from %j',
    (printed) => expect(readProgram(printed)).toBeNull(),
  );
});
