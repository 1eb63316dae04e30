import type { RuleOutput, SubnetOutput } from '../../../schemas/vpc.js';
import { h } from '../base/dom.js';
import { ports } from '../base/format.js';

/** A policy: its rules in order, and what is done where none matches. */
export function policyView(policy: SubnetOutput['policy']): HTMLElement {
  return h(
    'section',
    {},
    h('h3', {}, 'Policy'),
    policy === null
      ? h('p', { class: 'faint' }, 'None: open in both directions.')
      : [direction('Ingress', 'from', policy.ingress), direction('Egress', 'to', policy.egress)],
  );
}

function direction(title: string, word: string, rules: RuleOutput[] | null): HTMLElement {
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
        ['#', 'What', 'Service', word].map((text) => h('th', { scope: 'col' }, text)),
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
        ),
      ),
      h(
        'tr',
        {},
        h('td', {}),
        h('td', { class: 'deny' }, '✕ deny'),
        h('td', { colspan: 2 }, 'all else'),
      ),
    ),
  );
}

function remote({ remote: name, resolved, description }: RuleOutput) {
  return [
    name ?? 'any',
    resolved === null ? null : h('small', {}, ` = ${resolved.join(', ') || 'nothing now'}`),
    description === null ? null : h('small', { class: 'faint' }, ` ${description}`),
  ];
}
