import {
  type Captured,
  type CapturedPacket,
  compileFilter,
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
  /** An expression of pcap-filter(7), in words. */
  readonly filter: readonly string[];
  /** Whether a packet is about that place. */
  readonly matches: (packet: DeniedPacket) => boolean;
  /** Why it was denied, in words. */
  readonly reason: (packet: DeniedPacket) => string;
}

/**
 * Captures packets that the filter drops, with the reason of each, by the log of denied packets.
 * That has the first bytes of each, and no addresses of the link.
 * @throws VpcctlError as `compileFilter`, `watchDenied` and `openCaptureFile`
 */
export async function captureDenied(
  context: EngineContext,
  { place, filter, matches, reason, count, duration, note, ...request }: DeniedRequest,
): Promise<Captured> {
  const enough = new AbortController();
  const signals = [
    ...(context.signal === undefined ? [] : [context.signal]),
    ...(duration === null ? [] : [AbortSignal.timeout(duration)]),
    ...[enough.signal, closedOutput()],
  ];
  const passes = await compileFilter(filter);
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
        const frame = frameOf(entry);
        if (!passes({ ...frame, direction: directionOf(denied) })) return;
        captured.packets += 1;
        write(denied, { ...frame, input: entry.input }, reason(denied));
        if (captured.packets === count) enough.abort();
      },
    });
  } finally {
    await close();
  }
  return captured;
}

/** What was denied, and the interface by which it came. */
type Frame = CapturedPacket & Pick<LogEntry, 'input'>;

interface Writer {
  write(denied: DeniedPacket, frame: Frame, reason: string): void;
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
      write(denied, frame, reason) {
        const packet = cut(frame, snaplen);
        const workload = nameOf(denied);
        const direction = directionOf(denied);
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
    write(denied, frame, reason) {
      const at = numberOf(frame.input ?? 'host');
      const comment = `${nameOf(denied)}: ${reason}`;
      const note = { at, direction: directionOf(denied), comment };
      file.write(packetBlock(cut(frame, snaplen), note));
    },
    close: async () => file.close(),
  };
}

/** The workload at the end that the log is about, or its VPC. */
function nameOf({ side, from, to, vpc }: DeniedPacket): string {
  return (side === 'from' ? from.name : to.name) ?? vpc;
}

function directionOf({ side }: DeniedPacket): 'inbound' | 'outbound' {
  return side === 'from' ? 'inbound' : 'outbound';
}

function cut(packet: CapturedPacket, snaplen: number): CapturedPacket {
  return { ...packet, bytes: packet.bytes.subarray(0, snaplen) };
}

/** The packet behind an Ethernet header that has a type alone. */
function frameOf({ time, etherType, bytes }: LogEntry): CapturedPacket {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(etherType, 12);
  const frame = Buffer.concat([header, bytes]);
  // The length that an IPv4 packet claims to have; the log has its beginning.
  const claimed = etherType === 0x0800 && bytes.length >= 4 ? bytes.readUInt16BE(2) : 0;
  return {
    time: BigInt(Math.round(time ?? Date.now())) * MILLION,
    bytes: frame,
    length: Math.max(HEADER + claimed, frame.length),
  };
}
