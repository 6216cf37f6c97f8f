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
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
