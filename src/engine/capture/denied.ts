import {
  type Captured,
  type CapturedPacket,
  ETHERNET,
  interfaceBlock,
  packetBlock,
  startPrinter,
} from '../../host/capture/index.js';
import type { DeniedPacket, LogEntry } from '../../model/denied/index.js';
import type { EngineContext } from '../context/context.js';
import { watchDenied } from '../denied/watch-denied.js';
import { describe } from './described.js';
import { openCaptureFile } from './file.js';
import { type CaptureRequest, closedOutput } from './run.js';

/** The length of an Ethernet header. */
const HEADER = 14;
const MILLION = 1_000_000n;

export interface DeniedRequest extends CaptureRequest {
  /** The place, as the user named it. */
  readonly place: string;
  /** Whether a packet is about that place. */
  readonly matches: (packet: DeniedPacket) => boolean;
  /** Why it was denied, in words. */
  readonly reason: (packet: DeniedPacket) => string;
}

/**
 * Captures packets that the filter drops, with the reason of each, by the log of denied packets.
 * That has the first bytes of each, and no addresses of the link.
 * @throws VpcctlError as `watchDenied` and `openCaptureFile`
 */
export async function captureDenied(
  context: EngineContext,
  { place, matches, reason, count, duration, note, ...request }: DeniedRequest,
): Promise<Captured> {
  const enough = new AbortController();
  const signals = [
    ...(context.signal === undefined ? [] : [context.signal]),
    ...(duration === null ? [] : [AbortSignal.timeout(duration)]),
    ...[enough.signal, closedOutput()],
  ];
  const { write, close } = openWriter(request);
  const captured = { packets: 0, lost: 0 };
  try {
    await watchDenied({ ...context, signal: AbortSignal.any(signals) }, place, {
      started: () => note('Capturing what is denied; Ctrl-C ends it.'),
      lost: (packets) => {
        captured.lost += packets;
      },
      packet: (denied, entry) => {
        if (captured.packets === count || !matches(denied)) return;
        captured.packets += 1;
        write(denied, entry, reason(denied));
        if (captured.packets === count) enough.abort();
      },
    });
  } finally {
    await close();
  }
  return captured;
}

interface Writer {
  write(denied: DeniedPacket, entry: LogEntry, reason: string): void;
  close(): Promise<void>;
}

function openWriter({
  path,
  force,
  snaplen,
  application,
  print,
}: Pick<CaptureRequest, 'path' | 'force' | 'snaplen' | 'application' | 'print'>): Writer {
  if (path === null) {
    const printer = startPrinter(snaplen);
    return {
      write(denied, entry, reason) {
        const packet = frameOf(entry, snaplen);
        const workload = nameOf(denied);
        const direction = denied.side === 'from' ? 'inbound' : 'outbound';
        printer.print(packet, (lines) => {
          const described = describe(packet, { workload, direction }, lines);
          print({ ...described, text: `${described.text}; ${reason}` });
        });
      },
      close: () => printer.end(),
    };
  }
  const file = openCaptureFile(path, { force, application });
  const interfaces = new Map<string, number>();
  const numberOf = (name: string): number => {
    const known = interfaces.get(name);
    if (known !== undefined) return known;
    const description = 'denied packets, without addresses of the link';
    file.write(interfaceBlock({ name, description, linkType: ETHERNET, snaplen }));
    interfaces.set(name, interfaces.size);
    return interfaces.size - 1;
  };
  return {
    write(denied, entry, reason) {
      const at = numberOf(entry.input ?? 'host');
      const direction = denied.side === 'from' ? 'inbound' : 'outbound';
      const comment = `${nameOf(denied)}: ${reason}`;
      file.write(packetBlock(frameOf(entry, snaplen), { at, direction, comment }));
    },
    close: async () => file.close(),
  };
}

/** The workload at the end that the log is about, or its VPC. */
function nameOf({ side, from, to, vpc }: DeniedPacket): string {
  return (side === 'from' ? from.name : to.name) ?? vpc;
}

/** The packet behind an Ethernet header that has a type alone. */
function frameOf({ time, etherType, bytes }: LogEntry, snaplen: number): CapturedPacket {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(etherType, 12);
  const frame = Buffer.concat([header, bytes]);
  // The length that an IPv4 packet claims to have; the log has its beginning.
  const claimed = etherType === 0x0800 && bytes.length >= 4 ? bytes.readUInt16BE(2) : 0;
  return {
    time: BigInt(Math.round(time ?? Date.now())) * MILLION,
    bytes: frame.subarray(0, snaplen),
    length: Math.max(HEADER + claimed, frame.length),
  };
}
