import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

const SUITE = 'bookworm';

/** Besides Debian's smallest. libstdc++6: node needs it; dnsmasq-base: the example plugin does. */
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

/** Kept between runs. Not in the checkout: it is a whole system, of root's, with links that lead out of it. */
const CACHE = '/var/cache/vpcctl-boot-test';

/**
 * The root directory of a Debian 12 that can be booted; made where it is not in the cache. It is never booted
 * itself: hosts are layers upon it.
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
    // It mounts /proc in there for a while: nobody else's business, least of all that of tests that compare mounts.
    const own = ['--mount', '--propagation', 'private', 'debootstrap', ...args];
    await execa('unshare', own, { env: { LC_ALL: 'C' } });
    rmSync(join(fresh, 'root/var/cache/apt/archives'), { recursive: true });
    // Each host has an identity of its own.
    rmSync(join(fresh, 'root/etc/machine-id'), { force: true });
    if (!existsSync(root)) renameSync(join(fresh, 'root'), root);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return root;
}

/** Where this machine itself gets Debian's packages from: as its apt is set up, so that it works behind a mirror. */
async function mirror(): Promise<string> {
  const found = await configuredMirror();
  if (found !== null) return found;
  // Without package lists apt does not know whose suite it is.
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
