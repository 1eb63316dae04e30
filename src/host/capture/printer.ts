import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { programMissing } from '../process/packages.js';
import { searchPath } from '../process/search-path.js';
import type { CapturedPacket } from './packet.js';
import { pcapHeader, pcapPacket } from './pcap.js';

const NOBODY = 65534;
const BILLION = 1_000_000_000n;
/** Of a packet that takes several lines, so many are kept. */
const MOST_LINES = 50;

/** Packets that are being described. */
export interface Printer {
  /** Describes a packet; `write` receives its lines, in the order of the packets. */
  print(packet: CapturedPacket, write: (lines: readonly string[]) => void): void;
  /** How many are not described yet. */
  readonly waiting: number;
  /** Waits until all are described, and ends. */
  end(): Promise<void>;
}

/**
 * Starts a tcpdump that describes packets. What is in them was written by anyone, so it runs as
 * nobody and without any right. Each packet has its number in the place of its time: so the lines
 * are told apart, whatever is in a packet.
 * @throws VpcctlError from `end`: `HOST_PROGRAM_MISSING`
 */
export function startPrinter(snaplen: number): Printer {
  const [program = '', ...args] = [
    ...withoutRights(),
    ...['tcpdump', '-r', '-', '-n', '-l', '-tt', '--time-stamp-precision=micro'],
  ];
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: searchPath(), LC_ALL: 'C' },
    cwd: '/',
    detached: true,
  });
  const waiting = new Map<number, (lines: readonly string[]) => void>();
  let number = 0;
  let current: { readonly number: number; readonly lines: string[] } | null = null;

  const finish = () => {
    if (current === null) return;
    waiting.get(current.number)?.(current.lines);
    waiting.delete(current.number);
    current = null;
  };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const [, found, text = ''] = /^(\d+)\.000000 (.*)$/s.exec(line) ?? [];
    if (found !== undefined && waiting.has(Number(found))) {
      finish();
      current = { number: Number(found), lines: [text] };
      // Most packets take one line, and the next may be far off.
      setTimeout(finish, 20);
    } else if (current !== null && current.lines.length < MOST_LINES) current.lines.push(line);
  });
  child.stdin.on('error', () => {});
  child.stdin.write(pcapHeader(snaplen));
  const closed = once(child, 'close').catch(() => {
    throw programMissing(program);
  });
  let isEnded = false;
  const give = () => {
    isEnded = true;
    finish();
    // It has ended early: what is left has no lines, and is told all the same.
    for (const write of waiting.values()) write([]);
    waiting.clear();
  };
  closed.then(give, give);
  return {
    print(packet, write) {
      if (isEnded) return write([]);
      number += 1;
      waiting.set(number, write);
      child.stdin.write(pcapPacket({ ...packet, time: BigInt(number) * BILLION }));
    },
    get waiting() {
      return waiting.size;
    },
    async end() {
      child.stdin.end();
      await closed;
    },
  };
}

/** The words before a program that takes all rights from it, and ends it with vpcctl. */
function withoutRights(): string[] {
  const plain = ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs'];
  const rights = ['--bounding-set=-all', '--inh-caps=-all'];
  if (process.geteuid?.() !== 0) return [...plain, '--'];
  if (!knowsNobody()) return ['unshare', '--user', '--', ...plain, '--'];
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return [...plain, ...rights, ...user, '--'];
}

/** Whether this user namespace has that user: the lab of a plain user has one user alone. */
function knowsNobody(): boolean {
  const lines = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n');
  return lines.some((line) => {
    const [first = 0, , count = 0] = line.trim().split(/\s+/).map(Number);
    return first <= NOBODY && NOBODY < first + count;
  });
}
