import type { Attributes, Resource } from '@vpcctl/sdk';
import fc from 'fast-check';

/** A resource of no kind that exists: `thing:a`. */
export function thing(
  name: string,
  attributes: Attributes = {},
  dependsOn: readonly string[] = [],
): Resource {
  return {
    kind: 'thing',
    id: `thing:${name}`,
    attributes: { name, ...attributes },
    dependsOn: dependsOn.map((other) => `thing:${other}`),
    why: `thing ${name}`,
  };
}

/**
 * Resources in any order, each depending on some with a lower number: never in a circle. What depends on what is
 * the same in all of them, as it is of what one product makes.
 */
export const anyResources: fc.Arbitrary<Resource[]> = fc
  .array(fc.record({ number: fc.nat(11), value: fc.nat(2) }), { maxLength: 12 })
  .map((picked) => {
    const values = new Map(picked.map(({ number, value }) => [number, value]));
    return [...values].map(([number, value]) => {
      const below = [number - 1, number - 2, Math.floor(number / 2)];
      const there = [...new Set(below)].filter((other) => other < number && values.has(other));
      return thing(String(number), { value }, there.map(String));
    });
  });

/**
 * Part of a tree: each thing depends on the one with half its number. In any two parts a thing
 * has the same dependency.
 */
export const anyTree: fc.Arbitrary<Resource[]> = fc
  .array(fc.record({ number: fc.nat(11), value: fc.nat(2) }), { maxLength: 12 })
  .map((picked) => {
    const values = new Map<number, number>();
    for (const { number, value } of picked) {
      for (let n = number; n > 0; n = Math.floor(n / 2)) values.set(n, value);
      values.set(0, 0);
    }
    return [...values].map(([number, value]) =>
      thing(String(number), { value }, number === 0 ? [] : [String(Math.floor(number / 2))]),
    );
  });
