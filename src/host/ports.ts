import type { Acquire } from '@vpcctl/journal';
import type { Driver, HostFacts, HostNeeds } from '@vpcctl/sdk';
import { readDeniedLog } from './denied-log.js';
import { execute } from './executor/execute.js';
import { createHost } from './executor/host.js';
import { readHostFacts } from './facts.js';
import { acquireLock } from './lock.js';
import { type HostAddress, hostAddresses } from './proc/interfaces.js';
import { isAlive } from './proc/process-identity.js';
import { readDeniedReaders } from './record/denied-readers.js';
import { checkNamespace } from './record/network-namespace.js';
import { readPlace, writePlace } from './record/place.js';
import { readRepairs, writeRepair } from './record/repairs.js';
import { watchRecord } from './record/watch-record.js';
import { watchKernel } from './watch.js';

/** All that the engine needs of the host. */
export interface HostPorts {
  readonly acquireLock: Acquire;
  /** Reads what `decide` may know of the host; `backends` are the drivers of the packet policy. */
  readonly readFacts: (needs: HostNeeds, backends?: readonly Driver[]) => Promise<HostFacts>;
  /** The host's own IPv4 addresses. */
  readonly readAddresses: () => readonly HostAddress[];
  /** Opens the host for drivers to read and for commands to run on. */
  readonly createHost: typeof createHost;
  readonly execute: typeof execute;
  /** Compares the network namespace of this process with the one that the VPCs are in. */
  readonly checkNamespace: typeof checkNamespace;
  /** What is known of the host as it was changed last. */
  readonly readPlace: typeof readPlace;
  readonly writePlace: typeof writePlace;
  /** When the host was made to match the journal, and what was found. */
  readonly readRepairs: typeof readRepairs;
  readonly writeRepair: typeof writeRepair;
  /** Reads the log of denied packets. */
  readonly readDeniedLog: typeof readDeniedLog;
  /** Who reads denied packets at the moment, by the records in the state directory. */
  readonly readDeniedReaders: typeof readDeniedReaders;
  /** Tells of changes of the journal and of what is recorded beside it. */
  readonly watchRecord: typeof watchRecord;
  readonly watchKernel: typeof watchKernel;
  readonly isAlive: typeof isAlive;
}

/** The host that this process runs on. */
export const realHost: HostPorts = {
  acquireLock,
  readFacts: (needs, backends) => readHostFacts(needs, backends),
  readAddresses: hostAddresses,
  createHost,
  execute,
  checkNamespace,
  readPlace,
  writePlace,
  readRepairs,
  writeRepair,
  readDeniedLog,
  readDeniedReaders,
  watchRecord,
  watchKernel,
  isAlive,
};
