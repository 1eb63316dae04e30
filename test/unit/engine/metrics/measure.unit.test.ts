import { API_VERSION, inputError, type Meter, type VpcctlPlugin } from '@vpcctl/sdk';
import { describe, expect, it } from 'vitest';
import { createMeasure, type Measurement } from '../../../../src/engine/metrics/measure.js';
import { CREATE_VPC1, MEMORY_CORE, openTestEngine } from '../../../support/engine/support.js';

const OPTIONS = { version: '1.2.3', driftEvery: 0, uid: 0 };

function meter(name: string, read: Meter['read']): Meter {
  return { name, families: [{ name: `x_${name}`, kind: 'gauge', help: 'X', labels: [] }], read };
}

const plugin = (...meters: Meter[]): VpcctlPlugin => ({
  ...{ name: 'p', apiVersion: API_VERSION, meters },
});

const valuesOf = ({ metrics }: Measurement, name: string) =>
  metrics.find(({ family }) => family.name === name)?.samples.map(({ value }) => value);

describe('a measurement', () => {
  it('tells of the journal, of drift and of the last replay', async () => {
    const { context, host, run } = openTestEngine();
    await run(CREATE_VPC1);
    const measure = createMeasure(context, OPTIONS);
    const before = await measure();
    expect(valuesOf(before, 'vpcctl_journal_changes')).toEqual([1]);
    expect(valuesOf(before, 'vpcctl_drift_changes')).toEqual([0]);
    expect(valuesOf(before, 'vpcctl_replay_changes')).toEqual([]);
    const [lost = ''] = Object.keys(host.things);
    host.tamper(lost, null);
    expect(valuesOf(await measure(), 'vpcctl_drift_changes')).toEqual([1]);
    context.writeRepair({ at: '2026-11-30T00:00:00Z', count: 3, changes: [], failures: ['x'] });
    const after = await measure();
    expect(valuesOf(after, 'vpcctl_replay_changes')).toEqual([3]);
    expect(valuesOf(after, 'vpcctl_replay_failures')).toEqual([1]);
    expect(valuesOf(after, 'vpcctl_replay_timestamp_seconds')).toEqual([1796_000_000 - 3200]);
  });

  it('does not compare the host with the journal more often than it may', async () => {
    const { context, host, run } = openTestEngine();
    await run(CREATE_VPC1);
    const measure = createMeasure(context, { ...OPTIONS, driftEvery: 3_600_000 });
    await measure();
    for (const lost of Object.keys(host.things)) host.tamper(lost, null);
    expect(valuesOf(await measure(), 'vpcctl_drift_changes')).toEqual([0]);
  });

  it('has no drift for a user other than root', async () => {
    const { context } = openTestEngine();
    const measured = await createMeasure(context, { ...OPTIONS, uid: 1000 })();
    expect(valuesOf(measured, 'vpcctl_drift_changes')).toEqual([]);
    expect(valuesOf(measured, 'vpcctl_journal_changes')).toEqual([0]);
  });

  it('has the numbers of other meters where one cannot be read, also by a mistake', async () => {
    const good = meter('good', async () => [{ name: 'x_good', labels: {}, value: 7 }]);
    const bad = meter('bad', async () => {
      throw inputError('NOT_NOW', 'not now');
    });
    const wrong = meter('wrong', async () => JSON.parse('null'));
    const { context } = openTestEngine({ plugins: [MEMORY_CORE, plugin(bad, wrong, good)] });
    const measured = await createMeasure(context, OPTIONS)();
    expect(valuesOf(measured, 'x_good')).toEqual([7]);
    expect(valuesOf(measured, 'x_bad')).toEqual([]);
    expect(measured.failures.map(({ meter: name, why }) => `${name}: ${why}`)).toEqual([
      'bad: not now',
      expect.stringMatching(/^wrong: plugin p failed in read of wrong: it returns no list/),
    ]);
    const up = measured.metrics.find(({ family }) => family.name === 'vpcctl_meter_up');
    expect(up?.samples.filter(({ value }) => value === 0).map(({ labels }) => labels)).toEqual([
      { meter: 'bad' },
      { meter: 'wrong' },
    ]);
  });

  it('refuses a metric that another plugin has', () => {
    const one = plugin(meter('a', async () => []));
    const other = { ...one, name: 'q', meters: [{ ...meter('a', async () => []), name: 'b' }] };
    expect(() => openTestEngine({ plugins: [one, other] })).toThrow(/declares the metric x_a/);
  });
});
