import { isAlias, isMap, isPair, isScalar, isSeq, type YAMLMap } from 'yaml';
import { lazily } from '../../model/records.js';
import { sameKey } from './json.js';
import { DEEPEST, type Place, type TextFault, TOO_DEEP } from './place.js';

/** The most values that the aliases of a document may stand for. */
const MOST_VALUES = 1_000_000;

/** Ends the reading of a document that is wrong. */
export class YamlFault extends Error {
  readonly fault: TextFault;

  constructor(fault: TextFault) {
    super(fault.what);
    this.fault = fault;
  }
}

/** A node that was read. An alias has the value of its anchor, and not a copy of that. */
export interface YamlValue extends Place {
  readonly value: unknown;
  readonly parts: () => ReadonlyMap<string, YamlValue>;
  /** How many values it stands for, with each alias written out. */
  readonly weight: number;
}

/**
 * Reads a document of YAML. The conversion of the library looks through the whole document for each
 * alias, and it takes the keys `1` and `"1"` for two.
 * @throws YamlFault for a key that is there twice, and for aliases that are wrong or too many
 */
export function readNode(root: unknown): YamlValue {
  /** The newest value of each anchor; null while that is read. */
  const anchors = new Map<string, YamlValue | null>();
  let merged = 0;
  return read(root, 0, 0);

  function read(node: unknown, around: number, depth: number): YamlValue {
    const offset = offsetOf(node) ?? around;
    if (depth > DEEPEST) throw new YamlFault({ offset, what: TOO_DEEP });
    if (isAlias(node)) return { ...anchored(node.source, offset), offset };
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, null);
    const found = readOwn(node, offset, depth);
    if (found.weight > MOST_VALUES) throw tooMuch(offset);
    if (anchor !== undefined) anchors.set(anchor, found);
    return found;
  }

  function anchored(name: string, offset: number): YamlValue {
    const found = anchors.get(name);
    if (found) return found;
    const what = found === null ? 'contains itself' : 'has no anchor before it';
    throw new YamlFault({ offset, what: `the alias *${name} ${what}` });
  }

  function readOwn(node: unknown, offset: number, depth: number): YamlValue {
    if (isMap(node)) return readMap(node, offset, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) => read(item, offset, depth + 1));
      const parts = lazily(() => new Map(items.map((item, index) => [String(index), item])));
      return { value: items.map(({ value }) => value), offset, parts, weight: weightOf(items) };
    }
    const scalar = isScalar(node) ? node.value : null;
    // The library has a symbol for the key of a merge.
    const value = typeof scalar === 'symbol' ? '<<' : scalar;
    return { value, offset, parts: () => new Map(), weight: 1 };
  }

  function readMap(node: YAMLMap, offset: number, depth: number): YamlValue {
    const entries = new Map<string, YamlValue>();
    const own = new Set<string>();
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const start = offsetOf(pair.key) ?? offset;
      const key = keyOf(pair.key, start, depth);
      if (own.has(key)) throw new YamlFault(sameKey(start, key));
      own.add(key);
      const found = read(pair.value, start, depth + 1);
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        for (const [name, value] of inherited(found, start)) {
          if (!entries.has(name)) entries.set(name, value);
        }
      } else {
        entries.set(key, { ...found, offset: start });
      }
    }
    const value = Object.fromEntries([...entries].map(([key, each]) => [key, each.value]));
    return { value, offset, parts: () => entries, weight: weightOf([...entries.values()]) };
  }

  function keyOf(node: unknown, offset: number, depth: number): string {
    const { value } = read(node, offset, depth);
    if (typeof value !== 'object') return String(value);
    if (value === null) return '';
    throw new YamlFault({ offset, what: 'a key cannot be a list or a map' });
  }

  /** The entries that `<<` brings: those of a map, or of a list of maps, where the first counts. */
  function inherited({ value, parts }: YamlValue, offset: number): [string, YamlValue][] {
    const sources = Array.isArray(value) ? [...parts().values()] : [{ value, parts }];
    return sources.flatMap((source) => {
      const isObject = typeof source.value === 'object' && source.value !== null;
      if (!isObject || Array.isArray(source.value)) {
        throw new YamlFault({ offset, what: '<< needs a map, or a list of maps' });
      }
      merged += source.parts().size;
      if (merged > MOST_VALUES) throw tooMuch(offset);
      return [...source.parts()];
    });
  }
}

function tooMuch(offset: number): YamlFault {
  return new YamlFault({ offset, what: `the aliases stand for more than ${MOST_VALUES} values` });
}

function weightOf(values: readonly YamlValue[]): number {
  return values.reduce((sum, { weight }) => sum + weight, 1);
}

function offsetOf(node: unknown): number | undefined {
  const isNode = isAlias(node) || isScalar(node) || isMap(node) || isSeq(node);
  return isNode ? node.range?.[0] : undefined;
}
