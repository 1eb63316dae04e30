import {
  type Change,
  changedResource,
  type Driver,
  type HostFacts,
  type Operation,
  type Resource,
  type VpcctlPlugin,
} from '@vpcctl/sdk';
import { iptablesLegacy } from '../../../../plugins/iptables-legacy/src/index.js';
import { nftables } from '../../../../plugins/nftables/src/index.js';
import { core } from '../../../../src/core.js';
import { execute } from '../../../../src/host/executor/execute.js';
import type { Host } from '../../../../src/host/executor/host.js';
import type { HostPorts } from '../../../../src/host/ports.js';
import { readDeniedReaders } from '../../../../src/host/record/denied-readers.js';
import type { KnownPlace } from '../../../../src/host/record/place.js';
import { readRepairs, writeRepair } from '../../../../src/host/record/repairs.js';

/** On the first operation of a driver: what its operations change. Copies of it have it, too. */
const EFFECT = Symbol('effect');
type Effect = { readonly driver: string; readonly changes: readonly Change[] };
type Compiled = Operation & { readonly [EFFECT]?: Effect };

/** What each driver has made on a host, by the driver's name and the resource's id. */
export type Things = Map<string, Resource>;

/** What is on the hosts in memory, while a command line works on one of them. */
let things: Things = new Map();

/** What was known of each host in memory as it was changed last. */
const places = new WeakMap<Things, KnownPlace>();

/**
 * A driver whose host is in memory. It compiles the real operations; what they change is
 * remembered. It needs no program.
 */
function inMemoryDriver(driver: Driver): Driver {
  const { unsupportedReason: _, unreachable: __, notOurs: ___, ...rest } = driver;
  return {
    ...rest,
    programs: {},
    compile(changes) {
      const [first, ...others] = driver.compile(changes);
      const effect: Effect = { driver: driver.name, changes };
      return first === undefined ? [] : [{ ...first, [EFFECT]: effect } as Compiled, ...others];
    },
    observe: async (_host, candidates) =>
      candidates.flatMap(({ id }) => {
        const found = things.get(`${driver.name} ${id}`);
        return found === undefined ? [] : [{ ...found, why: '' }];
      }),
  };
}

/** A plugin with its drivers in memory. */
export function inMemory(plugin: VpcctlPlugin): VpcctlPlugin {
  return { ...plugin, drivers: (plugin.drivers ?? []).map(inMemoryDriver) };
}

/** The core with the drivers of the packet policy that are plugins of their own. */
export function memoryCore(): VpcctlPlugin {
  const own = core();
  return inMemory({ ...own, drivers: [...(own.drivers ?? []), nftables, iptablesLegacy] });
}

/** The parts of a host in memory. */
export interface HostInMemory {
  readonly things: Things;
  readonly facts: () => Promise<HostFacts>;
}

/** The ports of a host in memory: no program is started, nothing is written. */
export function memoryPorts({ things: own, facts }: HostInMemory): HostPorts {
  things = own;
  const host: Host = {
    started: 0,
    // `ip` prints JSON: it has nothing to tell.
    run: async (program) => (program === 'ip' ? '[]' : ''),
    nft: async () => '',
    readFile: () => null,
    writeSysctl: () => {},
    writeFile: () => {},
  };
  return {
    acquireLock: async () => {},
    readFacts: facts,
    readAddresses: () => [
      { interface: 'lo', address: '127.0.0.1' },
      { interface: 'eth0', address: '203.0.113.2' },
    ],
    readPlace: () => places.get(own) ?? null,
    writePlace: (_, written) => {
      places.set(own, written);
    },
    readRepairs,
    writeRepair,
    readDeniedLog: () => ({ close: async () => {} }),
    readDeniedReaders,
    watchRecord: () => ({ close: () => {} }),
    createHost: () => host,
    checkNamespace: () => ({ mismatch: null, adopt: () => {} }),
    isAlive: () => true,
    watchKernel: async () => ({ reason: 'this host is in memory', close: async () => {} }),
    async execute(operations: readonly Compiled[], _host, options) {
      // These start programs by themselves.
      if (operations.some(({ op }) => op.startsWith('daemon.'))) throw new Error('no daemons here');
      // A process in memory has no namespace that could be named.
      const possible = operations.filter(({ op }) => op !== 'namespace.attach');
      await execute(possible, host, options);
      for (const { [EFFECT]: effect } of operations) if (effect !== undefined) make(effect);
    },
  };
}

function make({ driver, changes }: Effect): void {
  for (const change of changes) {
    const resource = changedResource(change);
    const key = `${driver} ${resource.id}`;
    if (change.action === 'delete') things.delete(key);
    else things.set(key, resource);
  }
}
