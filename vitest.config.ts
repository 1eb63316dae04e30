import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['vpcctl-source', 'node', 'import', 'default'] };
const ssr = { resolve: { conditions: ['vpcctl-source', 'node', 'import', 'default'] } };

/** No test measures time: these only end what hangs, on the busiest machine too. */
const patience = { testTimeout: 120_000, hookTimeout: 120_000 };

/** Tests of the real kernel. */
const kernel = { ...patience, globalSetup: 'test/support/lab/guard.ts' };

/**
 * What is run with the other driver of the packet policy as well: the tutorial and the attacks; in the long runs also undo,
 * replay, and a kill at each place. (Sequences and random kills switch between the drivers themselves.)
 */
const EITHER_BACKEND = [
  'test/kernel/tutorial/tutorial.e2e.test.ts',
  'test/long/attacks/*.e2e.test.ts',
];
const EITHER_AT_LENGTH = [
  'test/kernel/engine/{undo,replay}.e2e.test.ts',
  'test/long/chaos/points.e2e.test.ts',
];
const isLong = process.env['VPCCTL_TEST_RUNS'] !== undefined;

/** `.unit` tests need no root and no kernel; `.int` and `.e2e` run in labs on the real kernel. */
export default defineConfig({
  test: {
    // Kernel tests mostly wait for programs; by default two cores would get one worker for them.
    maxWorkers: 3,
    projects: [
      {
        resolve,
        ssr,
        test: {
          ...patience,
          name: 'unit',
          include: ['{src,journal,plugins,test}/**/*.unit.test.ts'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          ...kernel,
          name: 'kernel',
          include: ['{src,journal,plugins,test}/**/*.{int,e2e}.test.ts'],
        },
      },
      {
        resolve,
        ssr,
        test: {
          ...kernel,
          name: 'kernel-legacy',
          include: isLong ? [...EITHER_BACKEND, ...EITHER_AT_LENGTH] : EITHER_BACKEND,
          // The first create-vpc of each lab takes it (test/support/lab/harness.ts).
          env: { VPCCTL_BACKEND: 'iptables-legacy' },
        },
      },
    ],
  },
});
