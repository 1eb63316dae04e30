import { iptablesLegacy } from '@vpcctl/iptables-legacy';
import { nftables } from '@vpcctl/nftables';
import { diff, type Operation } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { STATES, type Step } from '../../../support/features/golden-states.js';

const operations = (compile: typeof nftables.compile): readonly Operation[] =>
  Object.values(STATES).flatMap(({ before, after }: Step) => compile(diff(before, after)));

/** A clause of several words that starts with a verb, or a description of the user. */
const CLAUSE = /^[a-zA-Z]+(?: \S+){2,}$/;

describe('each rule tells the administrator why it is there', () => {
  it('by a comment that nft accepts', () => {
    const objects = operations(nftables.compile).flatMap((each) =>
      each.op === 'nft.transaction' ? each.objects : [],
    );
    const rules = objects.filter((each) =>
      /^\{"(?:add|insert)":\{"rule":/.test(JSON.stringify(each)),
    );
    expect(rules.length).toBeGreaterThan(100);
    for (const each of rules) {
      const comment = /"comment":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(each))?.[1] ?? '';
      expect(comment, JSON.stringify(each)).toMatch(CLAUSE);
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(128);
    }
  });

  it('by a comment that iptables accepts; arptables has no comments', () => {
    const programs = operations(iptablesLegacy.compile).flatMap((each) =>
      each.op === 'program.run' ? [each] : [],
    );
    const rules = programs
      .flatMap(({ input }) => input?.split('\n') ?? [])
      .filter((line) => /^-[AI] /.test(line));
    expect(rules.length).toBeGreaterThan(200);
    for (const line of rules) {
      const comment = / -m comment --comment "((?:[^"\\]|\\.)*)" -[jg] /.exec(line)?.[1] ?? '';
      expect(comment, line).toMatch(CLAUSE);
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(255);
    }
    const arptables = programs.filter(({ program }) => program === 'arptables-legacy');
    expect(arptables.flatMap((each) => each.arguments)).not.toContain('--comment');
  });
});
