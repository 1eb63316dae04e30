/** Named network namespaces, as `ip netns` makes them: ip-netns(8). */
import { closeSync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { namespaceFile } from '../netns/namespaces.js';
import { orSystemError, SystemError } from './errors.js';
import { check, libc } from './libc.js';
import { LOCK_EX } from './lock.js';
import { away, CLONE_NEWNET, OWN_NAMESPACE } from './within.js';

/** MS_* and MNT_DETACH of sys/mount.h. */
const MS_BIND = 0x1000;
const MS_REC = 0x4000;
const MS_SHARED = 0x100000;
const MNT_DETACH = 2;

/**
 * Creates a network namespace with a name, as `ip netns add` does.
 * @throws SystemError, EEXIST where the name is taken
 */
export function createNamespace(name: string): void {
  named(name, () =>
    away(
      () => {
        check('unshare', libc().unshare(CLONE_NEWNET));
        bind(OWN_NAMESPACE, name);
      },
      () => {},
    ),
  );
}

/**
 * Gives the network namespace of a process a name, as `ip netns attach` does.
 * @throws SystemError, EEXIST where the name is taken
 */
export function attachNamespace(name: string, pid: number): void {
  named(name, () => bind(`/proc/${pid}/ns/net`, name));
}

/**
 * Removes a name, as `ip netns del` does. The namespace itself lives on while a process, a socket
 * or a descriptor is in it.
 * @throws SystemError ENOENT where there is no such name
 */
export function deleteNamespace(name: string): void {
  // EINVAL: the file is a leftover, on which no namespace is mounted.
  libc().umount2(namespaceFile(name), MNT_DETACH);
  orSystemError(`netns delete ${name}`, () => unlinkSync(namespaceFile(name)));
}

/** Makes the file that bears the name, and removes it again where `mountOn` fails. */
function named(name: string, mountOn: () => void): void {
  const file = namespaceFile(name);
  shareMounts(dirname(file));
  orSystemError(`netns add ${name}`, () => closeSync(openSync(file, 'wx', 0)));
  try {
    mountOn();
  } catch (error) {
    deleteNamespace(name);
    throw error;
  }
}

function bind(source: string, name: string): void {
  const result = libc().mount(source, namespaceFile(name), 'none', MS_BIND, null);
  check(`mount ${source} as ${name}`, result);
}

/**
 * Makes the directory a mount point whose mounts other mount namespaces see, too: there a namespace
 * would stay alive after its name was removed.
 */
function shareMounts(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const descriptor = openSync(directory, 'r');
  try {
    // `ip` takes this lock, too: of two mounts on the directory the second would hide the names.
    check(`flock ${directory}`, libc().flock(descriptor, LOCK_EX));
    if (share(directory)) return;
    check(`mount ${directory}`, libc().mount(directory, directory, 'none', MS_BIND | MS_REC, null));
    share(directory);
  } finally {
    closeSync(descriptor);
  }
}

/** @returns false where the directory is no mount point */
function share(directory: string): boolean {
  try {
    check(
      `mount --make-rshared ${directory}`,
      libc().mount('', directory, 'none', MS_SHARED | MS_REC, null),
    );
    return true;
  } catch (error) {
    if (error instanceof SystemError && error.errno === constants.errno.EINVAL) return false;
    throw error;
  }
}
