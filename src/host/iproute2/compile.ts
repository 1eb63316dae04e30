import type { Change, HostCommand } from '@vpcctl/sdk';
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
 * Changes of one command as host commands, in the order of the changes. Pure. What goes with a link or a namespace
 * (addresses, routes) is left out where that is deleted too.
 */
export function compile(changes: readonly Change[], { ipv6 }: { ipv6: boolean }): HostCommand[] {
  const context = compileContext(changes, ipv6);
  const compilers = new Map<string, ChangeCompiler>(Object.entries(COMPILERS));
  return changes.flatMap((change) => {
    const { kind } = change.action === 'delete' ? change.before : change.after;
    return compilers.get(kind)?.(change, context) ?? [];
  });
}

function compileContext(changes: readonly Change[], ipv6: boolean): CompileContext {
  const going = changes.flatMap((change) => (change.action === 'delete' ? [change.before] : []));
  const namespaces = new Set(going.filter(isNamespace).map(({ attributes }) => attributes.name));
  const links = new Set([
    ...going.filter(isBridge).map(({ attributes }) => linkKey(null, attributes.name)),
    ...going
      .filter(isVeth)
      .flatMap(({ attributes: { name, peer } }) => [
        linkKey(null, name),
        linkKey(peer.namespace, peer.name),
      ]),
  ]);
  const coming = changes.flatMap((change) => (change.action === 'delete' ? [] : [change.after]));
  const ports = new Set(coming.filter(isVeth).map(({ attributes }) => attributes.name));
  return {
    deletesNamespace: (name) => name !== null && namespaces.has(name),
    deletesLink: (inside, name) => links.has(linkKey(inside, name)),
    bringsUpPort: (name) => ports.has(name),
    ipv6,
  };
}

/** No name has a slash in it. */
function linkKey(namespace: string | null, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
