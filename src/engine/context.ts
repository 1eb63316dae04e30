import type { Actor, Journal } from '@vpcctl/journal';
import type { HostCommand, HostFacts, HostNeeds, HostReader } from '@vpcctl/sdk';
import type { NamespaceCheck } from '../host/record/network-namespace.js';
import type { Registry } from './registry/registry.js';

/** The host as the engine uses it while it holds the journal's lock. */
export interface EngineHost extends HostReader {
  /**
   * Runs host commands, phase by phase; `signal` stops it between two.
   * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_INTERRUPTED` and the like; what ran before stays done
   */
  execute(commands: readonly HostCommand[], signal?: AbortSignal): Promise<void>;
}

/** What an engine is told while it works; all of it is for people. */
export interface Observer {
  /** Another command holds the lock. */
  waiting?(): void;
  /** A program is about to be run, or values written: as lines for a shell, and what each is for. */
  step?(lines: readonly string[], why: readonly string[]): void;
  /** Something that the user should know, in words. */
  notice?(message: string): void;
}

/** Where the engine's log goes: pino fits. */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** What an engine is made of. */
export interface EngineContext {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly snapshotFile: string;
  /** Changes whenever a snapshot of before can't be read any more. */
  readonly snapshotVersion: string;
  readonly actor: Actor;
  readonly log: Log;
  readonly observer: Observer;
  /** The user has had enough: what waits is given up, what runs is stopped and rolled back. */
  readonly signal?: AbortSignal | undefined;
  /** Compares this process's network namespace with that of the VPCs. Left out in tests without a network. */
  readonly checkNamespace?: () => NamespaceCheck;
  readonly facts: (needs: HostNeeds) => Promise<HostFacts>;
  /** The host; its programs inherit the lock's descriptor. Without one it is only for reading. */
  readonly openHost: (lockDescriptor?: number) => EngineHost;
}
