import { VpcctlError } from '@vpcctl/sdk';

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
  ['npm', 'npm'],
]);

/** The error for a program that could not be started because it is not there. */
export function programMissing(program: string): VpcctlError {
  return programsMissing([[program, PACKAGES.get(program) ?? null]]);
}

/** The error for programs that are not there, each with its Debian package where that is known. */
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
