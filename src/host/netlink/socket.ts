import { constants } from 'node:os';
import { type Acknowledgement, decodeAcknowledgement } from './codec/acknowledgement.js';
import { MalformedMessage } from './codec/malformed.js';
import {
  decodeMessages,
  encodeMessage,
  FLAG,
  type NetlinkMessage,
  type NetlinkRequest,
  TYPE,
} from './codec/message.js';
import { NetlinkError, SystemError } from './errors.js';
import { check, errno, libc } from './libc.js';

const { EINTR, EAGAIN, ENOPROTOOPT } = constants.errno;

/** AF_NETLINK; SOCK_RAW | SOCK_CLOEXEC: no program that vpcctl starts inherits a socket. */
const AF_NETLINK = 16;
const RAW_CLOEXEC = 3 | 0o2000000;
/** NETLINK_* of linux/netlink.h. */
const PROTOCOL = { route: 0, netfilter: 12 } as const;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const SOL_NETLINK = 270;
/** NETLINK_LISTEN_ALL_NSID (4.2), CAP_ACK, EXT_ACK (4.12), GET_STRICT_CHK (4.20). */
export const OPTION = { allNamespaces: 8, capAck: 10, extAck: 11, strictCheck: 12 } as const;
/** recv(2) then returns the length that the datagram has, also where the buffer is shorter. */
const MSG_TRUNC = 0x20;

/** The kernel answers within `send`. This only ends a wait for an answer that never comes. */
const PATIENCE_SECONDS = 30;
/** A dump that changes torn it again and again is given up. */
const DUMP_TRIES = 5;
/** Beyond about 250 the acknowledgements overflow the socket's receive buffer. */
const BATCH = 100;

/** One for all sockets: nothing else runs between a request and its answer. */
const received = Buffer.alloc(256 * 1024);
let reading = false;

/** A family of requests. */
export type Family = keyof typeof PROTOCOL;

/**
 * A netlink socket of the namespace in which it was opened. Requests block, since the kernel does
 * the work of one before `send` returns.
 */
export class NetlinkSocket {
  readonly #descriptor: number;
  #sequence = 0;

  /** @throws SystemError */
  constructor(family: Family) {
    const strict = family === 'route' ? [OPTION.strictCheck] : [];
    const options = [OPTION.extAck, OPTION.capAck, ...strict];
    this.#descriptor = openDescriptor(family, { options, patience: PATIENCE_SECONDS });
  }

  /**
   * Runs a request.
   * @returns the body of the answer, where there is one
   * @throws NetlinkError where the kernel refuses; SystemError; MalformedMessage
   */
  request({ what, ...request }: NetlinkRequest): Buffer | null {
    const [sequence] = this.#send([request], FLAG.acknowledge);
    let answer: Buffer | null = null;
    for (;;) {
      for (const message of this.#receive(what)) {
        if (message.sequence !== sequence) continue;
        if (message.type !== TYPE.error) {
          answer = Buffer.from(message.body);
          continue;
        }
        requireDone(what, decodeAcknowledgement(message));
        return answer;
      }
    }
  }

  /**
   * Runs requests one after the other, and stops at the first that the kernel refuses, as
   * `ip -batch` does.
   * @throws NetlinkError, SystemError, MalformedMessage
   */
  run(requests: Iterable<NetlinkRequest>): void {
    for (const request of requests) this.request(request);
  }

  /**
   * Runs requests that do not depend on each other, many in a datagram. The kernel does NOT stop at
   * one that it refuses.
   * @returns how each of them ended, in order
   * @throws SystemError, MalformedMessage
   */
  batch(requests: readonly NetlinkRequest[]): Acknowledgement[] {
    const outcomes: Acknowledgement[] = [];
    for (let at = 0; at < requests.length; at += BATCH) {
      outcomes.push(...this.#datagram(requests.slice(at, at + BATCH)));
    }
    return outcomes;
  }

  /**
   * Reads every object of a kind. A dump that a change tore is read again.
   * @param read makes a value of an object, or null to leave it out; it must not keep the bytes, and
   * may not use a socket
   * @throws NetlinkError, SystemError, MalformedMessage
   */
  dump<T>(request: NetlinkRequest, read: (message: NetlinkMessage) => T | null): T[] {
    for (let attempt = 1; ; attempt++) {
      const { found, isTorn } = this.#dumpOnce(request, read);
      if (!isTorn) return found;
      if (attempt === DUMP_TRIES) {
        throw new NetlinkError(request.what, {
          errno: EINTR,
          text: 'it changes all the time',
          offset: null,
          missing: null,
        });
      }
    }
  }

  close(): void {
    libc().close(this.#descriptor);
  }

  #dumpOnce<T>({ what, ...request }: NetlinkRequest, read: (message: NetlinkMessage) => T | null) {
    const [sequence] = this.#send([request], FLAG.dump);
    const found: T[] = [];
    let isTorn = false;
    for (;;) {
      for (const message of this.#receive(what)) {
        if (message.sequence !== sequence || message.type === TYPE.noop) continue;
        isTorn ||= (message.flags & FLAG.dumpInterrupted) !== 0;
        if (message.type === TYPE.done || message.type === TYPE.error) {
          requireDone(what, decodeAcknowledgement(message));
          return { found, isTorn };
        }
        const object = alone(() => read(message));
        if (object !== null) found.push(object);
      }
    }
  }

  #datagram(requests: readonly NetlinkRequest[]): Acknowledgement[] {
    const sequences = this.#send(requests, FLAG.acknowledge);
    const outcomes = new Map<number, Acknowledgement>();
    while (outcomes.size < sequences.length) {
      for (const message of this.#receive('batch')) {
        if (message.type !== TYPE.error || !sequences.includes(message.sequence)) continue;
        outcomes.set(message.sequence, decodeAcknowledgement(message));
      }
    }
    return sequences.flatMap((sequence) => outcomes.get(sequence) ?? []);
  }

