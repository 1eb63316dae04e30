import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['vpcctl-source', 'node', 'import', 'default'] };
const ssr = { resolve: { conditions: ['vpcctl-source', 'node', 'import', 'default'] } };

/** `.unit` tests need no root and no kernel; `.int` and `.e2e` run in labs on the real kernel. */
export default defineConfig({
  test: {
    // Kernel tests mostly wait for programs; by default two cores would get one worker for them.
    maxWorkers: 3,
    projects: [
      {
        resolve,
        ssr,
        test: { name: 'unit', include: ['{src,journal,plugins,test}/**/*.unit.test.ts'] },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'kernel',
          include: ['{src,journal,plugins,test}/**/*.{int,e2e}.test.ts'],
          globalSetup: 'test/lab/guard.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
