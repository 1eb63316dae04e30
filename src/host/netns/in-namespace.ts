import { VpcctlError } from '@vpcctl/sdk';
import { type ForegroundOptions, spawnInherit } from '../process/foreground.js';
import { checkPrograms, checkRoot } from '../process/packages.js';
import { nameServersFor } from './name-servers.js';
import { namespaceInode } from './namespaces.js';

/**
 * Runs a command in a named network namespace, in the foreground.
 * @returns its exit code, as {@link spawnInherit} gives it
 * @throws VpcctlError `NOT_ROOT`, `HOST_PROGRAM_MISSING`, `NAMESPACE_MISSING`
 */
export async function runInNamespace(
  namespace: string,
  command: readonly string[],
  options: ForegroundOptions = {},
): Promise<number> {
  checkRoot();
  checkPrograms({ ip: 'iproute2' });
  if (namespaceInode(namespace) === null) {
    throw new VpcctlError(`the namespace ${namespace} is not there, though it should be`, {
      code: 'NAMESPACE_MISSING',
      category: 'host',
      hints: [
        'it was removed, or the host was restarted: vpcctl status shows what is missing, vpcctl replay repairs it',
      ],
    });
  }
  const servers = nameServersFor(namespace);
  const prepared =
    servers === null ? command : ['sh', '-c', WITH_SERVERS, 'sh', servers, ...command];
  return spawnInherit('ip', ['netns', 'exec', namespace, ...prepared], options);
}

/**
 * Puts `$1` in the place of resolv.conf, in the mount namespace that `ip netns exec` has made, and
 * becomes the command. Where that fails, the command has the host's file.
 */
const WITH_SERVERS = 'mount --bind "$1" /etc/resolv.conf 2>/dev/null; shift; exec "$@"';
