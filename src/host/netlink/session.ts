import { closeSync, openSync } from 'node:fs';
import { namespaceFile } from '../netns/namespaces.js';
import { writeSysctl } from '../proc/sysctl.js';
import { orSystemError } from './errors.js';
import { attachNamespace, createNamespace, deleteNamespace } from './named-namespaces.js';
import { RouteSocket } from './route-socket.js';
import { NetlinkSocket } from './socket.js';
import { within } from './within.js';

/**
 * Access to the kernel for the length of a command. Sockets and descriptors stay open until the end,
 * and one keeps its namespace alive: so names are created and removed here, too.
 */
export interface NetlinkSession {
  /**
   * The socket of a namespace, opened with the first call; null is the host's own.
   * @throws SystemError ENOENT where there is no such namespace
   */
  socket(namespace: string | null): RouteSocket;
  /** The socket of the host's own connections. @throws SystemError */
  conntrack(): NetlinkSocket;
  /** A descriptor of a namespace, to move a link there. @throws SystemError ENOENT */
  descriptor(namespace: string): number;
  /** As `ip netns add`. @throws SystemError EEXIST where the name is taken */
  createNamespace(name: string): void;
  /** As `ip netns attach`. @throws SystemError EEXIST where the name is taken */
  attachNamespace(name: string, pid: number): void;
  /** As `ip netns del`. @throws SystemError ENOENT where there is no such name */
  deleteNamespace(name: string): void;
  /**
   * Writes a setting under /proc/sys of a namespace.
   * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_SYSCTL_UNSAFE`; SystemError ENOENT
   */
  writeSysctl(namespace: string | null, key: string, value: string): void;
  /** Closes every socket and descriptor. */
  close(): void;
}

/** Opens a session; it opens nothing yet. `netlinkAvailability` says whether it can. */
export function openSession(): NetlinkSession {
  const sockets = new Map<string | null, RouteSocket>();
  const descriptors = new Map<string, number>();
  let connections: NetlinkSocket | undefined;

  /** A name may come to stand for another namespace. */
  function forget(name: string): void {
    sockets.get(name)?.close();
    sockets.delete(name);
    const descriptor = descriptors.get(name);
    if (descriptor !== undefined) closeSync(descriptor);
    descriptors.delete(name);
  }

  return {
    socket(namespace) {
      const socket = sockets.get(namespace) ?? openSocket(namespace);
      sockets.set(namespace, socket);
      return socket;
    },
    conntrack() {
      connections ??= new NetlinkSocket('netfilter');
      return connections;
    },
    descriptor(namespace) {
      const file = namespaceFile(namespace);
      const open = () => orSystemError(`open ${file}`, () => openSync(file, 'r'));
      const descriptor = descriptors.get(namespace) ?? open();
      descriptors.set(namespace, descriptor);
      return descriptor;
    },
    createNamespace(name) {
      forget(name);
      createNamespace(name);
    },
    attachNamespace(name, pid) {
      forget(name);
      attachNamespace(name, pid);
    },
    deleteNamespace(name) {
      forget(name);
      deleteNamespace(name);
    },
    writeSysctl(namespace, key, value) {
      const write = () => writeSysctl(key, value);
      return namespace === null ? write() : within(namespace, write);
    },
    close() {
      for (const name of descriptors.keys()) forget(name);
      for (const socket of sockets.values()) socket.close();
      sockets.clear();
      connections?.close();
      connections = undefined;
    },
  };
}

function openSocket(namespace: string | null): RouteSocket {
  return namespace === null ? new RouteSocket() : within(namespace, () => new RouteSocket());
}
