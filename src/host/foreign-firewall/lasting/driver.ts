import {
  about,
  type Change,
  changedResource,
  type Driver,
  type HostReader,
  type LastingException,
  type Operation,
  type Resource,
} from '@vpcctl/sdk';
import { filesToWrite } from './wanted-files.js';

/**
 * The core's third driver: exceptions in the configuration of firewalld and ufw, which these
 * programs load at each start and reload. The rules of {@link FirewallException} are what lets VPCs
 * pass until then.
 */
export function createLastingExceptionDriver(): Driver {
  return {
    name: 'lasting-exception',
    kinds: ['lasting-exception'],
    programs: {},
    compile: (changes) => changes.flatMap(compile),
    observe: async (host, candidates) => candidates.filter(isLasting).flatMap(observeIn(host)),
  };
}

function isLasting(resource: Resource): resource is LastingException {
  return resource.kind === 'lasting-exception';
}

/** Written after the VPCs' own policy is in force, and removed after all that needed it. */
function compile(change: Change): Operation[] {
  const resource = changedResource(change);
  if (!isLasting(resource)) return [];
  const { attributes: lasting } = resource;
  const step = { namespace: null, lasting, ...about(resource) } as const;
  return change.action === 'delete'
    ? [{ op: 'lasting-exception.remove', phase: 'cleanup', ...step }]
    : [{ op: 'lasting-exception.write', phase: 'configure', ...step }];
}

/**
 * Those that exist: all files are as they should be. Where a program cannot be used, nothing is
 * missing.
 */
function observeIn(host: HostReader) {
  const read = (path: string) => host.readFile(path);
  return (resource: LastingException): Resource[] => {
    const { attributes } = resource;
    if (filesToWrite(read, attributes).length === 0) return [resource];
    const isAbsent = filesToWrite(read, { ...attributes, vpcs: [] }).length === 0;
    return isAbsent ? [] : [{ ...resource, attributes: { ...attributes, damaged: true } }];
  };
}
