import { openJournal } from '@vpcctl/journal';
import {
  acquireLock,
  checkPrograms,
  checkRoot,
  createHost,
  execute as executeOnHost,
  findPlace,
  readHostFacts,
  renderInvocation,
  type StatePaths,
  statePaths,
} from '../host/index.js';
import { currentActor } from './actor.js';
import type { EngineContext, Log, Observer } from './context.js';
import type { ReadContext } from './inspect/read.js';
import { loadPlugins } from './registry/load-plugins.js';
import { type PluginHost, stateVersion } from './registry/plugin-host.js';
import { createRegistry } from './registry/registry.js';

export interface EngineOptions {
  readonly plugins: PluginHost;
  readonly observer: Observer;
  readonly openLog: (paths: StatePaths) => Promise<Log>;
  /** Stops a command between two host commands; it is then rolled back. */
  readonly signal?: AbortSignal;
}

/** All that a changing command needs, of the real host. */
export async function openEngine(options: EngineOptions): Promise<EngineContext> {
  const { observer, signal } = options;
  const reader = await openReader(options.plugins);
  const fault = process.env['VPCCTL_FAULT'] ? await import('./run/crash-points.js') : null;
  const point = fault?.countCrashPoints(process.env) ?? (() => {});
  return {
    ...reader,
    journal: fault?.journalWithCrashes(reader.journal, point) ?? reader.journal,
    actor: currentActor(),
    observer,
    signal,
    log: await options.openLog(statePaths()),
    findPlace: () => findPlace(statePaths().directory),
    facts: (needs) => readHostFacts(needs, reader.registry.backends),
    openHost: (lockDescriptor) => {
      const real = createHost(lockDescriptor === undefined ? {} : { lockDescriptor });
      const host = fault?.hostWithCrashes(real, point) ?? real;
      return {
        run: (program, args, input) => host.run(program, args, input),
        readFile: (path) => host.readFile(path),
        execute: (commands, stop) =>
          executeOnHost(commands, host, {
            signal: stop,
            directory: statePaths().directory,
            onStep: ({ invocation }) => {
              const why = [...new Set(invocation.commands.map((command) => command.why))];
              observer.step?.(renderInvocation(invocation), why);
              point();
            },
          }),
      };
    },
  };
}

/** All that a reading command needs: no lock, no host, no root. */
export async function openReader(plugins: PluginHost): Promise<ReadContext> {
  const { directory, snapshot } = statePaths();
  return {
    registry: createRegistry(await loadPlugins(plugins)),
    journal: openJournal(directory, { acquire: acquireLock }),
    snapshotFile: snapshot,
    snapshotVersion: stateVersion(plugins),
  };
}

/**
 * Checks that this process may change the host, before anything is locked or written. What drivers need is asked
 * when it is known which of them have something to do: {@link checkDriverPrograms}.
 * @throws VpcctlError `NOT_ROOT`, `HOST_PROGRAM_MISSING`
 */
export function checkMayChange(): void {
  checkRoot();
  checkPrograms({ flock: 'util-linux' });
}
