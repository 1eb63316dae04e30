/** Reads the packets that the packet filter denies, where a `denied-log` of a VPC is loaded. */
import { constants } from 'node:os';
import { DENIED_LOG_BYTES, VpcctlError } from '@vpcctl/sdk';
import { netlinkAvailability } from './netlink/availability.js';
import { NetlinkError } from './netlink/errors.js';
import { interfaceName } from './netlink/events/interface-name.js';
import { readPackets } from './netlink/events/logged-packets.js';
import type { LoggedPacket } from './netlink/messages/log/packet.js';

/** A packet as the filter logged it, with the names of its interfaces. */
export interface DeniedLogEntry extends LoggedPacket {
  /** The interfaces by which it came and would leave; null: none, or it is gone. */
  readonly input: string | null;
  readonly output: string | null;
}

/** What is told of the log. The calls come one after the other. */
export interface DeniedLogReader {
  entry(entry: DeniedLogEntry): void;
  /**
   * So many packets were not read fast enough. The kernel leaves out more than `DENIED_LOG_RATE` in
   * a second by itself; these are not among them.
   */
  lost(count: number): void;
}

/** Goes on until it is closed. */
export interface DeniedLogReading {
  close(): Promise<void>;
}

/** The kernel refuses a second reader so (nfulnl_recv_config); root alone comes this far. */
const BUSY: readonly number[] = [constants.errno.EBUSY, constants.errno.EPERM];

/** The code of the error for a group that another process reads. */
export const GROUP_BUSY = 'DENIED_LOG_BUSY';

/**
 * Reads a group of the log until it is closed, in the network namespace of this process. The kernel
 * keeps what is not read yet, up to 4 MiB.
 * @param group the NFLOG group, as a `denied-log` names it
 * @throws VpcctlError `HOST_NETLINK_MISSING`; `DENIED_LOG_BUSY` where another process reads the
 *   group; `HOST_STEP_FAILED`
 */
export function readDeniedLog(group: number, reader: DeniedLogReader): DeniedLogReading {
  const availability = netlinkAvailability();
  if (!availability.available) throw noNetlink(availability.reason);
  const names = new Map<number, string | null>();
  const nameOf = (index: number | null): string | null => {
    if (index === null) return null;
    const known = names.get(index);
    if (known !== undefined) return known;
    const name = interfaceName(index);
    // The kernel gives each new interface a higher number.
    if (name !== null) names.set(index, name);
    return name;
  };
  try {
    return readPackets(group, DENIED_LOG_BYTES, {
      packet: (packet) => {
        const { indev, outdev } = packet;
        reader.entry({ ...packet, input: nameOf(indev), output: nameOf(outdev) });
      },
      lost: (count) => reader.lost(count),
    });
  } catch (error) {
    throw failure(group, error);
  }
}

function noNetlink(reason: string): VpcctlError {
  return new VpcctlError(`denied packets cannot be read without netlink: ${reason}`, {
    code: 'HOST_NETLINK_MISSING',
    category: 'environment',
    hints: ["install vpcctl's packages with their binaries: npm ci, without --omit=optional"],
  });
}

function failure(group: number, error: unknown): unknown {
  if (!(error instanceof NetlinkError)) return error;
  const isBusy = BUSY.includes(error.errno);
  return new VpcctlError(
    isBusy
      ? `another process reads the log group ${group}: ${error.message}`
      : `the log group ${group} cannot be read: ${error.message}`,
    { code: isBusy ? GROUP_BUSY : 'HOST_STEP_FAILED', category: 'host', cause: error },
  );
}
