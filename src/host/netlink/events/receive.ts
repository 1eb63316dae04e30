/** Receives each message of groups of the kernel, and counts the messages that were lost. */
import { fstatSync, read, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { MalformedMessage } from '../codec/malformed.js';
import {
  decodeMessages,
  encodeMessage,
  FLAG,
  type NetlinkMessage,
  TYPE,
} from '../codec/message.js';
import { errno, libc } from '../libc.js';
import { type Family, openDescriptor } from '../socket.js';
import { droppedBy } from './dropped.js';

const { EAGAIN } = constants.errno;
const MSG_DONTWAIT = 0x40;
/** The longest wait for a message, in seconds: the length that the end of a process may take. */
const PATIENCE_SECONDS = 5;
const LENGTH = 64 * 1024;
/** So many datagrams are read before other work of the process has its turn. */
const AT_ONCE = 512;
/** The pause after a failure that may come again at once, in milliseconds. */
const PAUSE_MS = 1000;

/** Messages that arrive until it is closed. */
export interface Receiver {
  /** How many messages the kernel had no room for since the last call. */
  takeLost(): number;
  /** Reads what has arrived by now. It does not wait. */
  drain(): void;
  close(): Promise<void>;
}

/** What is received. */
export interface Received {
  readonly family: Family;
  /** The groups, as bits: 1 is the first group. */
  readonly groups: number;
  /** How many bytes of messages the kernel keeps while the process is busy. */
  readonly bufferBytes: number;
}

/**
 * Calls `message` for each message; its bytes are overwritten by the next. One that is malformed
 * counts as lost.
 * @throws SystemError where there is no such socket
 */
export function receive(
  { family, groups, bufferBytes }: Received,
  message: (message: NetlinkMessage) => void,
): Receiver {
  const options = { options: [], patience: PATIENCE_SECONDS, groups, bufferBytes };
  const descriptor = openDescriptor(family, options);
  const { ino } = fstatSync(descriptor);
  const waited = Buffer.alloc(LENGTH);
  const drained = Buffer.alloc(LENGTH);
  let isClosing = false;
  let malformed = 0;
  let dropped = 0;

  function take(datagram: Buffer): void {
    try {
      for (const each of decodeMessages(datagram)) message(each);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      malformed += 1;
    }
  }

  /** Whether there may be more. The kernel says once that it dropped messages, then goes on. */
  function drainSome(): boolean {
    for (let count = 0; count < AT_ONCE; count += 1) {
      const length = libc().recv(descriptor, drained, LENGTH, MSG_DONTWAIT);
      if (length < 0 && errno() === EAGAIN) return false;
      if (length > 0) take(drained.subarray(0, length));
    }
    return true;
  }

  /** Waits in a thread of libuv: Node's own sockets do not know this family. */
  function next(): Promise<string | null> {
    return new Promise((resolve) => {
      read(descriptor, waited, 0, LENGTH, null, (error, length) => {
        if (error === null) take(waited.subarray(0, length));
        resolve(error?.code ?? null);
      });
    });
  }

  async function readAll(): Promise<void> {
    while (!isClosing) {
      const code = await next();
      while (!isClosing && drainSome()) await turn();
      const isUsual = code === null || ['EAGAIN', 'EINTR', 'ENOBUFS'].includes(code);
      if (!isUsual && !isClosing) await delay(PAUSE_MS);
    }
    while (drainSome());
    libc().close(descriptor);
  }

  const done = readAll();
  return {
    takeLost() {
      const now = droppedBy(readFileSync('/proc/self/net/netlink', 'utf8'), ino) ?? dropped;
      const lost = now - dropped + malformed;
      dropped = now;
      malformed = 0;
      return lost;
    },
    drain() {
      while (drainSome());
    },
    close() {
      if (!isClosing) wake(descriptor);
      isClosing = true;
      return done;
    },
  };
}

/** Ends a wait for a message: the kernel acknowledges one that asks for nothing. */
export function wake(descriptor: number): void {
  const nothing = {
    type: TYPE.noop,
    flags: FLAG.request | FLAG.acknowledge,
    body: Buffer.alloc(0),
  };
  const message = encodeMessage(nothing, 1);
  libc().send(descriptor, message, message.length, 0);
}
