import { VpcctlError } from '@vpcctl/sdk';
import { rootHints } from './failure.js';
import { programsMissing } from './packages.js';
import { findProgram } from './search-path.js';

/**
 * Checks that programs are there before anything is changed, without starting one.
 * @param programs each program with the Debian package that has it
 * @throws VpcctlError `HOST_PROGRAM_MISSING` that names all that lack
 */
export function checkPrograms(programs: Readonly<Record<string, string>>): void {
  const missing = Object.entries(programs).filter(([program]) => findProgram(program) === null);
  if (missing.length > 0) throw programsMissing(missing);
}

/**
 * Checks that the effective user may change the network; root of a user namespace may, in there.
 * @throws VpcctlError `NOT_ROOT`
 */
export function checkRoot(
  uid: number | undefined = process.geteuid?.(),
  args: readonly string[] = process.argv.slice(2),
): void {
  if (uid === 0) return;
  throw new VpcctlError('only root may change the network of this host', {
    code: 'NOT_ROOT',
    category: 'environment',
    hints: rootHints(args),
  });
}
