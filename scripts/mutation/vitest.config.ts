import { defineConfig } from 'vitest/config';

/**
 * A folder of the kernel is held by the tests beside it: `MUTATION_TESTS` is their pattern. The random
 * ones are left out, so that a mutant dies of a named case.
 */
export default defineConfig({
  test: {
    include: [process.env['MUTATION_TESTS'] ?? 'src/kernel/**/*.test.ts'],
    // The kernel is pure: no test can leave anything behind for the next file.
    isolate: false,
    exclude: ['src/kernel/**/*.property.test.ts', 'src/kernel/**/*.fuzz.test.ts'],
  },
});
