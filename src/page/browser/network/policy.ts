import type { RuleOutput, SubnetOutput } from '../../../schemas/vpc.js';
import { h } from '../base/dom.js';
import { amount, count, ports } from '../base/format.js';

/** A policy: its rules in order, and what is done where none matches. */
export function policyView({
  policy,
  counts,
}: Pick<SubnetOutput, 'policy' | 'counts'>): HTMLElement {
  return h(
    'section',
    { class: 'policy' },
    h('h3', {}, 'Policy'),
    policy === null
      ? h('p', { class: 'faint' }, 'None: open in both directions.')
      : [
          direction('Ingress', 'from', policy.ingress, counts?.ingress),
          direction('Egress', 'to', policy.egress, counts?.egress),
        ],
  );
}

type Counts = NonNullable<SubnetOutput['counts']>['ingress'];

function direction(
  title: string,
  word: string,
  rules: RuleOutput[] | null,
  counts: Counts | undefined,
): HTMLElement {
  if (rules === null) return h('p', { class: 'faint' }, `${title}: open.`);
  return h(
    'table',
    { class: 'rules' },
    h('caption', {}, title),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ['#', 'What', 'Service', word, ...(counts === undefined ? [] : ['Packets'])].map((text) =>
          h('th', { scope: 'col' }, text),
        ),
      ),
    ),
    h(
      'tbody',
      {},
      rules.map((rule, index) =>
        h(
          'tr',
          {},
          h('td', {}, index + 1),
          h('td', { class: rule.action }, rule.action === 'allow' ? '✓ allow' : '✕ deny'),
          h('td', {}, `${rule.protocol} ${ports(rule.ports)}`),
          h('td', { title: rule.description }, remote(rule)),
          countCell(counts, index + 1),
        ),
      ),
      h(
        'tr',
        {},
        h('td', {}),
        h('td', { class: 'deny' }, '✕ deny'),
        h('td', { colspan: 2 }, 'all else'),
        countCell(counts, null),
      ),
    ),
  );
}

/** What a rule has counted, or what no rule allowed; rules that are counted together say so. */
function countCell(counts: Counts | undefined, rule: number | null): HTMLElement | null {
  if (counts === undefined) return null;
  const found = counts.find(({ rules }) =>
    rule === null ? rules.length === 0 : rules.includes(rule),
  );
  if (found === undefined) return h('td', {});
  const { rules, packets, bytes } = found;
  const together = rules.length > 1 ? ` by the rules ${rules.join(', ')} together` : '';
  const title = `${count(packets, 'packet')}, ${amount(bytes)}${together}`;
  return h('td', { class: 'count', title }, packets.toLocaleString('en'));
}

function remote({ remote: name, resolved, description }: RuleOutput) {
  return [
    name ?? 'any',
    resolved === null ? null : h('small', {}, ` = ${resolved.join(', ') || 'nothing now'}`),
    description === null ? null : h('small', { class: 'faint' }, ` ${description}`),
  ];
}
