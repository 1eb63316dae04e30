import { userInfo } from 'node:os';
import { type Actor, openJournal } from '@vpcctl/journal';
import type { Operation } from '@vpcctl/sdk';
import {
  checkOpenFiles,
  checkPrograms,
  checkRoot,
  type Host,
  type HostPorts,
  realHost,
  renderInvocation,
  type StatePaths,
  type Step,
  speaksNetlink,
  statePaths,
} from '../../host/index.js';
import { loadPlugins } from '../registry/load-plugins.js';
import { hintAtOrigin } from '../registry/operation-origin.js';
import { originsOf } from '../registry/origins.js';
import { type PluginHost, stateVersion } from '../registry/plugin-host.js';
import { createRegistry } from '../registry/registry.js';
import type { EngineContext, Log, Observer, ReadContext } from './context.js';

export interface EngineOptions {
  readonly plugins: PluginHost;
  readonly observer: Observer;
  readonly openLog: (paths: StatePaths) => Promise<Log>;
  /** Stops a change between two host commands; the change is then rolled back. */
  readonly signal?: AbortSignal;
}

/** Opens all that a changing command needs. */
export async function openEngine(options: EngineOptions): Promise<EngineContext> {
  const { observer, signal } = options;
  const ports = hostOf(options.plugins);
  const reader = await openReader(options.plugins);
  const { VPCCTL_FAULT: kill, VPCCTL_STEP_FAULT: step } = process.env;
  const fault = kill ? await import('./crash-points.js') : null;
  const point = fault?.countCrashPoints(process.env) ?? (() => {});
  const stepFaults = step ? await import('./step-faults.js') : null;
  const faulty = stepFaults?.hostsWithStepFaults(process.env) ?? ((host: Host) => host);
  return {
    ...reader,
    journal: fault?.journalWithCrashes(reader.journal, point) ?? reader.journal,
    actor: currentActor(),
    observer,
    signal,
    log: await options.openLog(statePaths()),
    checkNamespace: () => ports.checkNamespace(statePaths().directory),
    facts: async (needs) => ({
      ...(await ports.readFacts(needs, reader.registry.backends)),
      ...(needs.network && { deniedReaders: ports.readDeniedReaders(statePaths().directory) }),
    }),
    readPlace: () => ports.readPlace(statePaths().directory),
    writePlace: (place) => ports.writePlace(statePaths().directory, place),
    readRepairs: () => ports.readRepairs(statePaths().directory),
    writeRepair: (repair) => ports.writeRepair(statePaths().directory, repair),
    readDeniedLog: ports.readDeniedLog,
    watchRecord: (changed) => ports.watchRecord(statePaths().directory, changed),
    watchKernel: ports.watchKernel,
    isAlive: ports.isAlive,
    openHost: (lockDescriptor) => {
      const real = ports.createHost(lockDescriptor === undefined ? {} : { lockDescriptor });
      const host = faulty(fault?.hostWithCrashes(real, point) ?? real);
      return {
        run: (program, args, input) => host.run(program, args, input),
        nft: (args, input) => host.nft(args, input),
        readFile: (path) => host.readFile(path),
        openNetlink: () => host.openNetlink?.() ?? null,
        sweepFiles: () => host.sweepFiles?.(statePaths().directory),
        readQueueing: async () => (await host.readQueueing?.()) ?? null,
        async execute(commands, stop) {
          let running: readonly Operation[] = [];
          const onStep = ({ invocation, number, total }: Step) => {
            running = invocation.operations;
            const why = [...new Set(running.map((operation) => operation.why))];
            observer.step?.(renderInvocation(invocation), why, { number, total });
            point();
          };
          const { directory } = statePaths();
          try {
            await ports.execute(commands, host, { signal: stop, directory, onStep });
          } catch (error) {
            throw hintAtOrigin(error, running);
          }
        },
      };
    },
  };
}

/** Opens all that a reading command needs: no lock, no host, no root. */
export async function openReader(plugins: PluginHost): Promise<ReadContext> {
  const { directory, snapshot } = statePaths();
  const ports = hostOf(plugins);
  const loaded = await loadPlugins(plugins);
  return {
    registry: createRegistry(loaded, ports.readPlace(directory), originsOf(plugins, loaded)),
    journal: openJournal(directory, { acquire: ports.acquireLock }),
    snapshotFile: snapshot,
    snapshotVersion: stateVersion(plugins),
  };
}

/** The host to work on: this machine, unless the configuration brings another one. */
export function hostOf({ hostPorts }: PluginHost): HostPorts {
  return hostPorts ?? realHost;
}

/**
 * Checks that this process may change the host, before anything is locked or written.
 * `checkDriverPrograms` checks the drivers' programs later, when the plan says which drivers act.
 * @throws VpcctlError `NOT_ROOT`, `HOST_OPEN_FILES_LIMIT`, `HOST_PROGRAM_MISSING`,
 *   `EXECUTOR_UNKNOWN`
 */
export function checkMayChange(): void {
  checkRoot();
  checkOpenFiles();
  if (!speaksNetlink()) checkPrograms({ flock: 'util-linux' });
}

/** The effective user of this process, or the login user behind sudo. */
export function currentActor(environment: NodeJS.ProcessEnv = process.env): Actor {
  return {
    uid: process.geteuid?.() ?? -1,
    user: environment['SUDO_USER'] || effectiveUser(),
    pid: process.pid,
    argv: ['vpcctl', ...process.argv.slice(2)],
  };
}

function effectiveUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.geteuid?.() ?? 'unknown');
  }
}
