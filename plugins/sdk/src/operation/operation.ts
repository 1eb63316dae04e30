import type { Resource } from '../resource/resource.js';
import type { LinkFields } from './link.js';
import type { NamespaceFields } from './namespace.js';
import type { Phase } from './phase.js';
import type { ProgramFields } from './program.js';
import type { RoutingFields } from './routing.js';
import type { TrafficFields } from './traffic.js';

/** What every operation has. */
interface Step {
  /** When it runs. */
  readonly phase: Phase;
  /** The ids of the resources that it is about. */
  readonly resources: readonly string[];
  /** Why it runs, for `--explain`: `the router of vpc1`, `answer ARP without delay`. */
  readonly why: string;
}

/** The fields of operations that a line of `ip`, `bridge` or `tc` carries out, by their kind. */
export interface LineFields extends LinkFields, NamespaceFields, RoutingFields, TrafficFields {}

/** The fields of all operations, by their kind. */
interface OperationFields extends LineFields, ProgramFields {}

/** `link.add`, `route.delete`, `nft.transaction` and so on. */
export type OperationKind = keyof OperationFields;

/**
 * One thing to do to the host, as data. `op` is its kind, and decides its other fields. Each says
 * in which named `namespace` it works (null: the host's own), and each that is about one link names
 * this `link`.
 */
export type Operation<Kind extends OperationKind = OperationKind> = {
  [K in Kind]: { readonly op: K } & Step & OperationFields[K];
}[Kind];

/** An operation that a line of `ip`, `bridge` or `tc` carries out. */
export type LineOperation = Operation<keyof LineFields>;

/** Opens or closes a firewall exception. */
export type ExceptionOperation = Operation<'firewall-exception.open' | 'firewall-exception.close'>;

/** Changes the exceptions in the configuration of a firewall program. */
export type LastingExceptionOperation = Operation<
  'lasting-exception.write' | 'lasting-exception.remove'
>;

/** Starts or stops a daemon. */
export type DaemonOperation = Operation<'daemon.start' | 'daemon.stop'>;

/** What an operation says of the resources that it is about: their ids, and its reason. */
export type Origin = Pick<Step, 'resources' | 'why'>;

/** The origin of an operation that is about `resources`: its reason is theirs. Pure. */
export function about(...resources: readonly Resource[]): Origin {
  return {
    resources: resources.map(({ id }) => id),
    why: [...new Set(resources.map(({ why }) => why))].join(', '),
  };
}

/**
 * The link of its namespace that an operation is about; null where it is about none, or about more
 * than a link. Pure.
 */
export function linkOf(operation: Operation): string | null {
  return 'link' in operation ? operation.link : null;
}
