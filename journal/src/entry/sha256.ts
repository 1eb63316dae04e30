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

/** Bits of a word. */
const WORD = 32;

/** The first bits behind the point of the square roots of the first primes. */
const INITIAL = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** The same of the cube roots. */
const CONSTANTS = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/** SHA-256 as FIPS 180-4 defines it, without `node:crypto`. Pure. */
export function plainSha256(bytes: Buffer): string {
  const padded = pad(bytes);
  const words = new Int32Array(BLOCK);
  const state = Int32Array.from(INITIAL);
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
      const first = (one + (CONSTANTS[i] ?? 0) + (words[i] ?? 0)) | 0;
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
  return (word >>> by) | (word << (WORD - by));
}

/** A bit that is set, zeros, and the number of bits: whole blocks. */
function pad(bytes: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  bytes.copy(padded);
  padded[bytes.length] = 0x80;
  padded.writeBigUInt64BE(8n * BigInt(bytes.length), padded.length - 8);
  return padded;
}
