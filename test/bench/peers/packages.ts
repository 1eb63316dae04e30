import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian packages of other programs that make networks of namespaces. */
const PACKAGES = ['containernetworking-plugins', 'netavark'] as const;

/**
 * Downloads the packages and unpacks them into a folder of the checkout's, unless they are there.
 * Nothing is installed. What cannot be had is left out.
 * @param root the package's directory
 * @returns the folder into which they are unpacked
 */
export function findPeers(root: string): string {
  const folder = join(root, '.cache', 'bench');
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked, { recursive: true });
  for (const name of PACKAGES) {
    if (existsSync(join(unpacked, 'usr/share/doc', name))) continue;
    download(name, folder);
    const file = readdirSync(folder).find((each) => each.startsWith(`${name}_`));
    if (file !== undefined) spawnSync('dpkg', ['-x', join(folder, file), unpacked]);
  }
  return unpacked;
}

/** Lists of packages are often empty on a fresh machine, and of an old one out of date. */
function download(name: string, folder: string): void {
  const get = () => spawnSync('apt-get', ['-qq', 'download', name], { cwd: folder });
  if (get().status === 0) return;
  spawnSync('apt-get', ['-qq', 'update']);
  get();
}
