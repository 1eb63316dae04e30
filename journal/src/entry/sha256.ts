import { hash } from 'node:crypto';

/**
 * How many bytes are hashed here in all. To load `node:crypto` costs a start as much as to hash some
 * kilobytes in plain JavaScript, and `list` hashes a small snapshot and one line.
 */
let allowance = 4096;

/** SHA-256 in hex over a text as UTF-8, or over bytes. */
export function sha256(of: string | Buffer): string {
  const bytes = typeof of === 'string' ? Buffer.from(of) : of;
  if (bytes.length > allowance) return hash('sha256', bytes);
  allowance -= bytes.length;
  return plainSha256(bytes);
}

const BLOCK = 64;
const WORD = 2 ** 32;

/** SHA-256 as FIPS 180-4 defines it, without `node:crypto`. Pure. */
export function plainSha256(bytes: Buffer): string {
  const { initial, constants } = parameters();
  const padded = pad(bytes);
  const words = new Int32Array(BLOCK);
  const state = Int32Array.from(initial);
  for (let start = 0; start < padded.length; start += BLOCK) {
    for (let i = 0; i < 16; i += 1) words[i] = padded.readInt32BE(start + 4 * i);
    for (let i = 16; i < BLOCK; i += 1) {
      const x = words[i - 15] ?? 0;
      const y = words[i - 2] ?? 0;
      const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      words[i] = (words[i - 16] ?? 0) + s0 + (words[i - 7] ?? 0) + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < BLOCK; i += 1) {
      const chosen = (e & f) ^ (~e & g);
      const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + chosen;
      const first = (one + (constants[i] ?? 0) + (words[i] ?? 0)) | 0;
      const most = (a & b) ^ (a & c) ^ (b & c);
      const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + most;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      state[i] = (state[i] ?? 0) + value;
    });
  }
  const digest = Buffer.alloc(32);
  for (const [i, value] of state.entries()) digest.writeInt32BE(value, 4 * i);
  return digest.toString('hex');
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** A bit that is set, zeros, and the number of bits: whole blocks. */
function pad(bytes: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  bytes.copy(padded);
  padded[bytes.length] = 0x80;
  padded.writeUInt32BE(Math.floor((8 * bytes.length) / WORD), padded.length - 8);
  padded.writeUInt32BE((8 * bytes.length) % WORD, padded.length - 4);
  return padded;
}

/** The first bits behind the point of the roots of the first primes. */
function parameters() {
  const initial = new Int32Array(8);
  const constants = new Int32Array(BLOCK);
  const behindPoint = (root: number) => ((root % 1) * WORD) | 0;
  let count = 0;
  for (let candidate = 2; count < BLOCK; candidate += 1) {
    if (!isPrime(candidate)) continue;
    if (count < initial.length) initial[count] = behindPoint(Math.sqrt(candidate));
    constants[count] = behindPoint(Math.cbrt(candidate));
    count += 1;
  }
  return { initial, constants };
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor ** 2 <= candidate; divisor += 1)
    if (candidate % divisor === 0) return false;
  return true;
}
