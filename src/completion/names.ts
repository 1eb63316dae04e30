import { isInterfaceName, isName } from '@vpcctl/sdk';

/** Where names come from. Each part is read when it is asked for. */
export interface Sources {
  /** A slice of the state, by the name of its feature. */
  slice(feature: string): Readonly<Record<string, unknown>>;
  /** The number of the newest change; 0 where there is none. */
  newest(): number;
  /** The plugins that the user installed. */
  plugins(): readonly string[];
  interfaces(): readonly string[];
  /** The names of network namespaces. */
  namespaces(): readonly string[];
}

/** The most entries that are offered, and among how many they are looked for. */
const [MOST_ENTRIES, NEWEST] = [100, 100_000];

/** The words before the one to complete: a VPC, then a subnet. */
type Words = readonly string[];

/** The names of each kind that fit the words before. */
const KINDS: Readonly<Record<string, (sources: Sources, words: Words) => readonly string[]>> = {
  vpc: ({ slice }) => keysOf(slice('vpc')),
  subnet: ({ slice }, [vpc]) => keysOf(slice('subnet'), vpc),
  /** All that `add-instance` and `attach` put there. */
  workload: ({ slice }, [vpc, subnet]) => keysOf(slice('instance'), vpc, subnet),
  instance: ({ slice }, [vpc, subnet]) => keysOf(byOrigin(slice, false), vpc, subnet),
  attached: ({ slice }, [vpc, subnet]) => keysOf(byOrigin(slice, true), vpc, subnet),
  /** VPC/SUBNET and VPC/SUBNET/NAME. */
  place: ({ slice }) => [...Object.keys(slice('subnet')), ...Object.keys(slice('instance'))],
  /** VPCs that the VPC before could be peered with. */
  peer: (sources, [vpc]) => {
    const taken = [vpc, ...peersOf(sources, vpc)];
    return keysOf(sources.slice('vpc')).filter((name) => !taken.includes(name));
  },
  /** VPCs with a peering; behind a VPC, its peers. */
  peered: (sources, [vpc]) => peersOf(sources, vpc),
  port: ({ slice }, [vpc]) => portsOf(slice('port-forward'), vpc),
  plugin: ({ plugins }) => plugins(),
  /** Interfaces that could be an uplink. */
  interface: ({ slice, interfaces }) => {
    const routers = Object.values(slice('vpc')).map((vpc) =>
      memberOf(memberOf(vpc, 'bridge'), 'name'),
    );
    const own = (name: string) => routers.includes(name) || /^lo$|^veth-/.test(name);
    return interfaces().filter((name) => isInterfaceName(name) && !own(name));
  },
  netns: ({ namespaces }) => namespaces(),
};

/** What a shell may be told: characters that have no meaning in any of them at these places. */
const SAFE = /^[A-Za-z0-9@][\w@./:,+-]*$/;

/**
 * The words that `current` may be completed to. Only names that are safe in a shell are among them.
 * Pure.
 * @param spec alternatives, joined by `|`: a kind of names; several kinds joined by `/`, of which
 *   each names a part of one word; `=word`; `@entry`. Behind a comma they may be a list.
 * @param words the arguments before, also those with slashes
 */
export function completions(
  spec: string,
  current: string,
  words: readonly string[],
  sources: Sources,
): string[] {
  const comma = spec.startsWith(',') ? current.lastIndexOf(',') + 1 : 0;
  const [before, part] = [current.slice(0, comma), current.slice(comma)];
  const given = before.split(',');
  const context = words.flatMap((word) => word.split('/'));
  const found = spec
    .replace(/^,/, '')
    .split('|')
    .flatMap((alternative) => alternatives(alternative, part, context, sources))
    .filter((word) => word.startsWith(part) && !(comma > 0 && given.includes(word)));
  return [...new Set(found)].map((word) => before + word).filter((word) => SAFE.test(word));
}

function alternatives(
  alternative: string,
  current: string,
  words: Words,
  sources: Sources,
): readonly string[] {
  if (alternative.startsWith('=')) return [alternative.slice(1)];
  if (alternative === 'entry') return entries(current, sources);
  if (alternative === '@entry') {
    return current === '' || current.startsWith('@')
      ? entries(current.slice(1), sources).map((seq) => `@${seq}`)
      : [];
  }
  const kinds = alternative.split('/');
  const parts = kinds.length > 1 ? current.split('/') : [current];
  const kind = kinds[parts.length - 1];
  if (kind === undefined || !Object.hasOwn(KINDS, kind)) return [];
  const outer = parts.slice(0, -1);
  const names = KINDS[kind]?.(sources, [...words, ...outer]) ?? [];
  return names.map((name) => [...outer, name].join('/'));
}

/** The numbers of changes that begin like `start`, the newest first. */
function entries(start: string, { newest }: Sources): string[] {
  if (!/^\d*$/.test(start)) return [];
  const found: string[] = [];
  const last = newest();
  for (let seq = last; seq > Math.max(0, last - NEWEST) && found.length < MOST_ENTRIES; seq -= 1) {
    if (String(seq).startsWith(start)) found.push(String(seq));
  }
  return found;
}

/** The last parts of the keys of a slice whose first parts are `outer`. */
function keysOf(slice: object, ...outer: readonly (string | undefined)[]): string[] {
  return Object.keys(slice)
    .map((key) => key.split('/'))
    .filter((parts) => parts.length === outer.length + 1)
    .filter((parts) => outer.every((part, at) => parts[at] === part))
    .flatMap((parts) => parts.at(-1) ?? [])
    .filter(isName);
}

function byOrigin(slice: Sources['slice'], isAttached: boolean): Record<string, unknown> {
  const instances = Object.entries(slice('instance'));
  return Object.fromEntries(
    instances.filter(([, each]) => (memberOf(each, 'attachment') !== null) === isAttached),
  );
}

function peersOf({ slice }: Sources, vpc: string | undefined): string[] {
  const pairs = Object.keys(slice('peering')).map((key) => key.split('/').filter(isName));
  const found = pairs
    .filter((pair) => vpc === undefined || pair.includes(vpc))
    .flatMap((pair) => pair.filter((name) => name !== vpc));
  return [...new Set(found)];
}

/** `8080`, `8000-8010`, `53/udp`: as `unforward` takes them. */
function portsOf(forwards: object, vpc: string | undefined): string[] {
  return Object.values(forwards).flatMap((forward) => {
    const [from, to] = [memberOf(forward, 'from'), memberOf(forward, 'to')];
    if (memberOf(forward, 'vpc') !== vpc || !Number.isInteger(from)) return [];
    const range = from === to ? `${from}` : `${from}-${to}`;
    return memberOf(forward, 'protocol') === 'udp' ? [`${range}/udp`] : [range];
  });
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
