/** Listens to what the kernel tells of its changes. */
import { read } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { libc } from '../libc.js';
import { type Family, OPTION, openDescriptor } from '../socket.js';
import { tellsOfDrift } from './drift-message.js';
import { GROUPS } from './groups.js';
import { wake } from './receive.js';

/** The longest wait for a message, in seconds: the length that the end of a process may take. */
const PATIENCE_SECONDS = 5;
/** Longer messages are cut: their first bytes say what they are about. */
const LENGTH = 64 * 1024;

/** The pause after a failure that may come again at once, in milliseconds. */
const PAUSE_MS = 1000;

/** Something that goes on until it is closed. */
export interface Listening {
  close(): Promise<void>;
}

/**
 * Calls `changed` for each message that may tell of drift, also of the network namespaces that the
 * host has links to, where the process has CAP_NET_BROADCAST. Where messages were lost, that is
 * such a message, too.
 * @throws SystemError where there is no such socket
 */
export function listen(family: Family, changed: () => void): Listening {
  const descriptor = openDescriptor(family, {
    options: [OPTION.allNamespaces],
    patience: PATIENCE_SECONDS,
    groups: GROUPS[family],
  });
  const buffer = Buffer.alloc(LENGTH);
  let isClosing = false;

  /** Waits in a thread of libuv: Node's own sockets do not know this family. */
  function next(): Promise<string | null> {
    return new Promise((resolve) => {
      read(descriptor, buffer, 0, LENGTH, null, (error, length) => {
        if (error === null && tellsOfDrift(family, buffer.subarray(0, length))) changed();
        resolve(error?.code ?? null);
      });
    });
  }

  async function readAll(): Promise<void> {
    while (!isClosing) {
      const code = await next();
      if (code === null || code === 'EAGAIN' || code === 'EINTR') continue;
      changed();
      // ENOBUFS: there were more messages than the kernel keeps.
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
