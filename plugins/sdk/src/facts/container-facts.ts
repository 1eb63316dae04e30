import type { ProcessIdentity } from '../resource/resource.js';

/** A program that runs containers. */
export type ContainerEngine = 'docker' | 'podman';

/** A container by its name, and the engine that knows it. */
export type ContainerReference = {
  engine: ContainerEngine;
  name: string;
};

/** A container to look for. */
export interface ContainerQuestion {
  /** Its name or id, as its engine takes it. */
  readonly name: string;
  /** Null: the first engine that knows the name. */
  readonly engine: ContainerEngine | null;
  /** The process that it was known by; no engine is asked while that lives. Null: ask at once. */
  readonly process: ProcessIdentity | null;
}

/** The network namespace of a container that runs. */
export interface ContainerNamespace {
  /** The container's first process. */
  readonly process: ProcessIdentity;
  /** All names of the namespace under `/run/netns`. */
  readonly names: readonly string[];
  /** Whether it is the host's own namespace. */
  readonly host: boolean;
  /** The names of the interfaces in it. */
  readonly interfaces: readonly string[];
  /** The routes of its main table, each to a network. */
  readonly routes: readonly { readonly destination: string; readonly interface: string }[];
}

/** What an engine says of a container. */
export interface ContainerFact {
  /** The name that was asked for. */
  readonly name: string;
  /** The engine that knows it; null where none does, or none could be asked. */
  readonly engine: ContainerEngine | null;
  /** Null where it does not run. */
  readonly namespace: ContainerNamespace | null;
  /** Why engines could not be asked, a line each; empty where all were. */
  readonly problems: readonly string[];
}
