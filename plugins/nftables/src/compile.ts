import {
  type Change,
  changedResource,
  type HostCommand,
  type Json,
  PACKET_POLICY_KINDS,
  type PacketPolicyResource,
  type Resource,
  VpcctlError,
} from '@vpcctl/sdk';
import { rulesFor } from './rules/rules-for.js';
import {
  type ChainPart,
  type ElementPart,
  FAMILIES,
  fragment,
  type RulesetFragment,
} from './ruleset/objects.js';
import {
  chainObject,
  elementObjects,
  type NftObject,
  objectsOf,
  ruleObjects,
  tableObject,
} from './ruleset/write.js';

/**
 * One transaction that carries what differs between the resources before and after `changes`, or nothing when
 * nothing does. The kernel applies it as a whole, so no packet meets a half of it.
 *
 * When the packet filter itself goes or is repaired, the tables go with all that is in them; then `changes`
 * must create everything that shall be there.
 */
export function compile(changes: readonly Change[]): HostCommand[] {
  const before = changes.flatMap((change) => (change.action === 'create' ? [] : [change.before]));
  const after = changes.flatMap((change) => (change.action === 'delete' ? [] : [change.after]));
  const wipe = before.some(({ kind }) => kind === 'packet-filter');
  const objects = wipe
    ? [...wiped(), ...added(union(after))]
    : difference(union(before), union(after));
  if (objects.length === 0) return [];
  return [{ type: 'nft', phase: 'filter', why: reasons(changes), objects }];
}

/** Whether the resource is one that this driver serves; the engine checks attributes by the kind. */
export function isPacketPolicy(resource: Resource): resource is PacketPolicyResource {
  return PACKET_POLICY_KINDS.some((kind) => kind === resource.kind);
}

function union(resources: readonly Resource[]): RulesetFragment {
  const all = resources.map((resource) => {
    if (isPacketPolicy(resource)) return rulesFor(resource);
    throw new VpcctlError(`The nftables driver does not serve ${resource.id}.`, {
      code: 'KIND_UNKNOWN',
      category: 'internal',
    });
  });
  return fragment({
    tables: all.flatMap(({ tables }) => tables),
    sets: all.flatMap(({ sets }) => sets),
    chains: all.flatMap(({ chains }) => chains),
    elements: all.flatMap(({ elements }) => elements),
  });
}

/** Deletes the tables, also where one is missing: adding one that stands does nothing. */
function wiped(): Json[] {
  return FAMILIES.flatMap((family) => [
    { add: tableObject(family) },
    { delete: tableObject(family) },
  ]);
}

function added(what: RulesetFragment): Json[] {
  return as('add', objectsOf(what));
}

/** Elements go before the chains they lead to, and come after them. */
function difference(before: RulesetFragment, after: RulesetFragment): Json[] {
  const chainsBefore = new Map(before.chains.map((each) => [chainId(each), content(each)]));
  const chainsAfter = new Set(after.chains.map(chainId));
  const elementsBefore = new Set(before.elements.map(elementId));
  const elementsAfter = new Set(after.elements.map(elementId));

  const newChains = after.chains.filter((each) => !chainsBefore.has(chainId(each)));
  const changedChains = after.chains.filter((each) => {
    const old = chainsBefore.get(chainId(each));
    return old !== undefined && old !== content(each);
  });
  return [
    ...as(
      'delete',
      elementObjects(before.elements.filter((each) => !elementsAfter.has(elementId(each)))),
    ),
    // A chain that changes may lead to one that goes, and then to one that comes.
    ...as('flush', changedChains.map(chainObject)),
    ...as(
      'delete',
      before.chains.filter((each) => !chainsAfter.has(chainId(each))).map(chainObject),
    ),
    ...added({
      ...after,
      chains: newChains,
      elements: after.elements.filter((each) => !elementsBefore.has(elementId(each))),
    }),
    ...as('add', changedChains.flatMap(ruleObjects)),
  ];
}

function as(command: 'add' | 'delete' | 'flush', objects: readonly NftObject[]): Json[] {
  return objects.map((object) => ({ [command]: object }));
}

function chainId({ family, name }: ChainPart): string {
  return `${family} ${name}`;
}

function content(chain: ChainPart): string {
  return JSON.stringify(chain.rules);
}

/** With the verdict: an element that leads elsewhere is another one. */
function elementId({ family, set, key, verdict }: ElementPart): string {
  return JSON.stringify([family, set, key, verdict]);
}

function reasons(changes: readonly Change[]): string {
  return [...new Set(changes.map((change) => changedResource(change).why))].join(', ');
}
