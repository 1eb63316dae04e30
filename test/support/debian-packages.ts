import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Downloads Debian packages and unpacks them into a folder of the checkout's cache, unless they are
 * there. Nothing is installed. What cannot be had is left out.
 * @param root the package's directory
 * @param name the folder's name
 * @returns the folder into which they are unpacked
 */
export function unpackPackages(root: string, name: string, packages: readonly string[]): string {
  const folder = join(root, '.cache', name);
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked, { recursive: true });
  for (const each of packages) {
    if (existsSync(join(unpacked, 'usr/share/doc', each))) continue;
    download(each, folder);
    const file = readdirSync(folder).find((entry) => entry.startsWith(`${each}_`));
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
