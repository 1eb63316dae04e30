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
});

it('a unit that works needs no next step', () => {
  expect(renderBoot(GOOD).split('\n')).toEqual([
    'at boot   rebuilt',
    'unit      /etc/systemd/system/vpcctl.service, up to date',
    'last run  succeeded, 2026-11-23 04:28:52 UTC',
  ]);
});

it('a unit that is not enabled is reported with the command to enable it', () => {
  const none = { ...GOOD, enabled: false, unit: 'missing' as const, lastRun: null };
  expect(renderBoot(none).split('\n')).toEqual([
    'at boot   not rebuilt',
    'unit      there is none',
    'last run  none since the host started',
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
    'why       journalctl -b -u vpcctl',
  ]);
});

it('a unit that still runs has no end time', () => {
  const lastRun = { outcome: 'running' as const, failure: null, at: null };
  expect(renderBoot({ ...GOOD, lastRun })).toMatch(/last run {2}running$/);
});
