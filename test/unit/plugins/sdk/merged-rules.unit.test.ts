import {
  type GroupRule,
  type MergedRule,
  mergedRuleSummary,
  mergeRules,
  type Network,
  parseNetworkOrAddress,
  ruleMatches,
} from '@vpcctl/sdk';
import { allow, deny, tcp } from '@vpcctl/sdk/conformance';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Few ports and networks, so that rules meet each other and the packets. */
const port = fc.integer({ min: 1, max: 12 });
const range = fc
  .tuple(port, port)
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));
const network = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }))
  .map(([host, length]) => `10.0.0.${host - (host % 2 ** (32 - length))}/${length}`);
const rule: fc.Arbitrary<GroupRule> = fc.record({
  action: fc.constantFrom('allow', 'deny'),
  protocol: fc.constantFrom('tcp', 'udp', 'icmp', 'sctp', 'all'),
  ports: fc.option(range),
  remotes: fc.option(fc.array(network, { maxLength: 2 })),
  description: fc.constant(null),
});
const packet = fc.record({
  protocol: fc.constantFrom('tcp', 'udp', 'icmp', 'sctp'),
  port: fc.integer({ min: 1, max: 14 }),
  other: fc.integer({ min: 0, max: 17 }).map((host) => `10.0.0.${host}`),
});
type Packet = typeof packet extends fc.Arbitrary<infer T> ? T : never;

type Rule = Pick<GroupRule, 'action' | 'protocol' | 'ports' | 'remotes'>;

/** Parsing is most of the work, and there are few networks. */
const parsed = new Map<string, Network>();
function cidr(text: string): Network {
  const known = parsed.get(text) ?? parseNetworkOrAddress(text);
  parsed.set(text, known);
  return known;
}

/** The action of the first rule that matches, in the meaning that the model of reach uses. */
function verdicts(rules: readonly Rule[], packets: readonly Packet[]): string[] {
  const readable = rules.map(({ action, protocol, ports, remotes }) => ({
    ...{ action, protocol, ports },
    remotes: remotes?.map(cidr) ?? null,
  }));
  return packets.map(({ protocol, port, other }) => {
    // The type of an ICMP packet stands in place of a port.
    const asked = { protocol, port };
    return readable.find((each) => ruleMatches(each, asked, other))?.action ?? 'none';
  });
}

/** A merged rule as rules with one range of ports each. */
function apart(merged: readonly MergedRule[]): Rule[] {
  return merged.flatMap(({ ports, ...rest }): Rule[] => {
    const common = { ...rest, remotes: rest.remotes === null ? null : [...rest.remotes] };
    return ports === null
      ? [{ ...common, ports: null }]
      : ports.map((each) => ({ ...common, ports: { ...each } }));
  });
}

describe('merged rules', () => {
  it('give each packet the verdict of the rules in order', () => {
    const long = fc.array(rule, { minLength: 30, maxLength: 60 });
    // Runs are short where both actions are as likely, so others have one action alone.
    const allowed = fc
      .tuple(long, fc.integer({ min: 0, max: 59 }))
      .map(([rules, at]) =>
        rules.map((each, index): GroupRule => ({ ...each, action: index < at ? 'allow' : 'deny' })),
      );
    fc.assert(
      fc.property(
        fc.oneof(long, allowed),
        fc.array(packet, { minLength: 20, maxLength: 20 }),
        (rules, packets) => {
          const merged = apart(mergeRules(rules));
          expect(verdicts(merged, packets)).toEqual(verdicts(rules, packets));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('name each rule that can match, once', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 60 }), (rules) => {
        const named = mergeRules(rules).flatMap(({ numbers }) => numbers);
        const canMatch = rules.flatMap(({ remotes }, index) =>
          remotes === null || remotes.length > 0 ? [index + 1] : [],
        );
        expect(named.toSorted((one, other) => one - other)).toEqual(canMatch);
      }),
    );
  });

  it('are one where a thousand ports differ, and one where ports and remotes make a grid', () => {
    const ports = Array.from({ length: 1000 }, (_, index) => allow(tcp(1000 + 2 * index)));
    expect(mergeRules(ports)).toMatchObject([{ protocol: 'tcp', remotes: null }]);
    const grid = Array.from({ length: 100 }, (_, index) =>
      allow({ ...tcp(80 + 2 * (index % 10)), remotes: [`10.0.${Math.floor(index / 10)}.1`] }),
    );
    const [only, ...others] = mergeRules(grid);
    expect(others).toEqual([]);
    expect(only?.ports).toHaveLength(10);
    expect(new Set(only?.remotes).size).toBe(10);
  });

  it('never cross a rule with the other action', () => {
    const rules = [
      ...Array.from({ length: 20 }, (_, index) => allow(tcp(2 * index + 1))),
      deny({ remotes: ['10.0.0.1'] }),
      ...Array.from({ length: 20 }, (_, index) => allow(tcp(2 * index + 101))),
    ];
    expect(mergeRules(rules).map(({ action, numbers }) => [action, numbers.length])).toEqual([
      ['allow', 20],
      ['deny', 1],
      ['allow', 20],
    ]);
  });

  it('leave a short list as it is, with its descriptions', () => {
    const rules = [allow({ ...tcp(80), description: 'web' }), allow(tcp(443))];
    expect(mergeRules(rules).map(({ description }) => description)).toEqual(['web', null]);
  });

  it('have a summary that fits into a comment', () => {
    const summary = (numbers: number[]) =>
      mergedRuleSummary({ action: 'allow', numbers }, 'ingress');
    expect(summary([4])).toBe('allow what ingress rule 4 matches');
    expect(summary([1, 2, 3, 7])).toBe('allow what ingress rules 1-3, 7 match');
    const odd = Array.from({ length: 500 }, (_, index) => 10_001 + 2 * index);
    expect(summary(odd).length).toBeLessThan(100);
  });
});
