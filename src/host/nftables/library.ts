/** libnftables, the library of `nft`, in this process: libnftables(3). */
import { functionsOf } from '../netlink/koffi.js';
import type { LibraryCommand } from './command.js';

/** It is installed wherever `nft` is, since `nft` is linked to it. */
const LIBRARY = 'libnftables.so.1';

/** An opaque pointer to a context of the library. */
type Context = unknown;

interface Functions {
  readonly nft_ctx_new: (flags: number) => Context | null;
  readonly nft_ctx_free: (context: Context) => void;
  readonly nft_ctx_output_set_flags: (context: Context, flags: number) => void;
  readonly nft_ctx_buffer_output: (context: Context) => number;
  readonly nft_ctx_buffer_error: (context: Context) => number;
  readonly nft_run_cmd_from_buffer: (context: Context, text: Uint8Array) => number;
  readonly nft_ctx_get_output_buffer: (context: Context) => string;
  readonly nft_ctx_get_error_buffer: (context: Context) => string;
}

const PROTOTYPES: Readonly<Record<keyof Functions, string>> = {
  nft_ctx_new: 'void *nft_ctx_new(uint32_t)',
  nft_ctx_free: 'void nft_ctx_free(void *)',
  nft_ctx_output_set_flags: 'void nft_ctx_output_set_flags(void *, unsigned int)',
  nft_ctx_buffer_output: 'int nft_ctx_buffer_output(void *)',
  nft_ctx_buffer_error: 'int nft_ctx_buffer_error(void *)',
  nft_run_cmd_from_buffer: 'int nft_run_cmd_from_buffer(void *, void *)',
  // The strings belong to the context, and koffi copies them.
  nft_ctx_get_output_buffer: 'str nft_ctx_get_output_buffer(void *)',
  nft_ctx_get_error_buffer: 'str nft_ctx_get_error_buffer(void *)',
};

/** What a command gave. */
export interface LibraryResult {
  readonly isDone: boolean;
  /** What `nft` would write to standard output. */
  readonly output: string;
  /** What `nft` would write to standard error. */
  readonly error: string;
}

/** Runs a command to its end: no other code of this process runs meanwhile. */
export type RunInLibrary = (command: LibraryCommand) => LibraryResult;

/**
 * Loads the library.
 * @param file the name by which the dynamic linker finds it
 * @throws Error where koffi or the library is missing
 */
export function loadLibrary(file: string = LIBRARY): RunInLibrary {
  const functions = functionsOf<Functions>(file, PROTOTYPES);
  return (command) => run(functions, command);
}

/**
 * Each command has a context of its own. So its socket is of the namespace that the thread is in
 * now, and nothing of an earlier command is in its cache: another program may have changed the
 * tables since.
 */
function run(library: Functions, { text, flags }: LibraryCommand): LibraryResult {
  const context = library.nft_ctx_new(0);
  if (context === null) throw new Error('libnftables has no memory for a context');
  try {
    library.nft_ctx_output_set_flags(context, flags);
    library.nft_ctx_buffer_output(context);
    library.nft_ctx_buffer_error(context);
    // As bytes, which koffi passes without a copy.
    const failed = library.nft_run_cmd_from_buffer(context, Buffer.from(`${text}\0`));
    return {
      isDone: failed === 0,
      output: library.nft_ctx_get_output_buffer(context),
      error: library.nft_ctx_get_error_buffer(context),
    };
  } finally {
    library.nft_ctx_free(context);
  }
}
