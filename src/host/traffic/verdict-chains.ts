import type { ForeignHook, ForeignVerdict } from '@vpcctl/sdk';

/** Hooks that packets of VPCs pass. */
export const HOOKS: readonly ForeignHook[] = [
  ...(['ingress', 'prerouting', 'forward', 'postrouting', 'input', 'output'] as const),
];

/** What a rule looks at. Null: it does not matter. */
export type Matches = Pick<ForeignVerdict, 'source' | 'destination' | 'incoming' | 'outgoing'> & {
  readonly partial: boolean;
};

export const ANY: Matches = {
  ...{ source: null, destination: null, incoming: null, outgoing: null, partial: false },
};

/** A rule whose conditions are understood. */
export interface ReadRule {
  /** Whether it stands behind the rules of vpcctl in its chain. */
  readonly isBehind?: boolean;
  readonly matches: Matches;
  readonly verdict:
    | { readonly type: ForeignVerdict['verdict'] | 'return' }
    | { readonly type: 'jump' | 'goto'; readonly chain: string };
}

export interface ReadChain {
  /** Null: no base chain. */
  readonly base: {
    readonly hook: ForeignHook;
    readonly priority: number;
    readonly device: string | null;
  } | null;
  readonly policy: 'drop' | 'accept';
  readonly rules: readonly ReadRule[];
}

/** What the base chains do, in the order in which their packets meet it. Pure. */
export function verdictsOf(
  chains: ReadonlyMap<string, ReadChain>,
  where: string,
): ForeignVerdict[] {
  return [...chains].flatMap(([name, { base, policy }]) => {
    if (base === null) return [];
    const { hook, priority } = base;
    const own = { where: `${where} ${name}`, hook, priority };
    const start = { ...ANY, incoming: base.device };
    const met = inChain(chains, name, start, []).map(({ isBehind, ...each }) => ({
      ...own,
      ...each,
      // As if it were in a chain that follows.
      priority: priority + (isBehind ? 1 : 0),
    }));
    // Firewall exceptions are for what drops by default here.
    const isExcepted = hook === 'forward' || hook === 'input';
    const found = isExcepted ? met.filter(isSpecial) : met;
    return policy === 'drop' && !isExcepted
      ? [...found, { ...own, ...start, verdict: 'drop' as const }]
      : found;
  });
}

function isSpecial({ verdict, ...matches }: ForeignVerdict): boolean {
  const { source, destination, incoming, outgoing, partial } = matches;
  return verdict !== 'drop' || partial || [source, destination, incoming, outgoing].some(Boolean);
}

type Met = Matches & Pick<ForeignVerdict, 'verdict'> & { readonly isBehind: boolean };

function inChain(
  chains: ReadonlyMap<string, ReadChain>,
  name: string,
  outer: Matches,
  above: readonly string[],
): Met[] {
  const found: Met[] = [];
  if (above.includes(name)) return found;
  for (const { matches, verdict, isBehind = false } of chains.get(name)?.rules ?? []) {
    const both = narrowed(outer, matches);
    if (both === null) continue;
    if ('chain' in verdict) {
      const inside = inChain(chains, verdict.chain, both, [...above, name]);
      found.push(...inside.map((each) => ({ ...each, isBehind: isBehind || each.isBehind })));
    } else if (verdict.type !== 'return') {
      found.push({ ...both, verdict: verdict.type, isBehind });
    }
    // What follows a return for some packets sees the others, of which too little is known.
    if (verdict.type === 'return') return found;
  }
  return found;
}

/** Both conditions together; null where one field has two, of which too little is known. */
function narrowed(outer: Matches, inner: Matches): Matches | null {
  const fields = ['source', 'destination', 'incoming', 'outgoing'] as const;
  const clash = fields.some(
    (field) => outer[field] !== null && inner[field] !== null && outer[field] !== inner[field],
  );
  if (clash) return null;
  return {
    source: outer.source ?? inner.source,
    destination: outer.destination ?? inner.destination,
    incoming: outer.incoming ?? inner.incoming,
    outgoing: outer.outgoing ?? inner.outgoing,
    partial: outer.partial || inner.partial,
  };
}
