import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const SUITE = 'bookworm';

/**
 * Packages besides Debian's smallest system. Node needs libstdc++6, and the example plugin needs
 * dnsmasq-base.
 */
const PACKAGES = [
  'systemd-sysv',
  'iproute2',
  'nftables',
  'iptables',
  'arptables',
  'conntrack',
  'iputils-ping',
  'curl',
  'dnsmasq-base',
  'libstdc++6',
];

/**
 * The cache, which is kept between runs. It is outside the checkout: it is a whole system that root
 * owns, with links to places outside it.
 */
const CACHE = '/var/cache/vpcctl-boot-test';

/**
 * The root directory of a bootable Debian 12; it is made where the cache lacks it. It is never
 * booted itself: each host is an overlay on it.
 */
export function debianRoot(): Promise<string> {
  return cached(PACKAGES, async (root) => {
    const include = `--include=${PACKAGES.join(',')}`;
    await inOwnMounts('debootstrap', '--variant=minbase', include, SUITE, root, await mirror());
  });
}

/** The same with more packages. The services of these are installed, and not enabled. */
export async function debianRootWith(...more: readonly string[]): Promise<string> {
  const base = await debianRoot();
  return cached([...PACKAGES, ...more], async (root) => {
    await execa('cp', ['-a', base, root]);
    // debootstrap itself cannot install all packages: it does not know the order that they need.
    await inOwnMounts('sh', '-c', INSTALL, 'install', root, ...more);
    rmSync(join(root, 'var/lib/apt/lists'), { recursive: true });
  });
}

/** Arguments: the root directory, and the packages. Nothing is started while they are installed. */
const INSTALL = `set -e
  root=$1
  shift
  mount -t proc proc "$root/proc"
  mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  mkdir -p "$root/etc/systemd/system-preset"
  printf 'disable *\n' >"$root/etc/systemd/system-preset/00-none.preset"
  export DEBIAN_FRONTEND=noninteractive
  chroot "$root" apt-get -qq update
  chroot "$root" apt-get -qq install -y --no-install-recommends "$@"
  rm "$root/usr/sbin/policy-rc.d"
`;

/** The directory of the cache for `packages`, which `make` fills where it is missing. */
async function cached(
  packages: readonly string[],
  make: (root: string) => Promise<void>,
): Promise<string> {
  const recipe = createHash('sha256')
    .update([SUITE, ...packages].join())
    .digest('hex')
    .slice(0, 8);
  const root = join(CACHE, `${SUITE}-${recipe}`);
  if (existsSync(root)) return root;
  mkdirSync(CACHE, { recursive: true });
  // Other processes may make it at the same time: the first one wins.
  const fresh = mkdtempSync(join(CACHE, 'new-'));
  try {
    await make(join(fresh, 'root'));
    rmSync(join(fresh, 'root/var/cache/apt/archives'), { recursive: true, force: true });
    // Each host makes a machine id of its own.
    rmSync(join(fresh, 'root/etc/machine-id'), { force: true });
    if (!existsSync(root)) renameSync(join(fresh, 'root'), root);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return root;
}

/** The program mounts /proc for a while. Tests that compare mounts must not see that. */
async function inOwnMounts(...command: readonly string[]): Promise<void> {
  const own = ['--mount', '--propagation', 'private', ...command];
  await execa('unshare', own, { env: { LC_ALL: 'C' } });
}

/** The source of Debian's packages in this machine's apt settings, which may be a mirror. */
async function mirror(): Promise<string> {
  const found = await configuredMirror();
  if (found !== null) return found;
  // Without package lists, apt does not know which suite a source has.
  await execa('apt-get', ['-qq', 'update']);
  const updated = await configuredMirror();
  if (updated === null) throw new Error(`apt is not set up for Debian ${SUITE}`);
  return updated;
}

async function configuredMirror(): Promise<string | null> {
  const { stdout } = await execa('apt-get', [
    ...['indextargets', '--format', '$(REPO_URI)'],
    ...['Created-By: Packages', 'Origin: Debian', `Codename: ${SUITE}`],
  ]);
  return stdout.split('\n')[0] || null;
}