  /** @returns the numbers of the requests, which their answers carry */
  #send(requests: readonly Omit<NetlinkRequest, 'what'>[], flags: number): number[] {
    const sequences = requests.map(() => ++this.#sequence);
    const datagram = Buffer.concat(
      requests.map(({ type, body, flags: own }, at) =>
        encodeMessage({ type, body, flags: own | flags }, sequences[at] ?? 0),
      ),
    );
    for (;;) {
      const sent = libc().send(this.#descriptor, datagram, datagram.length, 0);
      if (sent >= 0) return sequences;
      if (errno() !== EINTR) check('send', sent);
    }
  }

  *#receive(what: string): Generator<NetlinkMessage> {
    if (reading) throw new Error('a reader of a dump uses a socket');
    for (;;) {
      const length = libc().recv(this.#descriptor, received, received.length, MSG_TRUNC);
      if (length > received.length) throw new MalformedMessage(`${what}: ${length} bytes at once`);
      if (length >= 0) return yield* decodeMessages(received.subarray(0, length));
      if (errno() === EAGAIN) throw new SystemError(`${what}: no answer of the kernel`, EAGAIN);
      if (errno() !== EINTR) check(`recv, ${what}`, length);
    }
  }
}

function requireDone(what: string, outcome: Acknowledgement): void {
  if (outcome.errno !== 0) throw new NetlinkError(what, outcome);
}

/** Runs `work`, which may not use a socket: an answer would overwrite what it reads. */
function alone<T>(work: () => T): T {
  reading = true;
  try {
    return work();
  } finally {
    reading = false;
  }
}

/** What a netlink socket is opened with. */
interface SocketOptions {
  /** Settings of {@link OPTION} to switch on. */
  readonly options: readonly number[];
  /** After this many seconds a wait for a message fails with EAGAIN. */
  readonly patience: number;
  /** The groups whose messages it gets, as bits: 1 is the first group. */
  readonly groups?: number;
}

/** Opens a netlink socket; `libc().close` closes it. @throws SystemError */
export function openDescriptor(
  family: Family,
  { options, patience, groups = 0 }: SocketOptions,
): number {
  const { socket, bind, close } = libc();
  const descriptor = check('socket', socket(AF_NETLINK, RAW_CLOEXEC, PROTOCOL[family]));
  try {
    for (const option of options) set(descriptor, SOL_NETLINK, option, number32(1));
    set(descriptor, SOL_SOCKET, SO_RCVTIMEO, seconds(patience));
    const address = Buffer.alloc(12);
    address.writeUInt16LE(AF_NETLINK, 0);
    address.writeUInt32LE(groups, 8);
    check('bind', bind(descriptor, address, address.length));
    return descriptor;
  } catch (error) {
    close(descriptor);
    throw error;
  }
}

/** Kernels that do not know an option answer as they did before there was one. */
function set(descriptor: number, level: number, option: number, value: Buffer): void {
  const result = libc().setsockopt(descriptor, level, option, value, value.length);
  if (result < 0 && errno() !== ENOPROTOOPT) check('setsockopt', result);
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** `struct timeval` of a processor with 64 bits. */
function seconds(value: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

/**
 * Enlarges what the kernel keeps for a socket that is not read yet. Without CAP_NET_ADMIN of the
 * host itself, as in a lab of a plain user, the host's limit holds (net.core.rmem_max).
 */
export function setReceiveBuffer(descriptor: number, length: number): void {
  const { setsockopt } = libc();
  for (const option of [SO_RCVBUFFORCE, SO_RCVBUF]) {
    const value = number32(length);
    if (setsockopt(descriptor, SOL_SOCKET, option, value, value.length) >= 0) return;
  }
}
