import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricFamily } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { shapingMeter } from '../../../../plugins/shaping/src/meter.js';
import { core } from '../../../../src/core.js';
import { familiesOf } from '../../../../src/engine/metrics/measure.js';
import { createRegistry } from '../../../../src/engine/registry/registry.js';
import { CHECKOUT } from '../../../support/checkout.js';

const shaping = { name: 'shaping', apiVersion: 2, meters: [shapingMeter] };
const families = familiesOf({ registry: createRegistry([core(), shaping]) });
const read = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');

function row({ name, kind, labels, help }: MetricFamily): string {
  return `| \`${name}\` | ${kind} | ${labels.join(', ')} | ${help} |`;
}

describe('the metrics', () => {
  it('are those in docs/metrics.md, in the same order', () => {
    const rows = read('docs/metrics.md').match(/^\| `vpcctl_.*$/gm);
    expect(rows).toEqual(families.map(row));
  });

  it('of the dashboard exist, and all have a panel but the ones that need none', () => {
    const dashboard = read('examples/grafana/vpcctl.json');
    const used = new Set(dashboard.match(/vpcctl_[a-z_]+/g));
    const known = families.map(({ name }) => name);
    expect([...used].filter((name) => !known.includes(name))).toEqual([]);
    const without = known.filter((name) => !used.has(name));
    expect(without).toEqual([
      'vpcctl_info',
      'vpcctl_journal_bytes',
      'vpcctl_unconfirmed_changes',
      'vpcctl_drift_timestamp_seconds',
      'vpcctl_replay_changes',
      'vpcctl_dropped_bytes_total',
      'vpcctl_vpc_dropped_bytes_total',
      'vpcctl_shaping_backlog_packets',
    ]);
  });

  it.each(families)('$name is named as OpenMetrics asks', ({ name, kind, help, labels }) => {
    expect(name).toMatch(/^vpcctl_[a-z][a-z_]*$/);
    expect(name.endsWith('_total')).toBe(kind === 'counter');
    expect(help).toMatch(/^[A-Z].*[^.]$/);
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
  });
});
