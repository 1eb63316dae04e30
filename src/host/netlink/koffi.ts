/** Finds and loads koffi, which calls C functions. The one file that knows it. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A C library. */
export interface CLibrary {
  /** A function of it, by its prototype in C. @throws Error where the library has none */
  func(prototype: string): unknown;
}

/** What is used of koffi's binary, without the JavaScript around it, which doubles its start. */
interface Koffi {
  /** Null is the running Node itself, with the C library that it is linked to. */
  load(library: string | null): CLibrary;
  errno(): number;
}

let loaded: Koffi | undefined;

/**
 * koffi, loaded with the first call.
 * @throws Error where koffi has no binary for this processor, or is not installed
 */
export function koffi(): Koffi {
  loaded ??= loadFirst(koffiBinaries());
  return loaded;
}

/**
 * The functions of a C library, by their prototypes.
 * @param library the name by which the dynamic linker finds it; null is the C library of Node
 * @throws Error where koffi, the library, or one of the functions is missing
 */
export function functionsOf<Functions extends object>(
  library: string | null,
  prototypes: Readonly<Record<keyof Functions, string>>,
): Functions {
  const opened = koffi().load(library);
  const functions = Object.entries<string>(prototypes).map(([name, prototype]) => [
    name,
    opened.func(prototype),
  ]);
  // The prototypes are what the types say.
  return Object.fromEntries(functions) as Functions;
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
