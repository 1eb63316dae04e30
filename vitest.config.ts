import { configDefaults, defineConfig } from 'vitest/config';
import { leftOut } from './test/support/run/needs-koffi.js';

const resolve = { conditions: ['vpcctl-source', 'node', 'import', 'default'] };
const ssr = { resolve: { conditions: ['vpcctl-source', 'node', 'import', 'default'] } };

/** Of each project. No test measures time: the limits only end what hangs, on the busiest machine too. */
const common = {
  exclude: [...configDefaults.exclude, ...leftOut()],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  setupFiles: ['test/support/setup.ts'],
};

/**
 * Files of a worker share what they import, which was most of the time of the short ones: a test
 * leaves no state behind. The journal sets the umask, which a thread cannot.
 */
const shared = { isolate: false, pool: 'forks' } as const;

const IN_PROCESS = ['test/unit/**/*.unit.test.ts', 'test/bench/**/*.unit.test.ts'];
const KERNEL = ['test/kernel/**/*.{int,e2e}.test.ts'];

/** Of the kernel tests, those that run with both drivers of the packet policy each time. */
const KERNEL_WITH_BOTH = [
  'test/kernel/tutorial/tutorial.e2e.test.ts',
  'test/kernel/attacks/smoke.e2e.test.ts',
];

/** What is longer than a change can wait for. */
const long = (suite: string) => [`test/long/${suite}/**/*.{int,e2e}.test.ts`];

/** Kernel tests of which the default run has a few cases (test/support/run/few.ts), and the chaos suite has all. */
const MANY_CASES = [
  'test/kernel/drivers/*/conformance.int.test.ts',
  'test/kernel/engine/{missing-rules,not-ours,replay-keeps}.e2e.test.ts',
  'test/kernel/foreign-firewalls/killed.e2e.test.ts',
  'test/kernel/plugins/dns.e2e.test.ts',
];

/** Of the long suites, what the driver makes no difference to runs once. Sequences and random kills switch themselves. */
const CHAOS_WITH_BOTH = [
  'test/long/chaos/points.e2e.test.ts',
  'test/kernel/engine/{undo,replay,replay-keeps}.e2e.test.ts',
];
const WORLDS_WITH_BOTH = ['test/long/worlds/{packets,sabotage,sabotage-alone}.e2e.test.ts'];

/** Tests in labs on the real kernel, with nftables. */
function inLabs(name: string, include: string[], env: Record<string, string> = {}) {
  const globalSetup = 'test/support/lab/leak-check.ts';
  return { resolve, ssr, test: { ...common, ...shared, name, include, globalSetup, env } };
}

/** The same with the other driver, which the first `create-vpc` of each lab takes (test/support/lab/harness.ts). */
function withLegacy(name: string, include: string[], env: Record<string, string> = {}) {
  return inLabs(name, include, { ...env, VPCCTL_BACKEND: 'iptables-legacy' });
}

const ALL_CASES = { VPCCTL_TEST_CASES: 'all' };

/** `npm test` runs the first three; docs/testing.md says what each holds. */
export default defineConfig({
  test: {
    // Kernel tests mostly wait for programs; by default two cores would get one worker for them.
    maxWorkers: 4,
    projects: [
      {
        resolve,
        ssr,
        test: { ...common, ...shared, name: 'unit', include: IN_PROCESS },
      },
      inLabs('kernel', KERNEL),
      withLegacy('kernel-legacy', KERNEL_WITH_BOTH),
      inLabs('attacks', long('attacks')),
      withLegacy('attacks-legacy', long('attacks')),
      inLabs('chaos', [...long('chaos'), ...MANY_CASES], ALL_CASES),
      withLegacy('chaos-legacy', CHAOS_WITH_BOTH, ALL_CASES),
      inLabs('worlds', long('worlds')),
      withLegacy('worlds-legacy', WORLDS_WITH_BOTH),
      inLabs('install', long('install')),
      inLabs('page', long('page')),
    ],
  },
});
