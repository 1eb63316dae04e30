import type { Change, Operation, Resource } from '@vpcctl/sdk';
import type { LinkResource } from './ip/resources.js';

/** What is known of all changes of a command while one of them is compiled. */
export interface CompileContext {
  /** Whether a namespace is being deleted, with everything in it. */
  deletesNamespace(name: string | null): boolean;
  /** Whether a link is being deleted, with its addresses, and with its routes in all tables. */
  deletesLink(namespace: string | null, name: string): boolean;
  /**
   * Whether these changes bring a bridge port up: its routes and neighbours can only follow that.
   */
  bringsUpPort(name: string): boolean;
  /** Whether the kernel has IPv6, which then is kept off the links. */
  readonly ipv6: boolean;
}

/** How resources of one kind are created, updated and deleted. */
export interface KindCompiler<R extends LinkResource> {
  create(after: R, context: CompileContext): Operation[];
  /** Changes a resource in place, so that resources that depend on it stay as they are. */
  update(before: R, after: R, context: CompileContext): Operation[];
  delete(before: R, context: CompileContext): Operation[];
}

/** A compiler of one kind, as the table of all kinds holds it. */
export type ChangeCompiler = (change: Change, context: CompileContext) => Operation[];

/**
 * Turns a kind's three functions into one that takes any change of that kind.
 * @param is the type guard of the kind: by the SDK's contract, `kind` decides the attributes
 */
export function compilerOf<R extends LinkResource>(
  is: (resource: Resource) => resource is R,
  kind: KindCompiler<R>,
): ChangeCompiler {
  return (change, context) => {
    switch (change.action) {
      case 'create':
        return is(change.after) ? kind.create(change.after, context) : [];
      case 'update':
        return is(change.before) && is(change.after)
          ? kind.update(change.before, change.after, context)
          : [];
      case 'delete':
        return is(change.before) ? kind.delete(change.before, context) : [];
    }
  };
}
