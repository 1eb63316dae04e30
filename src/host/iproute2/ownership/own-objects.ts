import type { Change, HostFacts, Occupant, Resource } from '@vpcctl/sdk';
import { processesIn } from '../../proc/processes.js';
import { isBridge, isNamespace, isRule, isSysctl, isVeth } from '../ip/resources.js';

/**
 * The processes in the namespaces that `changes` delete. The kernel keeps such a namespace, unnamed
 * and without links, until its last process ends.
 */
export function findOccupants(changes: readonly Change[]): Occupant[] {
  return changes
    .flatMap((change) => (change.action === 'delete' ? [change.before] : []))
    .filter(isNamespace)
    .flatMap(({ attributes: { name } }) =>
      processesIn(name).map((process) => ({ namespace: name, ...process })),
    );
}

/**
 * Facts of the host without the links, namespaces and tables of the VPCs in `own`, and with the
 * sysctls that it would have without them. Pure.
 */
export function factsWithout(facts: HostFacts, own: readonly Resource[]): HostFacts {
  const linksAmong = own.filter((each) => isBridge(each) || isVeth(each));
  const links = namesOf(linksAmong);
  const namespaces = namesOf(own.filter(isNamespace));
  const tables = new Set(own.filter(isRule).map(({ attributes }) => attributes.table));
  const restored = own
    .filter(isSysctl)
    .flatMap(({ attributes: { key, restore } }): [string, string][] =>
      restore === null || facts.sysctls[key] === undefined ? [] : [[key, restore]],
    );
  return {
    ...facts,
    sysctls: { ...facts.sysctls, ...Object.fromEntries(restored) },
    interfaces: facts.interfaces.filter((name) => !links.has(name)),
    namespaces: facts.namespaces.filter((name) => !namespaces.has(name)),
    routes: facts.routes.filter(({ interface: link }) => link === null || !links.has(link)),
    addresses: facts.addresses.filter((address) => !links.has(address.interface)),
    tables: facts.tables.filter((table) => !tables.has(table)),
  };
}

function namesOf(resources: readonly { readonly attributes: { readonly name: string } }[]) {
  return new Set(resources.map(({ attributes }) => attributes.name));
}
