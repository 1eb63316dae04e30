import '../../support/cli/plain.js';
import { expect, it } from 'vitest';
import { bootStatusOutputSchema } from '../../../src/schemas/boot.js';
import { renderBoot } from '../../../src/ui/views/boot.js';

const GOOD = bootStatusOutputSchema.parse({
  enabled: true,
  unitFile: '/etc/systemd/system/vpcctl.service',
  unit: 'current',
  missingPrograms: [],
  lastRun: { outcome: 'succeeded', failure: null, at: '2026-11-23T04:28:52.000Z' },
  keep: {
    enabled: false,
    unitFile: '/etc/systemd/system/vpcctl-watch.service',
    unit: 'missing',
    running: false,
  },
  flowLogs: {
    enabled: false,
    unitFile: '/etc/systemd/system/vpcctl-flow-logs.service',
    unit: 'missing',
    running: false,
  },
});
const UNKEPT = 'drift     not repaired by itself: boot enable --keep';

it('a unit that works needs no next step', () => {
  expect(renderBoot(GOOD).split('\n')).toEqual([
    'at boot   rebuilt',
    'unit      /etc/systemd/system/vpcctl.service, up to date',
    'last run  succeeded, 2026-11-23 04:28:52 UTC',
    UNKEPT,
  ]);
});

it('a unit that is not enabled is reported with the command to enable it', () => {
  const none = { ...GOOD, enabled: false, unit: 'missing' as const, lastRun: null };
  expect(renderBoot(none).split('\n')).toEqual([
    'at boot   not rebuilt',
    'unit      there is none',
    'last run  none since the host started',
    UNKEPT,
    'next      vpcctl boot enable',
  ]);
});

it('a missing program is named, with the next step', () => {
  const gone = { ...GOOD, unit: 'outdated' as const, missingPrograms: ['/opt/node'] };
  expect(renderBoot(gone)).toContain('missing   /opt/node\n');
  expect(renderBoot(gone)).toMatch(/next {6}vpcctl boot enable$/);
});

it('a failed unit is reported with its result and the place of its log', () => {
  const lastRun = {
    outcome: 'failed' as const,
    failure: 'exit code 1',
    at: GOOD.lastRun?.at ?? '',
  };
  expect(
    renderBoot({ ...GOOD, lastRun })
      .split('\n')
      .slice(2),
  ).toEqual([
    'last run  failed: exit code 1, 2026-11-23 04:28:52 UTC',
    UNKEPT,
    'why       journalctl -b -u vpcctl',
  ]);
});

it('a unit that still runs has no end time', () => {
  const lastRun = { outcome: 'running' as const, failure: null, at: null };
  expect(renderBoot({ ...GOOD, lastRun })).toContain('last run  running\n');
});

it('the watcher is shown, and what to do where it does not run or is outdated', () => {
  const keep = { ...GOOD.keep, enabled: true, unit: 'current' as const, running: true };
  const shown = (change: Partial<typeof GOOD.keep>) =>
    renderBoot({ ...GOOD, keep: { ...keep, ...change } })
      .split('\n')
      .slice(3);
  expect(shown({})).toEqual(['drift     repaired while the host runs']);
  expect(shown({ running: false })).toEqual([
    'drift     not repaired: the watcher does not run',
    'why       journalctl -b -u vpcctl-watch',
  ]);
  expect(shown({ unit: 'outdated' })).toEqual([
    'drift     repaired while the host runs',
    'next      vpcctl boot enable',
  ]);
});

it('the service of flow logs is shown where there is one, and what to do where it does not run', () => {
  const flowLogs = { ...GOOD.flowLogs, enabled: true, unit: 'current' as const, running: true };
  const shown = (change: Partial<typeof GOOD.flowLogs>) =>
    renderBoot({ ...GOOD, flowLogs: { ...flowLogs, ...change } })
      .split('\n')
      .slice(4);
  expect(shown({})).toEqual(['flow logs written while the host runs']);
  expect(shown({ running: false })).toEqual([
    'flow logs not written: the service does not run',
    'why       journalctl -b -u vpcctl-flow-logs',
  ]);
  expect(shown({ unit: 'outdated' }).at(-1)).toBe('next      vpcctl boot enable');
});
