/** Reads the datagrams that the kernel sends to a socket, without keeping others waiting. */
import { read } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeMessage, FLAG, TYPE } from '../codec/message.js';
import { libc } from '../libc.js';

/** Longer messages are cut: their first bytes say what they are about. */
const LENGTH = 64 * 1024;

/** The pause after a failure that may come again at once, in milliseconds. */
const PAUSE_MS = 1000;

/** Something that goes on until it is closed. */
export interface Listening {
  close(): Promise<void>;
}

/** What is told of a socket's datagrams. */
export interface Receiver {
  /** The bytes are overwritten after the call. */
  datagram(bytes: Buffer): void;
  /** A failure, by its name: ENOBUFS where there were more messages than the kernel keeps. */
  failed(code: string): void;
}

/** Reads until it is closed, and then closes the descriptor. */
export function receive(descriptor: number, receiver: Receiver): Listening {
  const buffer = Buffer.alloc(LENGTH);
  let isClosing = false;

  /** Waits in a thread of libuv: Node's own sockets do not know this family. */
  function next(): Promise<string | null> {
    return new Promise((resolve) => {
      read(descriptor, buffer, 0, LENGTH, null, (error, length) => {
        if (error === null) receiver.datagram(buffer.subarray(0, length));
        resolve(error?.code ?? null);
      });
    });
  }

  async function readAll(): Promise<void> {
    while (!isClosing) {
      const code = await next();
      if (code === null || code === 'EAGAIN' || code === 'EINTR') continue;
      receiver.failed(code);
      if (code !== 'ENOBUFS' && !isClosing) await delay(PAUSE_MS);
    }
    libc().close(descriptor);
  }

  const done = readAll();
  return {
    close() {
      if (!isClosing) wake(descriptor);
      isClosing = true;
      return done;
    },
  };
}

/** Ends a wait for a message: the kernel acknowledges one that asks for nothing. */
function wake(descriptor: number): void {
  const nothing = {
    type: TYPE.noop,
    flags: FLAG.request | FLAG.acknowledge,
    body: Buffer.alloc(0),
  };
  const message = encodeMessage(nothing, 1);
  libc().send(descriptor, message, message.length, 0);
}
