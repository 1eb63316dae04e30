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
export async function debianRoot(): Promise<string> {
  const recipe = createHash('sha256')
    .update([SUITE, ...PACKAGES].join())
    .digest('hex')
    .slice(0, 8);
  const root = join(CACHE, `${SUITE}-${recipe}`);
  if (existsSync(root)) return root;
  mkdirSync(CACHE, { recursive: true });
  // Other processes may make it at the same time: the first one wins.
  const fresh = mkdtempSync(join(CACHE, 'new-'));
  try {
    const include = `--include=${PACKAGES.join(',')}`;
    const args = ['--variant=minbase', include, SUITE, join(fresh, 'root'), await mirror()];
    // It mounts /proc in the directory for a while. Tests that compare mounts must not see that.
    const own = ['--mount', '--propagation', 'private', 'debootstrap', ...args];
    await execa('unshare', own, { env: { LC_ALL: 'C' } });
    rmSync(join(fresh, 'root/var/cache/apt/archives'), { recursive: true });
    // Each host makes a machine id of its own.
    rmSync(join(fresh, 'root/etc/machine-id'), { force: true });
    if (!existsSync(root)) renameSync(join(fresh, 'root'), root);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return root;
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
