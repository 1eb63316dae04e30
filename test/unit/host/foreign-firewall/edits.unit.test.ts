import type { ExceptionOperation, FirewallException } from '@vpcctl/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dropsByDefault,
  type ForeignTable,
  placeIn,
} from '../../../../src/host/foreign-firewall/chains.js';
import {
  type Edit,
  editsFor,
  exceptionState,
} from '../../../../src/host/foreign-firewall/edits.js';
import {
  acceptRule,
  contentOf,
  editLine,
  parseSaved,
} from '../../../../src/host/foreign-firewall/iptables.js';
import { editObject } from '../../../../src/host/foreign-firewall/nftables.js';

const content = (...[match, comment]: Parameters<typeof acceptRule>) =>
  contentOf(acceptRule(match, comment));

function exception(vpc: string, chain = 'FORWARD'): FirewallException['attributes'] {
  const of = { filter: 'iptables-nft', family: 'ip', table: 'filter' } as const;
  const hook = chain === 'FORWARD' ? 'forward' : 'input';
  const traffic = { segment: 7001, networks: ['10.0.0.0/16'], gateways: ['10.0.0.1'] };
  return { ...of, chain, hook, bridge: `br-${vpc}`, ...traffic };
}

function change(action: 'open' | 'close', vpc: string, chain?: string): ExceptionOperation {
  return {
    op: `firewall-exception.${action}`,
    phase: 'configure',
    namespace: null,
    resources: [],
    why: '',
    exception: exception(vpc, chain),
  };
}

/** A filter table, as a list of lines behind the chains' own. */
const HEAD = '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:USER - [0:0]\n';
const load = (lines: readonly string[]) => parseSaved(`${HEAD}${lines.join('\n')}\nCOMMIT\n`);

/** What `iptables-restore --noflush` makes of the lines of a table. */
function apply(lines: readonly string[], edits: readonly Edit[]): string[] {
  const chains = new Map<string, string[]>();
  for (const line of lines) {
    const [, chain = '', rule = ''] = /^-A (\S+) (.*)$/.exec(line) ?? [];
    chains.set(chain, [...(chains.get(chain) ?? []), rule]);
  }
  for (const edit of edits) {
    const rules = chains.get(edit.chain) ?? [];
    const line = editLine(edit);
    if (edit.type === 'delete') {
      const at = rules.indexOf(line.replace(`-D ${edit.chain} `, ''));
      expect(at, line).not.toBe(-1);
      chains.set(edit.chain, rules.toSpliced(at, 1));
    } else {
      const [, place = '', rule = ''] = /^-I \S+ (\d+) (.*)$/.exec(line) ?? [];
      expect(Number(place), line).toBeLessThanOrEqual(rules.length + 1);
      chains.set(edit.chain, rules.toSpliced(Number(place) - 1, 0, rule));
    }
  }
  return [...chains].sort().flatMap(([chain, rules]) => rules.map((rule) => `-A ${chain} ${rule}`));
}

const rule = fc.constantFrom(
  ...['-j ACCEPT', '-j DROP', '-j USER', '-j LOG', '-s 192.0.2.1/32 -j DROP', '-i eth1 -j ACCEPT'],
  ...[
    '-p tcp -j USER',
    '-m comment --comment "vpcctl br-old" -j ACCEPT',
    '-s 192.0.2.2/32 -j RETURN',
  ],
);
const chainOf = (name: string) =>
  fc
    .array(name === 'USER' ? rule.filter((text) => !text.includes('USER')) : rule, { maxLength: 6 })
    .map((rules) => rules.map((text) => `-A ${name} ${text}`));
const tables = fc
  .tuple(...['FORWARD', 'INPUT', 'USER'].map(chainOf))
  .map((chains) => chains.flat());

const OPEN = [change('open', 'a'), change('open', 'b'), change('open', 'a', 'INPUT')];
const CLOSE = OPEN.map((each): ExceptionOperation => ({ ...each, op: 'firewall-exception.close' }));
const isOwn = (line: string) => /"vpcctl br-[ab]"/.test(line);

describe('firewall exceptions in any table', () => {
  it('are opened once, and leave the other rules unchanged', () => {
    fc.assert(
      fc.property(tables, (lines) => {
        const opened = apply(lines, editsFor(load(lines), OPEN, content));
        for (const each of OPEN) {
          expect(exceptionState(load(opened), each.exception, content)).toBe('open');
        }
        expect(editsFor(load(opened), OPEN, content)).toEqual([]);
        expect(opened.filter((line) => !isOwn(line))).toEqual(apply(lines, []));
        expect(apply(opened, editsFor(load(opened), CLOSE, content))).toEqual(apply(lines, []));
      }),
    );
  });

  it('come behind rules that drop on purpose, and only where the chain drops the rest', () => {
    fc.assert(
      fc.property(tables, (lines) => {
        const opened = apply(lines, editsFor(load(lines), OPEN, content));
        const own = inForward(load(opened)).flatMap(({ comment }, i) =>
          comment?.match(/br-[ab]$/) ? i : [],
        );
        const drops = dropsByDefault(load(lines), 'FORWARD');
        expect(own.length).toBe(drops ? 6 : 0);
        if (drops) expect(own[0]).toBeGreaterThanOrEqual(placeIn(load(lines), 'FORWARD'));
      }),
    );
  });

  it('are recreated where a rule is missing, changed, or unreachable', () => {
    const opened = apply([], editsFor(load([]), [change('open', 'a')], content));
    const [first = '', ...others] = opened;
    for (const damaged of [others, [...others, first], ['-A FORWARD -j DROP', ...opened]]) {
      expect(exceptionState(load(damaged), exception('a'), content)).toBe('damaged');
      const fixed = apply(damaged, editsFor(load(damaged), [change('open', 'a')], content));
      expect(fixed.filter(isOwn)).toEqual(opened);
      expect(exceptionState(load(fixed), exception('a'), content)).toBe('open');
    }
    expect(exceptionState(load(['-A FORWARD -j USER']), exception('a'), content)).toBe('closed');
  });

  it('in a missing chain need no edit', () => {
    expect(editsFor(new Map(), [...OPEN, ...CLOSE], content)).toEqual([]);
    expect(exceptionState(new Map(), exception('a'), content)).toBe('open');
  });
});

it('nft inserts a rule before a known handle, and deletes by handle', () => {
  const table = { family: 'inet', table: 'fw' };
  const insert = {
    type: 'insert',
    chain: 'f',
    match: { from: 'br-a' },
    comment: 'c',
    index: 0,
  } as const;
  expect(editObject(table, { ...insert, before: '7' })).toMatchObject({
    insert: { rule: { ...table, chain: 'f', handle: 7, comment: 'c' } },
  });
  expect(editObject(table, { ...insert, before: null })).not.toHaveProperty('add.rule.handle');
  expect(editObject(table, { type: 'delete', chain: 'f', handle: '9' })).toEqual({
    delete: { rule: { ...table, chain: 'f', handle: 9 } },
  });
});

function inForward(table: ForeignTable) {
  return table.get('FORWARD')?.rules ?? [];
}
