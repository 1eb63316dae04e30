import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { CHECKOUT } from '../checkout.js';

/** How many are printed; the file has all of them. */
const PRINTED = 15;

/** What vitest knows of a test file that was run. */
export interface RunModule {
  readonly moduleId: string;
  readonly project: { readonly name: string };
  diagnostic(): Readonly<
    Record<
      | 'prepareDuration'
      | 'environmentSetupDuration'
      | 'setupDuration'
      | 'collectDuration'
      | 'duration',
      number
    >
  >;
}

/** Seconds from the first line of a test file to the end of its last test, the longest first. */
export function secondsOf(modules: readonly RunModule[]): string[] {
  const took = modules.map((module) => {
    const { prepareDuration, environmentSetupDuration, setupDuration, collectDuration, duration } =
      module.diagnostic();
    const milliseconds =
      prepareDuration + environmentSetupDuration + setupDuration + collectDuration + duration;
    const path = relative(CHECKOUT, module.moduleId);
    return { seconds: milliseconds / 1000, what: `${module.project.name}  ${path}` };
  });
  return took
    .sort((a, b) => b.seconds - a.seconds)
    .map(({ seconds, what }) => `${seconds.toFixed(1).padStart(7)}  ${what}`);
}

/** Says which test files took longest, and keeps the list in .cache/test-seconds-SUITE.txt. */
export default class SecondsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = secondsOf(modules);
    const suite = process.env['VPCCTL_TEST_SUITE'] ?? 'all';
    const file = join('.cache', `test-seconds-${suite}.txt`);
    mkdirSync(join(CHECKOUT, '.cache'), { recursive: true });
    writeFileSync(join(CHECKOUT, file), lines.map((line) => `${line}\n`).join(''));
    process.stdout.write(`\nSeconds of each test file, the longest first (all in ${file})\n`);
    for (const line of lines.slice(0, PRINTED)) process.stdout.write(`${line}\n`);
  }
}
