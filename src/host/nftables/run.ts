import { speaksNetlink } from '../netlink/availability.js';
import { NetlinkSocket } from '../netlink/socket.js';
import { stepFailure } from '../process/failure.js';
import { libraryCommand } from './command.js';
import { loadLibrary, type RunInLibrary } from './library.js';
import { withoutSignals } from './without-signals.js';

let found: RunInLibrary | null | undefined;

/**
 * Runs a command of nftables in this process.
 * @param args the arguments of `nft`
 * @param input what `nft` would read from standard input
 * @param library null where there is none
 * @returns its output; null where the program has to be started: the library cannot be used here,
 *   or `args` have an option that only the program is used for
 * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OBJECT_MISSING`, as for the program
 */
export function runInProcess(
  args: readonly string[],
  input?: string,
  library: RunInLibrary | null = nftablesLibrary(),
): string | null {
  const command = libraryCommand(args, input);
  if (command === null || library === null) return null;
  const { isDone, output, error } = withoutSignals(() => library(command));
  if (isDone) return output;
  throw stepFailure({
    program: 'nft',
    args,
    input: input ?? null,
    stderr: error,
    exitCode: 1,
    ending: 'exit code 1',
  });
}

/** The library where vpcctl is to use it and can; null elsewhere. It is looked for once. */
function nftablesLibrary(): RunInLibrary | null {
  if (!speaksNetlink()) return null;
  if (found === undefined) found = findLibrary();
  return found;
}

/**
 * libnftables, if it can be used here.
 * @param file the name by which the dynamic linker finds it
 */
export function findLibrary(file?: string): RunInLibrary | null {
  try {
    // Where a kernel has no such sockets, the library would end this process.
    new NetlinkSocket('netfilter').close();
    return loadLibrary(file);
  } catch {
    return null;
  }
}
