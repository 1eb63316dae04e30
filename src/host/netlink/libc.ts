/** The C functions that Node lacks. The one file that knows koffi. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SystemError } from './errors.js';

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
  readonly send: (descriptor: number, bytes: Bytes, length: number, flags: number) => number;
  readonly recv: (descriptor: number, bytes: Bytes, length: number, flags: number) => number;
  /** For descriptors that Node did not open: a worker thread warns of fs.closeSync there. */
  readonly close: (descriptor: number) => number;
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
}

const PROTOTYPES: Readonly<Record<keyof Libc, string>> = {
  socket: 'int socket(int, int, int)',
  bind: 'int bind(int, void *, uint32_t)',
  setsockopt: 'int setsockopt(int, int, int, void *, uint32_t)',
  send: 'intptr_t send(int, void *, size_t, int)',
  recv: 'intptr_t recv(int, void *, size_t, int)',
  close: 'int close(int)',
  unshare: 'int unshare(int)',
  setns: 'int setns(int, int)',
  mount: 'int mount(str, str, str, unsigned long, str)',
  umount2: 'int umount2(str, int)',
  flock: 'int flock(int, int)',
};

/** What is used of koffi's binary, without the JavaScript around it, which doubles its start. */
interface Koffi {
  load(library: null): { func(prototype: string): unknown };
  errno(): number;
}

interface Loaded {
  readonly functions: Libc;
  readonly errno: () => number;
}

let loaded: Loaded | undefined;
let failure: unknown;

/**
 * The C functions, loaded with the first call. They come from the running Node itself, so that there
 * is no library to choose.
 * @throws Error where koffi has no binary for this processor, or is not installed
 */
export function libc(): Libc {
  if (loaded === undefined) {
    // A search in vain is not repeated: each look at the host asks again.
    if (failure !== undefined) throw failure;
    try {
      loaded = load();
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return loaded.functions;
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
  return loaded?.errno() ?? 0;
}

/**
 * The places where koffi's binaries may be, for glibc and for musl.
 * @throws Error where koffi is not installed, or not for this processor
 */
export function koffiBinaries(): string[] {
  const own = createRequire(import.meta.filename);
  const folder = `@koromix/koffi-linux-${process.arch}`;
  // A package of koffi's own dependencies may lie in koffi's node_modules.
  const packageFile = createRequire(own.resolve('koffi')).resolve(`${folder}/package.json`);
  return [`linux_${process.arch}`, `musl_${process.arch}`].map((build) =>
    join(dirname(packageFile), build, 'koffi.node'),
  );
}

function load(): Loaded {
  const koffi = loadFirst(koffiBinaries());
  const library = koffi.load(null);
  const functions = Object.fromEntries(
    Object.entries(PROTOTYPES).map(([name, prototype]) => [name, library.func(prototype)]),
  );
  // The prototypes are what the types say.
  return { functions: functions as unknown as Libc, errno: () => koffi.errno() };
}

/** The binary of another C library fails to load. */
function loadFirst(paths: readonly string[]): Koffi {
  const own = createRequire(import.meta.filename);
  const failures: unknown[] = [];
  for (const path of paths) {
    try {
      return own(path);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}
