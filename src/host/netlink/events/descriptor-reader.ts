/** Reads the datagrams that the kernel sends to a socket, without keeping others waiting. */
import { read } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { encodeMessage, FLAG, TYPE } from '../codec/message.js';
import { errno, libc } from '../libc.js';

/** Longer messages are cut: their first bytes say what they are about. */
const LENGTH = 64 * 1024;

/** The pause after a failure that may come again at once, in milliseconds. */
const PAUSE_MS = 1000;

const { ENOBUFS } = constants.errno;
const MSG_DONTWAIT = 0x40;
/** So many datagrams are read before other work of the process has its turn. */
const AT_ONCE = 256;
/** So often at most, where nothing else has its turn: the largest buffer has room for fewer. */
const LONGEST = 400;

/** Something that goes on until it is closed. */
export interface Listening {
  close(): Promise<void>;
}

/** Reads datagrams until it is closed; those that have come by then, too. */
export interface Reading extends Listening {
  /** Reads what has come by now. It does not wait. */
  drain(): void;
}

/** What is told of a socket's datagrams. */
export interface Receiver {
  /** The bytes are overwritten after the call. */
  datagram(bytes: Buffer): void;
  /** A failure, by its name: ENOBUFS where there were more messages than the kernel keeps. */
  failed(code: string): void;
}

/** Reads until it is closed, and then closes the descriptor. */
export function receive(descriptor: number, receiver: Receiver): Reading {
  const buffer = Buffer.alloc(LENGTH);
  const drained = Buffer.alloc(LENGTH);
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

  /** Where one datagram has come, there are others: a thread for each would take too long. */
  function drainSome(): boolean {
    for (let count = 0; count < AT_ONCE; count += 1) {
      const length = libc().recv(descriptor, drained, LENGTH, MSG_DONTWAIT);
      if (length >= 0) receiver.datagram(drained.subarray(0, length));
      else if (errno() === ENOBUFS) receiver.failed('ENOBUFS');
      // There is no more, or a failure that comes up again in the next wait.
      else return false;
    }
    return true;
  }

  /** A flood never ends, so this does: what has come by now is in the socket's buffer. */
  function drain(): void {
    for (let turns = 0; turns < LONGEST && drainSome(); turns += 1);
  }

  async function readAll(): Promise<void> {
    while (!isClosing) {
      const code = await next();
      while (code === null && !isClosing && drainSome()) await turn();
      if (code === null || code === 'EAGAIN' || code === 'EINTR') continue;
      receiver.failed(code);
      if (code !== 'ENOBUFS' && !isClosing) await delay(PAUSE_MS);
    }
    drain();
    libc().close(descriptor);
  }

  const done = readAll();
  return {
    drain,
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
