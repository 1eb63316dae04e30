import type { Change, Operation } from '@vpcctl/sdk';
import {
  isAddress,
  isBridge,
  isNamespace,
  isNamespaceAlias,
  isNeighbour,
  isRoute,
  isRule,
  isSysctl,
  isVeth,
  type LinkKind,
} from './ip/resources.js';
import { type ChangeCompiler, type CompileContext, compilerOf } from './kind-compiler.js';
import { bridge, namespace, namespaceAlias, veth } from './links.js';
import { neighbour } from './neighbour.js';
import { address, route, rule, sysctl } from './routing.js';

const COMPILERS: Record<LinkKind, ChangeCompiler> = {
  sysctl: compilerOf(isSysctl, sysctl),
  namespace: compilerOf(isNamespace, namespace),
  'namespace-alias': compilerOf(isNamespaceAlias, namespaceAlias),
  bridge: compilerOf(isBridge, bridge),
  veth: compilerOf(isVeth, veth),
  address: compilerOf(isAddress, address),
  route: compilerOf(isRoute, route),
  neighbour: compilerOf(isNeighbour, neighbour),
  rule: compilerOf(isRule, rule),
};

/** Every kind that the iproute2 driver serves. */
export const LINK_KINDS: readonly string[] = Object.keys(COMPILERS);

/**
 * The operations for the changes of one command, in the order of the changes. Pure. Deletions of
 * addresses and routes are left out where their link or namespace is deleted too.
 */
export function compile(changes: readonly Change[], { ipv6 }: { ipv6: boolean }): Operation[] {
  const context = compileContext(changes, ipv6);
  const compilers = new Map<string, ChangeCompiler>(Object.entries(COMPILERS));
  return changes.flatMap((change) => {
    const { kind } = change.action === 'delete' ? change.before : change.after;
    return compilers.get(kind)?.(change, context) ?? [];
  });
}

function compileContext(changes: readonly Change[], ipv6: boolean): CompileContext {
  const deleted = changes.flatMap((change) => (change.action === 'delete' ? [change.before] : []));
  const namespaces = new Set(deleted.filter(isNamespace).map(({ attributes }) => attributes.name));
  const links = new Set([
    ...deleted.filter(isBridge).map(({ attributes }) => linkKey(null, attributes.name)),
    ...deleted
      .filter(isVeth)
      .flatMap(({ attributes: { name, peer } }) => [
        linkKey(null, name),
        linkKey(peer.namespace, peer.name),
      ]),
  ]);
  const built = changes.flatMap((change) => (change.action === 'delete' ? [] : [change.after]));
  const ports = new Set(built.filter(isVeth).map(({ attributes }) => attributes.name));
  return {
    deletesNamespace: (name) => name !== null && namespaces.has(name),
    deletesLink: (namespace, name) => links.has(linkKey(namespace, name)),
    bringsUpPort: (name) => ports.has(name),
    ipv6,
  };
}

/** Names can't contain a slash. */
function linkKey(namespace: string | null, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
