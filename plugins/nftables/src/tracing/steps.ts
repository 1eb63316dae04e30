/** The steps of a packet in words: each rule by its comment. */
import type { Json, TraceMessage, TraceStep } from '@vpcctl/sdk';

/** The table of vpcctl. */
const OWN = 'vpcctl';

/**
 * The steps in words. Pure. Steps that decide nothing are left out: the ends of chains, and rules
 * of other programs that let the packet go on.
 * @param listings the tables as `nft -j` lists them: the handles and comments of rules
 */
export function traceSteps(
  events: readonly TraceMessage[],
  listings: readonly Json[],
): TraceStep[] {
  const comments = commentsIn(listings);
  return events.flatMap((event) => {
    const { family, table, chain, type, rule: handle, target } = event;
    const verdict = event.verdict ?? 'unknown';
    const isOwn = table === OWN;
    const isEnd = verdict === 'accept' || verdict === 'drop';
    if (type !== 'rule' && !(isEnd && !isOwn)) return [];
    if (!isOwn && !isEnd) return [];
    const rule = handle === null ? null : (comments.get(`${family} ${table} ${handle}`) ?? null);
    if (rule === null && verdict === 'continue') return [];
    const words = target === null ? verdict : `${verdict} ${target}`;
    return [{ table: `${family} ${table}`, chain, rule, verdict: words, isOwn }];
  });
}

function commentsIn(listings: readonly Json[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const listing of listings) {
    const objects = member(listing, 'nftables');
    if (!Array.isArray(objects)) continue;
    for (const object of objects) {
      const rule = member(object, 'rule');
      const [family, table, handle, comment] = ['family', 'table', 'handle', 'comment'].map((key) =>
        member(rule, key),
      );
      if (typeof comment === 'string') found.set(`${family} ${table} ${handle}`, comment);
    }
  }
  return found;
}

function member(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
