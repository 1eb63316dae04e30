import type {
  Address,
  Bridge,
  Change,
  HostCommand,
  Namespace,
  NamespaceAlias,
  Neighbour,
  Resource,
  Route,
  Rule,
  Sysctl,
  Veth,
} from '@vpcctl/sdk';

/** What the iproute2 driver serves. */
export type LinkResource =
  | Sysctl
  | Namespace
  | NamespaceAlias
  | Bridge
  | Veth
  | Address
  | Route
  | Neighbour
  | Rule;
export type LinkKind = LinkResource['kind'];

/** What is known of the whole command while one change of it is compiled. */
export interface CompileContext {
  /** Whether a namespace is being deleted, and all in it. */
  goesNamespace(name: string | null): boolean;
  /** Whether a link is being deleted, and with it its addresses, and its routes in all tables. */
  goesLink(namespace: string | null, name: string): boolean;
  /** Whether a port of a bridge goes up only in this command: routes by it, and neighbours there, come after that. */
  raisesPort(name: string): boolean;
  /** Whether the kernel has IPv6, which then is kept off the links. */
  readonly ipv6: boolean;
}

/** How one kind comes, changes and goes. */
export interface KindCompiler<R extends LinkResource> {
  create(after: R, context: CompileContext): HostCommand[];
  /** Mends in place: what stands on the resource stays as it is. */
  update(before: R, after: R, context: CompileContext): HostCommand[];
  delete(before: R, context: CompileContext): HostCommand[];
}

/** A compiler of one kind, as the table of all kinds holds it. */
export type ChangeCompiler = (change: Change, context: CompileContext) => HostCommand[];

/**
 * Turns a kind's three functions into one that takes any change of that kind.
 * @param is the guard of the kind: by the SDK's contract, `kind` says what the attributes are
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

export const isSysctl = (resource: Resource): resource is Sysctl => resource.kind === 'sysctl';
export const isNamespace = (resource: Resource): resource is Namespace =>
  resource.kind === 'namespace';
export const isNamespaceAlias = (resource: Resource): resource is NamespaceAlias =>
  resource.kind === 'namespace-alias';
export const isBridge = (resource: Resource): resource is Bridge => resource.kind === 'bridge';
export const isVeth = (resource: Resource): resource is Veth => resource.kind === 'veth';
export const isAddress = (resource: Resource): resource is Address => resource.kind === 'address';
export const isRoute = (resource: Resource): resource is Route => resource.kind === 'route';
export const isNeighbour = (resource: Resource): resource is Neighbour =>
  resource.kind === 'neighbour';
export const isRule = (resource: Resource): resource is Rule => resource.kind === 'rule';
