import type { Actor, Journal } from '@vpcctl/journal';
import type { HostFacts, HostNeeds, HostReader, Operation, ProcessIdentity } from '@vpcctl/sdk';
import type {
  Host,
  HostPorts,
  KernelWatch,
  KnownPlace,
  NamespaceCheck,
  RepairRecord,
  RepairRecords,
} from '../../host/index.js';
import type { Registry } from '../registry/registry.js';

/** The host as the engine uses it while it holds the journal's lock. */
export interface EngineHost extends HostReader, Pick<Host, 'openNetlink'> {
  /** Removes what killed commands left outside of the state directory. Missing on hosts of tests. */
  sweepFiles?(): void;
  /**
   * Carries out operations, phase by phase; `signal` stops it between two of their programs.
   * @throws VpcctlError `HOST_STEP_FAILED`, `HOST_OBJECT_MISSING`, `HOST_INTERRUPTED` and the like;
   *   the commands that ran before the failure stay done
   */
  execute(commands: readonly Operation[], signal?: AbortSignal): Promise<void>;
}

/** The place of a step among those of a change. */
export interface StepNumber {
  readonly number: number;
  readonly total: number;
}

/** Receives the engine's messages for the user while it works. */
export interface Observer {
  /** Another command holds the lock. */
  waiting?(): void;
  /**
   * A program is about to run, or values are about to be written: shell lines, reasons, and its
   * number among all steps of the change.
   */
  step?(lines: readonly string[], why: readonly string[], at: StepNumber): void;
  /** How far a long plan is. */
  planning?(done: number, total: number): void;
  /** A sentence that the user should read. */
  notice?(message: string): void;
}

/** Where the engine's log goes; a pino logger has this shape. */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** All that the engine works with. */
export interface EngineContext {
  readonly registry: Registry;
  readonly journal: Journal;
  readonly snapshotFile: string;
  /** Changes whenever an older snapshot can't be read any more. */
  readonly snapshotVersion: string;
  readonly actor: Actor;
  readonly log: Log;
  readonly observer: Observer;
  /** Aborted by the user: a wait ends, and a change that is running is stopped and rolled back. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Compares this process's network namespace with that of the VPCs. Left out for a host in memory,
   * which has no namespaces.
   */
  readonly checkNamespace?: () => NamespaceCheck;
  readonly facts: (needs: HostNeeds) => Promise<HostFacts>;
  /** What is known of the host for which it was changed last, and a way to remember more. */
  readonly readPlace: () => KnownPlace | null;
  readonly writePlace: (place: KnownPlace) => void;
  /** When the host was made to match the journal, and what was found. */
  readonly readRepairs: () => RepairRecords;
  /** Adds such a time. The caller holds the journal's lock. */
  readonly writeRepair: (repair: Omit<RepairRecord, 'number'>) => void;
  /** Reads the log of denied packets until it is closed. */
  readonly readDeniedLog: HostPorts['readDeniedLog'];
  /** Calls `changed` for changes of the journal and of what is beside it, until it is closed. */
  readonly watchRecord: (changed: () => void) => { close(): void };
  /** Calls `changed` for changes of which the kernel tells, until it is closed. */
  readonly watchKernel: (changed: () => void) => Promise<KernelWatch>;
  /** Whether a process still lives, in the same network namespace. */
  readonly isAlive: (process: ProcessIdentity) => boolean;
  /**
   * Opens the host. Its programs inherit the lock's descriptor; without a descriptor the host may
   * only be read.
   */
  readonly openHost: (lockDescriptor?: number) => EngineHost;
}

/** All that reading needs: no lock, no host. */
export type ReadContext = Pick<
  EngineContext,
  'registry' | 'journal' | 'snapshotFile' | 'snapshotVersion'
>;
