/**
 * Runs a filter as tcpdump has compiled it: the virtual machine of McCanne and Jacobson (1993), with
 * the numbers of linux/bpf_common.h. Pure.
 */

/** The codes of an instruction are in its lowest bits. */
const CLASS = 0x07;
const LD = 0;
const LDX = 1;
const ST = 2;
const STX = 3;
const ALU = 4;
const JMP = 5;
const RET = 6;
const SIZE = 0x18;
const HALF = 0x08;
const BYTE = 0x10;
const MODE = 0xe0;
const OP = 0xf0;
/** The operand is X, and not a number. */
const BY_X = 0x08;
/** What a return gives: the accumulator. */
const ACCUMULATOR = 0x10;
const MEMORY = 16;
/** Linux hands the kind of a packet over there: SKF_AD_OFF + SKF_AD_PKTTYPE of linux/filter.h. */
const PACKET_TYPE = 0xffff_f004;
/** PACKET_HOST and PACKET_OUTGOING of linux/if_packet.h. */
const KIND = { inbound: 0, outbound: 4 } as const;

/** An instruction: its code, two ways to go on, and a number. */
type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, k: number];

/** A compiled filter. */
export type FilterProgram = readonly Instruction[];

/** A packet as a filter sees it. */
export interface FilteredPacket {
  readonly bytes: Buffer;
  /** How long it was on the link. */
  readonly length: number;
  readonly direction: 'inbound' | 'outbound';
}

/** Reads what `tcpdump -ddd` prints; null where it is no such program. */
export function readProgram(printed: string): FilterProgram | null {
  const [count = '', ...lines] = printed.trim().split('\n');
  const program = lines.flatMap((line): Instruction[] => {
    const [code, whenTrue, whenFalse, k, ...more] = line.split(' ').map(Number);
    if (code === undefined || whenTrue === undefined || whenFalse === undefined) return [];
    return k === undefined || more.length > 0 ? [] : [[code, whenTrue, whenFalse, k]];
  });
  const isWhole = program.length === Number(count) && program.flat().every(Number.isSafeInteger);
  return isWhole && program.length > 0 ? program : null;
}

/** Whether a packet matches. A filter that looks behind the end of a packet does not match it. */
export function matchesProgram(program: FilterProgram, packet: FilteredPacket): boolean {
  const memory = new Uint32Array(MEMORY);
  let a = 0;
  let x = 0;
  for (let at = 0; at < program.length; at++) {
    const [code, whenTrue, whenFalse, k] = program[at] as Instruction;
    const operand = (code & BY_X) === 0 ? k : x;
    switch (code & CLASS) {
      case LD:
      case LDX: {
        const value = load(code, k, x, memory, packet);
        if (value === null) return false;
        if ((code & CLASS) === LD) a = value;
        else x = value;
        break;
      }
      case ST:
        memory[k] = a;
        break;
      case STX:
        memory[k] = x;
        break;
      case ALU: {
        const result = calculate(code & OP, a, operand);
        if (result === null) return false;
        a = result;
        break;
      }
      case JMP:
        at += (code & OP) === 0 ? k : jumps(code & OP, a, operand) ? whenTrue : whenFalse;
        break;
      case RET:
        return ((code & 0x18) === ACCUMULATOR ? a : k) !== 0;
      default:
        if ((code & 0x80) === 0) x = a;
        else a = x;
    }
  }
  return false;
}

/** The value that an instruction loads; null where the packet does not have it. */
function load(
  code: number,
  k: number,
  x: number,
  memory: Uint32Array,
  { bytes, length, direction }: FilteredPacket,
): number | null {
  switch (code & MODE) {
    case 0x00:
      return k;
    case 0x20:
      return k === PACKET_TYPE ? KIND[direction] : read(bytes, k, code & SIZE);
    case 0x40:
      return read(bytes, (x + k) >>> 0, code & SIZE);
    case 0x60:
      return memory[k] ?? null;
    case 0x80:
      return length;
    case 0xa0: {
      // The length of an IPv4 header, from its first byte.
      const first = read(bytes, k, BYTE);
      return first === null ? null : (first & 0xf) * 4;
    }
    default:
      return null;
  }
}

function read(bytes: Buffer, at: number, size: number): number | null {
  const width = size === BYTE ? 1 : size === HALF ? 2 : 4;
  return at + width > bytes.length ? null : bytes.readUIntBE(at, width);
}

/** All numbers have 32 bits. Null: a division by zero. */
function calculate(op: number, a: number, b: number): number | null {
  switch (op) {
    case 0x00:
      return (a + b) >>> 0;
    case 0x10:
      return (a - b) >>> 0;
    case 0x20:
      return Math.imul(a, b) >>> 0;
    case 0x30:
      return b === 0 ? null : Math.floor(a / b);
    case 0x40:
      return (a | b) >>> 0;
    case 0x50:
      return (a & b) >>> 0;
    case 0x60:
      return b > 31 ? 0 : (a << b) >>> 0;
    case 0x70:
      return b > 31 ? 0 : a >>> b;
    case 0x80:
      return -a >>> 0;
    case 0x90:
      return b === 0 ? null : a % b;
    case 0xa0:
      return (a ^ b) >>> 0;
    default:
      return null;
  }
}

function jumps(op: number, a: number, b: number): boolean {
  switch (op) {
    case 0x10:
      return a === b;
    case 0x20:
      return a > b;
    case 0x30:
      return a >= b;
    default:
      return (a & b) !== 0;
  }
}
