/** Another program's filter, as far as it matters to a VPC's packets: what drops them, and where. Pure. */

/** Where a rule sends a packet that it is about. */
export type Verdict =
  | { readonly type: 'drop' | 'accept' | 'return' }
  | { readonly type: 'jump' | 'goto'; readonly chain: string };

/** A rule of a filter. */
export interface ForeignRule {
  /** Whether it is about some packets only. */
  readonly conditional: boolean;
  /** None where it only counts, logs or marks; several where it looks the verdict up. */
  readonly verdicts: readonly Verdict[];
  /** The rule's comment; ours are known by it. */
  readonly comment: string | null;
  /** The rule in a form that is equal for equal rules. */
  readonly content: string;
  /** What its filter's program deletes it by: a handle, or the text of the rule. */
  readonly handle: string;
}

export interface ListedChain {
  /** What a base chain does to a packet that no rule decided about; null for other chains. */
  readonly policy: 'drop' | 'accept' | null;
  readonly rules: readonly ForeignRule[];
}

/** The chains of a table, by name. */
export type ForeignTable = ReadonlyMap<string, ListedChain>;

/** How much of what comes along is dropped. `some` is somebody's will about certain packets, `all` is a default. */
type Dropped = 'none' | 'some' | 'all';

/**
 * Whether a base chain drops by default: by its policy, or by a rule without a condition. Then whoever is not named in
 * it needs a passage. What it drops for a reason of its own (an address, a state, an interface) is none of ours.
 */
export function dropsByDefault(table: ForeignTable, chain: string): boolean {
  return droppedBy(table, chain) === 'all';
}

/**
 * The place for accept rules in a base chain: the index of the rule they come before. They are in front of what drops
 * by default, and behind every rule that drops certain packets: what was forbidden on purpose stays forbidden.
 */
export function placeIn(table: ForeignTable, chain: string): number {
  const rules = table.get(chain)?.rules ?? [];
  const end = endOf(table, chain);
  return rules.slice(0, end).findLastIndex((rule) => droppedByRule(table, rule) === 'some') + 1;
}

/** The index of the first rule that drops by default; the number of rules where that is the policy's. */
export function endOf(table: ForeignTable, chain: string): number {
  const rules = table.get(chain)?.rules ?? [];
  const index = rules.findIndex((rule) => droppedByRule(table, rule) === 'all');
  return index === -1 ? rules.length : index;
}

function droppedBy(table: ForeignTable, name: string): Dropped {
  const { rules, policy } = table.get(name) ?? { rules: [], policy: null };
  let dropped: Dropped = 'none';
  // What was let go before is not what the rest is about.
  let some = false;
  for (const rule of rules) {
    const here = droppedByRule(table, rule);
    if (here === 'all') return some ? 'some' : 'all';
    if (here === 'some') dropped = 'some';
    const ends = rule.verdicts.map(({ type }) => type);
    if (rule.conditional) some ||= ends.includes('return');
    else if (ends.some((type) => type !== 'jump')) return dropped;
  }
  return policy === 'drop' ? 'all' : dropped;
}

function droppedByRule(table: ForeignTable, { conditional, verdicts }: ForeignRule): Dropped {
  const each = verdicts.map((verdict): Dropped => {
    if ('chain' in verdict) return droppedBy(table, verdict.chain);
    return verdict.type === 'drop' ? 'all' : 'none';
  });
  if (each.every((dropped) => dropped === 'none')) return 'none';
  return conditional || !each.includes('all') ? 'some' : 'all';
}
