import { createExpansion, type Expansion } from './expand.js';
import type { Expanded, Origin, TopologyFile } from './file.js';
import { createIssues, type Issues } from './issues.js';
import { merge } from './merge.js';
import { type MapNode, mapToJson, originIn } from './node.js';
import { isMap, shown } from './plain.js';
import type { Scope } from './scope.js';
import { createFill } from './template.js';
import { collectVariables } from './variables.js';

export type { Expanded, Origin, Path, TopologyFile, TopologyIssue } from './file.js';

/** Keys of a file that are no part of the document. */
const OWN_KEYS = new Set(['name', 'vars', '$schema']);

/**
 * Carries out the ranges and expressions of topology files, and merges the files. Pure.
 * @param files in order: at least one
 * @param set values of variables that were given on the command line: `{tiers: '3'}`
 * @returns the document; and all that is wrong in the files, for which nothing is thrown
 */
export function expandTopology(
  files: readonly TopologyFile[],
  set: Readonly<Record<string, string>>,
): Expanded {
  const issues = createIssues(files);
  const fill = createFill();
  const scope = collectVariables(files, set, fill, issues);
  const expansion = createExpansion(fill, issues);
  let root: MapNode | null = null;
  for (const [file, { value }] of files.entries()) {
    const origin = { file, path: [] };
    if (!isMap(value)) {
      issues.add(origin, `a topology is a map such as {"vpcs": …}, and not ${shown(value)}`);
      continue;
    }
    const own = Object.entries(value).filter(([key]) => !OWN_KEYS.has(key));
    const node = expansion.expandMap(Object.fromEntries(own), origin, scope);
    if (root === null) root = node;
    else merge(root, node, issues);
  }
  const all = root ?? { kind: 'map', origin: { file: 0, path: [] }, entries: new Map() };
  return {
    name: nameOf(files, scope, expansion, issues),
    document: mapToJson(all),
    originOf: (path) => originIn(all, path),
    issues: issues.list,
  };
}

/** The name that the files give the topology; null where none does. */
function nameOf(
  files: readonly TopologyFile[],
  scope: Scope,
  { expandText }: Expansion,
  issues: Issues,
): string | null {
  let first: { readonly name: string; readonly origin: Origin } | null = null;
  for (const [file, { value }] of files.entries()) {
    if (!isMap(value) || !Object.hasOwn(value, 'name')) continue;
    const origin = { file, path: ['name'] };
    const text = value['name'];
    const name = typeof text === 'string' ? expandText(text, origin, scope) : text;
    if (typeof text === 'string' && name === null) continue;
    if (typeof name !== 'string' || name === '') {
      issues.add(origin, `the name of a topology must be a text, and not ${shown(name)}`);
    } else if (first === null) {
      first = { name, origin };
    } else if (first.name !== name) {
      const place = issues.placeOf(first.origin);
      issues.add(origin, `the topology is named ${shown(name)} here, and otherwise at ${place}`);
    }
  }
  return first?.name ?? null;
}
