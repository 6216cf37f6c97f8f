import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that need the built program: the page, and everything with real processes. */
const whole = ['tests/page.test.ts', 'tests/e2e/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: whole,
          // Files share a worker and its modules: half the time of a run was loading them again.
          // So nothing at the top of a module may change: no test replaces one, each cleans up.
          isolate: false,
          // The runner's own choice is one worker on two cores; each takes up to 1 GB.
          maxWorkers: Math.min(8, Math.max(2, availableParallelism() - 1)),
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // One file at a time, after the others: each starts a dozen processes of its own.
        test: {
          name: 'whole',
          include: whole,
          globalSetup: 'tests/support/build-once.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
          maxWorkers: 1,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
