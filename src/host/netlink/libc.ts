/** The C functions that Node lacks. */
import { SystemError } from './errors.js';
import { functionsOf, koffi } from './koffi.js';

type Bytes = Uint8Array;

/** See section 2 of the manual for each; a negative result is a failure. */
export interface Libc {
  readonly socket: (domain: number, type: number, protocol: number) => number;
  readonly bind: (descriptor: number, address: Bytes, length: number) => number;
  readonly setsockopt: (
    descriptor: number,
    level: number,
    option: number,
    value: Bytes,
    length: number,
  ) => number;
  readonly getsockopt: (
    descriptor: number,
    level: number,
    option: number,
    value: Bytes,
    length: Bytes,
  ) => number;
  readonly send: (descriptor: number, bytes: Bytes, length: number, flags: number) => number;
  readonly recv: (descriptor: number, bytes: Bytes, length: number, flags: number) => number;
  /** For descriptors that Node did not open: a worker thread warns of fs.closeSync there. */
  readonly close: (descriptor: number) => number;
  /** Writes the name of an interface into 16 bytes; null for no such interface. */
  readonly if_indextoname: (index: number, name: Bytes) => unknown;
  readonly unshare: (flags: number) => number;
  readonly setns: (descriptor: number, type: number) => number;
  readonly mount: (
    source: string,
    target: string,
    type: string,
    flags: number,
    data: null,
  ) => number;
  readonly umount2: (target: string, flags: number) => number;
  readonly flock: (descriptor: number, operation: number) => number;
  /** For the calling thread. Each set is 128 bytes. Its result is an error number, or 0. */
  readonly pthread_sigmask: (how: number, set: Bytes, before: Bytes | null) => number;
}

const PROTOTYPES: Readonly<Record<keyof Libc, string>> = {
  socket: 'int socket(int, int, int)',
  bind: 'int bind(int, void *, uint32_t)',
  setsockopt: 'int setsockopt(int, int, int, void *, uint32_t)',
  getsockopt: 'int getsockopt(int, int, int, void *, void *)',
  send: 'intptr_t send(int, void *, size_t, int)',
  recv: 'intptr_t recv(int, void *, size_t, int)',
  close: 'int close(int)',
  if_indextoname: 'void *if_indextoname(uint32_t, void *)',
  unshare: 'int unshare(int)',
  setns: 'int setns(int, int)',
  mount: 'int mount(str, str, str, unsigned long, str)',
  umount2: 'int umount2(str, int)',
  flock: 'int flock(int, int)',
  pthread_sigmask: 'int pthread_sigmask(int, void *, void *)',
};

let loaded: Libc | undefined;
let failure: unknown;

/**
 * The C functions, loaded with the first call. They come from the running Node itself, so that there
 * is no library to choose.
 * @throws Error where koffi has no binary for this processor, or is not installed
 */
export function libc(): Libc {
  if (loaded !== undefined) return loaded;
  // A search in vain is not repeated: each look at the host asks again.
  if (failure !== undefined) throw failure;
  try {
    loaded = functionsOf<Libc>(null, PROTOTYPES);
    return loaded;
  } catch (error) {
    failure = error;
    throw error;
  }
}

/**
 * The result of a call. It is to be called right after it, before the error number is another's.
 * @throws SystemError for a negative result
 */
export function check(call: string, result: number): number {
  if (result >= 0) return result;
  throw new SystemError(call, errno());
}

/** The error number of the last call. */
export function errno(): number {
  return koffi().errno();
}
