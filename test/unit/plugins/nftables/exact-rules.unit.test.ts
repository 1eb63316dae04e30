import { diff, type GroupRule, type Json } from '@vpcctl/sdk';
import { allow, deny, filter, group, router, tcp } from '@vpcctl/sdk/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stretchesOf } from '../../../../plugins/nftables/src/rules/exact-rules.js';
import { transaction, transition } from '../../../support/plugins/nftables-policy.js';

/** Both verdicts by turns, each from an address of its own. */
const exactRules = (count: number): GroupRule[] =>
  Array.from({ length: count }, (_, n) => {
    const rule = { ...tcp(1000 + n), remotes: [`198.18.${Math.floor(n / 250)}.${n % 250}/32`] };
    return n % 2 === 0 ? allow(rule) : deny(rule);
  });

const policyOf = (ingress: readonly GroupRule[]) => [
  filter,
  router('vpc1', 7001, '10.0.0.1'),
  group('vpc1', 'a', ['10.0.1.1'], { ingress: [...ingress] }),
];

/** How many elements a transaction names, and how many of its objects are rules. */
function sizeOf(objects: readonly Json[]) {
  const text = objects.map((object) => JSON.stringify(object));
  return {
    objects: objects.length,
    rules: text.filter((each) => each.includes('"rule"')).length,
    keys: text.join('').split('"concat":["198.18.').length - 1,
  };
}

describe('many rules with single addresses and ports', () => {
  test('are elements of a map, which one rule looks up; one more drops what they deny', () => {
    const created = transaction(diff(policyOf([]), policyOf(exactRules(10_000))));
    expect(sizeOf(created)).toMatchObject({ rules: 3, keys: 10_000 });
  });

  test('change one by one: of 10,000, one element goes and one comes', () => {
    const rules = exactRules(10_000);
    const changed = [...rules.slice(0, -1), deny({ ...tcp(9), remotes: ['198.18.99.1/32'] })];
    const objects = transition(policyOf(rules), policyOf(changed));
    expect(sizeOf(objects)).toEqual({ objects: 2, rules: 0, keys: 2 });
  });

  test('go with their map, without naming its elements', () => {
    const objects = transition(policyOf(exactRules(40)), policyOf([allow(tcp(22))]));
    expect(objects).toContainEqual({
      delete: { map: expect.objectContaining({ name: 'in/vpc1/a/1' }) },
    });
    expect(sizeOf(objects).keys).toBe(0);
  });

  test('keep their place among other rules, and few of them stay rules', () => {
    const rules = [allow(tcp(22)), ...exactRules(30), deny(), ...exactRules(29)];
    expect(stretchesOf(rules).map(({ keys, first }) => [keys?.length ?? null, first])).toEqual([
      [null, 1],
      [30, 2],
      [null, 32],
    ]);
  });
});

const exact: fc.Arbitrary<GroupRule> = fc
  .record({
    action: fc.constantFrom('allow', 'deny'),
    protocol: fc.constantFrom('tcp', 'udp'),
    at: fc.integer({ min: 1, max: 4 }),
    hosts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ at, hosts, ...rule }) => ({
    ...rule,
    ports: { from: at, to: at },
    remotes: hosts.map((host) => `10.9.0.${host}/32`),
    description: null,
  }));

test('the keys of a stretch say what the first rule that matches says', () => {
  fc.assert(
    fc.property(fc.array(exact, { minLength: 30, maxLength: 60 }), (rules) => {
      for (const { keys, rules: own } of stretchesOf(rules)) {
        for (const { address, protocol, port, action } of keys ?? []) {
          const first = own.find(
            (rule) =>
              rule.protocol === protocol &&
              rule.ports?.from === port &&
              rule.remotes?.includes(`${address}/32`),
          );
          expect(action).toBe(first?.action);
        }
        const named = new Set(
          own.flatMap((rule) =>
            (rule.remotes ?? []).map((to) => `${to} ${rule.protocol} ${rule.ports?.from}`),
          ),
        );
        if (keys !== null) expect(keys).toHaveLength(named.size);
      }
    }),
  );
});

test('a change of a policy leads to the same elements as the new policy alone', () => {
  const mixed = fc.array(fc.oneof({ weight: 9, arbitrary: exact }, fc.constant(allow(tcp(22)))), {
    minLength: 25,
    maxLength: 80,
  });
  fc.assert(
    fc.property(mixed, mixed, (one, other) => {
      const changed = new Map<string, string>();
      play(changed, transition([], policyOf(one)));
      play(changed, transition(policyOf(one), policyOf(other)));
      const anew = new Map<string, string>();
      play(anew, transition([], policyOf(other)));
      expect(changed).toEqual(anew);
    }),
  );
});

/** Plays a transaction on a model of the tables: what there is, by its identity. */
function play(tables: Map<string, string>, objects: readonly Json[]): void {
  for (const object of objects) {
    const [[command, body] = ['', {}]] = Object.entries(object ?? {});
    const [[kind, what] = ['', {}]] = Object.entries<Record<string, Json>>(body);
    const id = `${kind} ${what['family']} ${what['name']}`;
    if (kind === 'element') {
      for (const each of Array.isArray(what['elem']) ? what['elem'] : []) {
        const element = `in ${what['family']} ${what['name']} ${JSON.stringify(each)}`;
        if (command === 'add') tables.set(element, '');
        else expect(tables.delete(element)).toBe(true);
      }
    } else if (kind === 'rule') {
      const chain = `chain ${what['family']} ${what['chain']}`;
      tables.set(chain, `${tables.get(chain)}\n${JSON.stringify(what['expr'])}`);
    } else if (command === 'delete') {
      expect(tables.delete(id)).toBe(true);
      const inside = `in ${what['family']} ${what['name']} `;
      for (const key of [...tables.keys()]) if (key.startsWith(inside)) tables.delete(key);
    } else {
      tables.set(id, '');
    }
  }
}
