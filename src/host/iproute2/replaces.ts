import type { NamespaceAlias, Resource, SourceGuard, Veth } from '@vpcctl/sdk';
import { isAddress, isNamespaceAlias, isVeth } from './ip/resources.js';

/** The ids of the resources in `before` that are recreated to become what `after` says. Pure. */
export function replaces(before: readonly Resource[], after: readonly Resource[]): string[] {
  return [...movedVethPairs(before, after), ...changedAddresses(before, after)];
}

/**
 * The ids of the addresses that become other ones. The kernel drops all routes of a link with its
 * last address (`fib_disable_ip`, net/ipv4/fib_frontend.c), also those that do not change. They
 * depend on the address, and so are made again.
 */
function changedAddresses(before: readonly Resource[], after: readonly Resource[]): string[] {
  const cidrs = new Map(after.filter(isAddress).map(({ id, attributes }) => [id, attributes.cidr]));
  return before
    .filter(isAddress)
    .filter(({ id, attributes }) => (cidrs.get(id) ?? attributes.cidr) !== attributes.cidr)
    .map(({ id }) => id);
}

/**
 * The ids of the veth pairs in `before` whose guest end moves to another namespace in `after`, also
 * one that takes over a name, and of their source guards. Pure. A guest end can't be moved, so such
 * a pair is recreated. The settings of its port (a lock, a qdisc, a sysctl) are lost with it and
 * have to be set again, although they do not change.
 */
function movedVethPairs(before: readonly Resource[], after: readonly Resource[]): string[] {
  const ends = new Map(after.filter(isVeth).map((vethPair) => [vethPair.id, endOf(vethPair)]));
  const renewed = renewedNamespaces(before, after);
  const replaced = before.filter(isVeth).filter((vethPair) => {
    const end = ends.get(vethPair.id);
    const isMoved = end !== endOf(vethPair) || renewed.has(vethPair.attributes.peer?.namespace);
    return end !== undefined && isMoved;
  });
  if (replaced.length === 0) return [];
  const names = new Set(replaced.map(({ attributes }) => attributes.name));
  const locks = before.filter(
    (each) => isSourceGuard(each) && names.has(each.attributes.interface),
  );
  return [...replaced, ...locks].map(({ id }) => id);
}

/** The names that stand for the namespace of another process in `after` than in `before`. */
function renewedNamespaces(before: readonly Resource[], after: readonly Resource[]): Set<string> {
  const processes = new Map(
    after.filter(isNamespaceAlias).map((alias) => [alias.id, inodeOf(alias)]),
  );
  const renewed = before
    .filter(isNamespaceAlias)
    .filter((alias) => processes.has(alias.id) && processes.get(alias.id) !== inodeOf(alias));
  return new Set(renewed.map(({ attributes }) => attributes.name));
}

function inodeOf({ attributes: { process } }: NamespaceAlias): string {
  return `${process.boot}/${process.inode}`;
}

/** The guest end in one text; empty for an observed veth pair whose peer is unknown. */
function endOf({ attributes }: Veth): string {
  const { peer }: Partial<Veth['attributes']> = attributes;
  return peer === undefined ? '' : `${peer.namespace}/${peer.name}`;
}

/** The core's features make them, with the attributes of plugins/sdk/src/resource/resources.ts. */
const isSourceGuard = (resource: Resource): resource is SourceGuard =>
  resource.kind === 'source-guard';
