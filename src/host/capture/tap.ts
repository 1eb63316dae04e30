import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { VpcctlError } from '@vpcctl/sdk';
import { programMissing } from '../process/packages.js';
import { searchPath } from '../process/search-path.js';
import { lastWords } from './filter.js';
import type { CapturedPacket } from './packet.js';
import { NotPcap, PcapReader } from './pcap.js';

/** One direction of one interface. */
export interface TapPoint {
  readonly interface: string;
  /** As the host sees it: what a workload sends is inbound. */
  readonly direction: 'inbound' | 'outbound';
}

export interface TapOptions {
  /** An expression of pcap-filter(7), in words. */
  readonly filter: readonly string[];
  /** How much of a packet is kept at most, in bytes. */
  readonly snaplen: number;
}

/** How a tap ended. */
export interface TapEnd {
  /** Packets that the kernel had no room for. */
  readonly lost: number;
  /** Why it ended by itself: its last words; null where it was ended. */
  readonly why: string | null;
}

/** A running tcpdump. */
export interface Tap {
  /** Resolves when it captures. @throws VpcctlError `CAPTURE_FAILED`, `HOST_PROGRAM_MISSING` */
  readonly ready: Promise<void>;
  readonly ended: Promise<TapEnd>;
  /** Stops reading, or goes on: the kernel then keeps packets as long as it has room. */
  pause(isPaused: boolean): void;
  end(): void;
}

/**
 * tcpdump gets packets in blocks, which the kernel hands over when they are full, or after a second.
 * Its other mode has room for eight packets, since each could be the longest that there is.
 */
export const LATEST_MS = 1000;

/**
 * Starts to capture. The program only copies packets, so it need not understand them; it ends with
 * vpcctl, however that ends.
 */
export function startTap(
  { interface: link, direction }: TapPoint,
  { filter, snaplen }: TapOptions,
  receive: (packet: CapturedPacket) => void,
): Tap {
  const [on, way] = [
    ['-i', link],
    ['-Q', direction === 'inbound' ? 'in' : 'out'],
  ];
  const how = ['-n', '-U', '--time-stamp-precision=nano', '-s', `${snaplen}`];
  // It stays root, or the kernel would forget that it is to end with vpcctl: prctl(2).
  const tcpdump = ['tcpdump', '-Z', 'root', ...on, ...way, ...how, '-w', '-', '--', ...filter];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...tcpdump], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: searchPath(), LC_ALL: 'C' },
    cwd: '/',
    // A session of its own, out of reach of the terminal's Ctrl-C.
    detached: true,
  });
  const reader = new PcapReader();
  let said = '';
  let isEnded = false;
  const end = () => {
    isEnded = true;
    child.kill('SIGTERM');
  };
  let resolve = () => {};
  let reject = (_: Error) => {};
  const ready = new Promise<void>((done, refuse) => {
    resolve = done;
    reject = refuse;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
    if (said.includes('listening on')) resolve();
  });
  child.stdout.on('data', (piece: Buffer) => {
    try {
      for (const packet of reader.push(piece)) receive(packet);
    } catch (error) {
      if (!(error instanceof NotPcap)) throw error;
      said = `its output is not understood: ${error.message}`;
      child.kill('SIGKILL');
    }
  });
  const ended = ending();
  async function ending(): Promise<TapEnd> {
    try {
      await once(child, 'close');
    } catch {
      reject(programMissing('setpriv'));
      return { lost: 0, why: 'setpriv is missing' };
    }
    const why = isEnded ? null : lastWords(said);
    reject(failed(link, why ?? 'it was ended'));
    return { lost: lostIn(said), why };
  }
  ready.catch(() => {});
  return {
    ready,
    ended,
    pause: (isPaused) => (isPaused ? child.stdout.pause() : child.stdout.resume()),
    end,
  };
}

function failed(link: string, why: string): VpcctlError {
  return new VpcctlError(`packets of ${link} cannot be captured: ${why}`, {
    code: 'CAPTURE_FAILED',
    category: 'host',
    hints: ['does the host match the journal? vpcctl status'],
  });
}

function lostIn(said: string): number {
  const [, lost] = /^(\d+) packets? dropped by kernel$/m.exec(said) ?? [];
  return Number(lost ?? 0);
}
