/** A ruleset that lets nothing be observed: what the packets of a VPC met before it could be. */

/** What each rule counts by; the counters themselves cost no packet anything. */
const COUNTER = / counter name "[^"]*"/g;

/** Where a rule denies: it says why, and goes to where denied packets are shown. */
const SHOWN = /meta mark set 0x[0-9a-f]+ goto denied\b/g;

/**
 * Puts plain drops in the place of rules that count and show what they drop. Pure.
 * @param ruleset as `nft list ruleset` prints it
 * @throws Error where this ruleset has none, or has some of another form: the benchmark has to learn it
 */
export function unobserved(ruleset: string): string {
  const plain = ruleset.replace(COUNTER, '').replace(SHOWN, 'drop');
  if (plain === ruleset) throw new Error('the ruleset counts nothing');
  const left = plain.split('\n').find((line) => /goto (\S+\/)?denied\b/.test(line));
  if (left !== undefined) throw new Error(`the ruleset still shows what it drops: ${left.trim()}`);
  return plain;
}
