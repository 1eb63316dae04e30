/** A foreign firewall, as far as it matters to a VPC's packets: where it drops them. Pure. */

/** What a rule does with a packet that it matches. */
export type Verdict =
  | { readonly type: 'drop' | 'accept' | 'return' }
  | { readonly type: 'jump' | 'goto'; readonly chain: string };

/** A rule of a foreign firewall. */
export interface ForeignRule {
  /** Whether the rule matches some packets only. */
  readonly conditional: boolean;
  /** Empty where the rule only counts, logs or marks; several where a map gives the verdict. */
  readonly verdicts: readonly Verdict[];
  /**
   * The elements of the set whose traffic the rule matches, where that is one of networks and marks:
   * `10.0.0.0/16 7001`.
   */
  readonly traffic?: readonly string[];
  /** The rule's comment, which marks rules of ours. */
  readonly comment: string | null;
  /** The rule in a form that is equal for equal rules. */
  readonly content: string;
  /** What the firewall's program needs to delete the rule: a handle, or the text of the rule. */
  readonly handle: string;
}

export interface ListedChain {
  /** What a base chain does to a packet that no rule decided about; null for other chains. */
  readonly policy: 'drop' | 'accept' | null;
  readonly rules: readonly ForeignRule[];
}

/** The chains of a table, by name. */
export type ForeignTable = ReadonlyMap<string, ListedChain>;

/** Which packets are dropped. `some`: those that a rule names on purpose; `all`: a default drop. */
type Dropped = 'none' | 'some' | 'all';

/**
 * Whether a base chain drops by default: by its policy, or by a rule without a condition. Then
 * packets that no rule accepts need a firewall exception. Drops for a reason of their own (an
 * address, a state, an interface) stay in force.
 */
export function dropsByDefault(table: ForeignTable, chain: string): boolean {
  return droppedBy(table, chain) === 'all';
}

/**
 * The place for accept rules in a base chain: the index of the rule that they come before. They are
 * in front of the default drop, and behind every rule that drops certain packets, so that packets
 * which were forbidden on purpose stay forbidden.
 */
export function placeIn(table: ForeignTable, chain: string): number {
  const rules = table.get(chain)?.rules ?? [];
  const end = endOf(table, chain);
  return rules.slice(0, end).findLastIndex((rule) => droppedByRule(table, rule) === 'some') + 1;
}

/** The index of the first rule that drops by default; the number of rules where the policy does. */
export function endOf(table: ForeignTable, chain: string): number {
  const rules = table.get(chain)?.rules ?? [];
  const index = rules.findIndex((rule) => droppedByRule(table, rule) === 'all');
  return index === -1 ? rules.length : index;
}

/** The chains that these rules send all packets to. */
export function targetsOf(rules: readonly ForeignRule[]): string[] {
  return rules.flatMap(({ conditional, verdicts }) =>
    conditional ? [] : verdicts.flatMap((each) => ('chain' in each ? [each.chain] : [])),
  );
}

function droppedBy(table: ForeignTable, name: string): Dropped {
  const { rules, policy } = table.get(name) ?? { rules: [], policy: null };
  let dropped: Dropped = 'none';
  // Set once packets have returned: the rules that follow do not see all packets.
  let returned = false;
  for (const rule of rules) {
    const here = droppedByRule(table, rule);
    if (here === 'all') return returned ? 'some' : 'all';
    if (here === 'some') dropped = 'some';
    const ends = rule.verdicts.map(({ type }) => type);
    if (rule.conditional) returned ||= ends.includes('return');
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
