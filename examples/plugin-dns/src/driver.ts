import { isDeepStrictEqual } from 'node:util';
import {
  about,
  type Change,
  changedResource,
  type DaemonOperation,
  type Driver,
  runningDaemon,
} from '@vpcctl/sdk';
import { dnsmasqArguments, serverSchema } from './server.js';

const PROGRAM = 'dnsmasq';

/** What is started in the place of another ends that one, so a changed server is one operation. */
function compile(change: Change): DaemonOperation {
  const resource = changedResource(change);
  // Of one that is not as it should be, no more is known than its name.
  const { name } = serverSchema.pick({ name: true }).parse(resource.attributes);
  const daemon = { namespace: null, name, program: PROGRAM, ...about(resource) };
  if (change.action === 'delete') return { op: 'daemon.stop', phase: 'detach', ...daemon };
  const words = dnsmasqArguments(serverSchema.parse(resource.attributes));
  return { op: 'daemon.start', phase: 'configure', ...daemon, arguments: words };
}

/** Serves `dns-server`: a dnsmasq each. */
export const dnsServers: Driver = {
  name: 'dns-servers',
  kinds: ['dns-server'],
  programs: { [PROGRAM]: 'dnsmasq-base' },
  compile: (changes) => changes.map(compile),
  observe: async (host, candidates) =>
    candidates.flatMap((candidate) => {
      const server = serverSchema.parse(candidate.attributes);
      const found = runningDaemon(host, server.name, PROGRAM);
      if (found === null) return [];
      if (isDeepStrictEqual(found.arguments, dnsmasqArguments(server))) return [candidate];
      // Of two candidates with one id it may be the other.
      const differs = { name: server.name, arguments: found.arguments };
      return [{ ...candidate, attributes: differs }];
    }),
};
