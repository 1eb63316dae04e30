import { type Json, type State, vpcsOf, workloadsOf } from '@vpcctl/sdk';

/** A VPC, subnet or instance of a state. */
export interface NamedPlace {
  /** `VPC`, `VPC/SUBNET` or `VPC/SUBNET/NAME`. */
  readonly label: string;
  /** Its names: its words, its namespace, its link on the host. One may have several words. */
  readonly names: readonly (readonly string[])[];
}

/** The VPCs, subnets and instances that a change takes away. Pure. */
export function placesLost(before: State, after: State): NamedPlace[] {
  if (!hasShrunk(before, after)) return [];
  const left = new Set(placesOf(after).map(({ label }) => label));
  return placesOf(before).filter(({ label }) => !left.has(label));
}

/** Most changes take nothing away, which is seen at once. */
function hasShrunk(before: State, after: State): boolean {
  return Object.entries(before).some(([name, slice]) => {
    const left = after[name];
    if (slice === left) return false;
    const keys = keysOf(left);
    return [...keysOf(slice)].some((key) => !keys.has(key));
  });
}

function keysOf(slice: Json | undefined): ReadonlySet<string> {
  return new Set(typeof slice === 'object' && slice !== null ? Object.keys(slice) : []);
}

/** All VPCs, subnets and instances of a state. Pure. */
export function placesOf(state: State): NamedPlace[] {
  return vpcsOf(state).flatMap(({ name, bridge }) => [
    { label: name, names: [[name], [bridge.name]] },
    ...workloadsOf(state, name).map(({ vpc, subnet, instance, namespace, hostEnd }) => {
      const words = [vpc, subnet, ...(instance === null ? [] : [instance])];
      return { label: words.join('/'), names: [words, [namespace], [hostEnd.name]] };
    }),
  ]);
}

/** Whether recorded data mentions a place by one of its names. Pure. */
export function mentions(data: Json, { names }: NamedPlace): boolean {
  const words = wordsOf(data);
  return names.some((name) => name.every((word) => words.has(word)));
}

/**
 * The words of recorded data: its texts, and their parts where they are made of several names, as
 * `vpc1/web:80`. Keys are words, too, but for those of the data itself, which are its fields.
 */
function wordsOf(data: Json): ReadonlySet<string> {
  const words = new Set<string>();
  const add = (text: string) => {
    for (const word of [text, ...text.split(/[^\w.\s-]+/)]) words.add(word);
  };
  const read = (value: Json, isWhole: boolean): void => {
    if (typeof value === 'string') add(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (!isWhole) add(key);
      read(each, false);
    }
  };
  read(data, true);
  return words;
}
