import { VpcctlError } from '@vpcctl/sdk';
import { rootHints } from './failure.js';
import { findProgram } from './search-path.js';

/** The Debian package of each program that the core itself starts; drivers name their own. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['ip', 'iproute2'],
  ['tc', 'iproute2'],
  ['bridge', 'iproute2'],
  ['nft', 'nftables'],
  ['iptables-legacy-restore', 'iptables'],
  ['iptables-legacy-save', 'iptables'],
  ['arptables-legacy', 'arptables'],
  ['conntrack', 'conntrack'],
  ['flock', 'util-linux'],
  ['systemctl', 'systemd'],
  ['unshare', 'util-linux'],
  ['nsenter', 'util-linux'],
  ['ping', 'iputils-ping'],
  ['tcpdump', 'tcpdump'],
  ['setpriv', 'util-linux'],
  ['npm', 'npm'],
]);

/**
 * Checks that programs are installed, before anything is changed and without starting one.
 * @param programs each program with the Debian package that has it
 * @param path where they are looked for
 * @throws VpcctlError `HOST_PROGRAM_MISSING`, which names all missing programs
 */
export function checkPrograms(programs: Readonly<Record<string, string>>, path?: string): void {
  const missing = Object.entries(programs).filter(
    ([program]) => findProgram(program, path) === null,
  );
  if (missing.length > 0) throw programsMissing(missing);
}

/**
 * Checks that the effective user may change the network. Root of a user namespace may, in there.
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

/** The error for a program that could not be started because it is not installed. */
export function programMissing(program: string): VpcctlError {
  return programsMissing([[program, PACKAGES.get(program) ?? null]]);
}

/**
 * The error for programs that are not installed, each with its Debian package where that is known.
 */
export function programsMissing(
  missing: readonly (readonly [program: string, debianPackage: string | null])[],
): VpcctlError {
  const names = missing.map(([program]) => program).join(' and ');
  const packages = [...new Set(missing.flatMap(([, debianPackage]) => debianPackage ?? []))];
  return new VpcctlError(`${names} ${missing.length === 1 ? 'is' : 'are'} not installed`, {
    code: 'HOST_PROGRAM_MISSING',
    category: 'environment',
    hints: packages.length > 0 ? [`apt install ${packages.join(' ')}`] : [],
  });
}
