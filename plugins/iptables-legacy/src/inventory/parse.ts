/** Parses what the programs print. Loaded only by `observe`, for zod's sake. */
import * as z from '@vpcctl/sdk/zod';
import { COMMENT } from '../ruleset/comment.js';
import {
  type ElementPart,
  fragment,
  type JumpPart,
  PREFIX,
  type Rule,
  type RulesetFragment,
  TABLES,
  type Table,
} from '../ruleset/objects.js';
import { withProtocolWord } from '../ruleset/protocols.js';
import { isSet } from '../ruleset/sets.js';
import { loggerKept } from '../tracing/mark.js';

/** A table's chains, also foreign ones, with their rules in order. */
type Listing = Map<string, Rule[]>;

/**
 * Parses `iptables-legacy-save`: our chains, and the jumps to them. The rule that marks a packet to
 * be traced is passed over while `isTracing`; else it was left, and counts as a jump.
 */
export function parseSaved(text: string, isTracing = false): RulesetFragment {
  const listings = new Map<Table, Listing>();
  let listing: Listing = new Map();
  for (const line of text.split('\n')) {
    const [first = '', name = '', ...rest] = line.split(' ');
    if (first.startsWith('*')) {
      listing = new Map();
      const table = TABLES.find((each) => each === first.slice(1));
      if (table !== undefined) listings.set(table, listing);
    }
    if (first.startsWith(':')) listing.set(first.slice(1), []);
    if (first === '-A') listing.get(name)?.push(withProtocolWord(rest.join(' ')));
  }
  return together([...listings].map(([table, each]) => ours(table, each, isTracing)));
}

/**
 * Parses `arptables-legacy -L -n -v` to rules in the form of `iptables-legacy-save`: the verdict
 * comes last, with its options behind it; wildcard interfaces and counters are left out.
 */
export function parseListed(text: string): RulesetFragment {
  const listing: Listing = new Map();
  let rules: Rule[] = [];
  for (const line of text.split('\n')) {
    const name = /^Chain (\S+) \(/.exec(line)?.[1];
    if (name !== undefined) {
      rules = [];
      listing.set(name, rules);
    }
    const [, verdict = '', interfaces = '', rest = ''] =
      /^(?:(-j \S+) )?((?:! )?-i \S+ (?:! )?-o \S+)(.*?)\s*, pcnt=.*$/.exec(line) ?? [];
    if (interfaces === '') continue;
    const [, matches = '', options = ''] = /^(.*?)( --set-mark .*)?$/.exec(rest) ?? [];
    const links = interfaces.replace(/-[io] \*/g, '');
    rules.push(`${links}${matches} ${verdict}${options}`.trim().replace(/\s+/g, ' '));
  }
  return ours('arp', listing);
}

function ours(table: Table, listing: Listing, isTracing = false): RulesetFragment {
  const every = [...listing].flatMap(([name, rules]) => {
    if (name.startsWith(PREFIX)) return [ownChain(table, name, rules)];
    // Ours is at the top beside such a mark, too.
    const marks = rules.filter((rule) => loggerKept(rule) !== null);
    const others = marks.length === 0 ? rules : rules.filter((rule) => !marks.includes(rule));
    const left = isTracing ? [] : marks.map((rule) => ({ table, from: name, rule, places: [1] }));
    return [jumpsFrom(table, name, others), fragment({ jumps: left })];
  });
  return together(every);
}

/** A set's own rule comes behind its elements, and matches everything. */
function ownChain(table: Table, name: string, rules: readonly Rule[]): RulesetFragment {
  if (!isSet(table, name)) return fragment({ chains: [{ table, name, rules }] });
  const own = rules.slice(-1).filter((rule) => MATCHES_ALL.test(rule));
  const elements = rules
    .slice(0, rules.length - own.length)
    .map((rule): ElementPart => ({ table, chain: name, rule }));
  return fragment({ chains: [{ table, name, rules: own }], elements });
}

function jumpsFrom(table: Table, from: string, rules: readonly Rule[]): RulesetFragment {
  const jumps = new Map<Rule, JumpPart>();
  for (const [index, rule] of rules.entries()) {
    if (!jumpsToOurs(rule)) continue;
    const places = [...(jumps.get(rule)?.places ?? []), index + 1];
    jumps.set(rule, { table, from, rule, places });
  }
  return fragment({ jumps: [...jumps.values()] });
}

const MATCHES_ALL = new RegExp(`^(?:${COMMENT.source} )?-[jg] `);

/** Whether the verdict is a chain of ours; a quoted comment may contain anything. */
function jumpsToOurs(rule: Rule): boolean {
  const plain = rule.replace(/"(?:\\.|[^"\\])*"/g, '""');
  return new RegExp(`(?:^| )-[jg] ${PREFIX}`).test(plain);
}

/** All parts of `every` in one fragment. */
function together(every: readonly RulesetFragment[]): RulesetFragment {
  return fragment({
    chains: every.flatMap(({ chains }) => chains),
    elements: every.flatMap(({ elements }) => elements),
    jumps: every.flatMap(({ jumps }) => jumps),
    locks: every.flatMap(({ locks }) => locks),
  });
}

const ports = z.array(
  z.object({
    ifname: z.string(),
    locked: z.boolean().optional(),
    learning: z.boolean().optional(),
  }),
);

const entries = z.array(
  z.object({ ifname: z.string(), mac: z.string(), state: z.string().optional() }),
);

/** Parses `bridge -j -d link`. */
export const parsePorts = (text: string): z.infer<typeof ports> => ports.parse(asJson(text));

/** Parses `bridge -j fdb`. */
export const parseEntries = (text: string): z.infer<typeof entries> => entries.parse(asJson(text));

/** iproute2 prints nothing in place of an empty list. */
function asJson(text: string): unknown {
  return text.trim() === '' ? [] : JSON.parse(text);
}
