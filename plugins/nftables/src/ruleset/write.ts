/** Writes parts as the objects of an nft transaction, in the form in which nft lists them. */
import type { Json } from '@vpcctl/sdk';
import {
  type ChainPart,
  type CounterPart,
  type ElementPart,
  type Family,
  type RulesetFragment,
  type SetPart,
  TABLE,
} from './objects.js';

/** One object of a transaction or a listing: `{ chain: { … } }`. */
export type NftObject = { readonly [kind: string]: { readonly [key: string]: Json } };

/** All objects of `fragment`: each comes before the objects that refer to it. */
export function objectsOf(fragment: RulesetFragment): NftObject[] {
  return [
    ...fragment.tables.map(tableObject),
    ...fragment.counters.map(counterObject),
    ...fragment.sets.map(setObject),
    ...fragment.chains.map(chainObject),
    ...fragment.chains.flatMap(ruleObjects),
    ...elementObjects(fragment.elements),
  ];
}

export function counterObject({ family, name }: CounterPart): NftObject {
  return { counter: { family, table: TABLE, name } };
}

export function tableObject(family: Family): NftObject {
  return { table: { family, name: TABLE } };
}

/**
 * The kernel gives such a set this size, and nft its flag, because of the rule that adds elements.
 * The JSON of nft 1.0.6 has no word for the flag.
 */
const DYNAMIC = { size: 65_535 };

export function setObject({
  family,
  name,
  types,
  verdicts,
  intervals,
  dynamic,
  counted,
}: SetPart): NftObject {
  const [only] = types;
  const type: Json = types.length === 1 && only !== undefined ? only : types;
  const flags = intervals ? { flags: ['interval'] } : dynamic ? DYNAMIC : {};
  const counting = counted ? { stmt: [{ counter: null }] } : {};
  const body = { family, table: TABLE, name, type, ...flags, ...counting };
  return verdicts ? { map: { ...body, map: 'verdict' } } : { set: body };
}

export function chainObject({ family, name, hook }: ChainPart): NftObject {
  const body = { family, table: TABLE, name };
  // Accept: traffic of no VPC is never touched.
  return { chain: hook === null ? body : { ...body, ...hook, policy: 'accept' } };
}

export function ruleObjects({ family, name, rules }: ChainPart): NftObject[] {
  return rules.map(({ expressions, comment }) => ({
    rule: { family, table: TABLE, chain: name, expr: expressions, comment },
  }));
}

/** Elements of one set in one object, in the order in which the sets first come. */
export function elementObjects(elements: readonly ElementPart[]): NftObject[] {
  const bySet = new Map<string, { family: Family; set: string; elem: Json[] }>();
  for (const each of elements) {
    const { family, set } = each;
    const id = `${family} ${set}`;
    const group = bySet.get(id) ?? { family, set, elem: [] };
    group.elem.push(elementJson(each));
    bySet.set(id, group);
  }
  return [...bySet.values()].map(({ family, set, elem }) => ({
    element: { family, table: TABLE, name: set, elem },
  }));
}

function elementJson({ key, verdict }: ElementPart): Json {
  const [only] = key;
  const value: Json = key.length === 1 && only !== undefined ? only : { concat: key };
  return verdict === null ? value : [value, verdict];
}
