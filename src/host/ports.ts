import type { Acquire } from '@vpcctl/journal';
import type { Driver, HostFacts, HostNeeds } from '@vpcctl/sdk';
import { execute } from './execute.js';
import { readHostFacts } from './facts.js';
import { createHost } from './host.js';
import { acquireLock } from './lock.js';
import { type HostAddress, hostAddresses } from './proc/interfaces.js';
import { checkNamespace } from './record/network-namespace.js';

/** All that the engine asks of the host that it works on. */
export interface HostPorts {
  readonly acquireLock: Acquire;
  /** What `decide` may know of the host; `backends` are the drivers of the packet policy. */
  readonly readFacts: (needs: HostNeeds, backends?: readonly Driver[]) => Promise<HostFacts>;
  /** The host's own IPv4 addresses. */
  readonly readAddresses: () => readonly HostAddress[];
  /** Where drivers look and commands run. */
  readonly createHost: typeof createHost;
  readonly execute: typeof execute;
  /** Where this process is, compared with where the VPCs are. */
  readonly checkNamespace: typeof checkNamespace;
}

/** The machine that this process runs on. */
export const realHost: HostPorts = {
  acquireLock,
  readFacts: (needs, backends) => readHostFacts(needs, backends),
  readAddresses: hostAddresses,
  createHost,
  execute,
  checkNamespace,
};
