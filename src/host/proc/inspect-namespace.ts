import { endianness } from 'node:os';
import type { HostReader, ProcessIdentity } from '@vpcctl/sdk';
import { namespaceInode, namespaceNames } from '../netns/namespaces.js';
import { parseInterfaces } from './interfaces.js';
import { networkOf } from './processes.js';
import { parseRoutes } from './routes.js';

/** A network namespace to attach, by its name under `/run/netns` or by a process in it. */
export type NamespaceReference = { netns: string } | { process: ProcessIdentity };

/** The content of a network namespace, and all its names. */
export interface FoundNamespace {
  readonly by: NamespaceReference;
  readonly names: readonly string[];
  /** Whether it is the one that vpcctl itself runs in. */
  readonly host: boolean;
  readonly interfaces: readonly string[];
  /** Of its main table. */
  readonly routes: readonly { readonly destination: string; readonly interface: string }[];
}

/**
 * Reads the interfaces and routes of a network namespace. Changes nothing in it.
 * @throws VpcctlError `HOST_STEP_FAILED`, as without root
 */
export async function lookAtNamespace(
  by: NamespaceReference,
  host: HostReader,
): Promise<FoundNamespace> {
  const inode = 'netns' in by ? namespaceInode(by.netns) : by.process.inode;
  const [interfaces, routes] = await Promise.all([read(by, 'dev', host), read(by, 'route', host)]);
  return {
    by,
    names: namespaceNames().filter((name) => namespaceInode(name) === inode),
    host: inode === networkOf('self'),
    interfaces: parseInterfaces(interfaces),
    routes: parseRoutes(routes, endianness()).map((route) => ({
      destination: route.destination,
      // A route that drops packets has none.
      interface: route.interface ?? '(none)',
    })),
  };
}

/** The text of a file under `/proc/net` in that namespace. */
async function read(by: NamespaceReference, file: string, host: HostReader): Promise<string> {
  if ('process' in by) return host.readFile(`/proc/${by.process.pid}/net/${file}`) ?? '';
  return host.run('ip', ['netns', 'exec', by.netns, 'cat', `/proc/net/${file}`]);
}
