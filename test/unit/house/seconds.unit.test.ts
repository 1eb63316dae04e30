import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CHECKOUT } from '../../support/checkout.js';
import { secondsOf } from '../../support/run/seconds-reporter.js';

const file = (path: string, name: string, collectDuration: number, duration: number) => ({
  moduleId: join(CHECKOUT, path),
  project: { name },
  diagnostic: () => ({
    prepareDuration: 10,
    environmentSetupDuration: 0,
    setupDuration: 0,
    collectDuration,
    duration,
  }),
});

it('the slowest files are first, with their time to load', () => {
  const files = [
    file('test/a.unit.test.ts', 'unit', 90, 100),
    file('test/b.int.test.ts', 'kernel', 990, 11_000),
    file('test/b.int.test.ts', 'kernel-legacy', 990, 2000),
  ];
  expect(secondsOf(files)).toEqual([
    '   12.0  kernel  test/b.int.test.ts',
    '    3.0  kernel-legacy  test/b.int.test.ts',
    '    0.2  unit  test/a.unit.test.ts',
  ]);
});
