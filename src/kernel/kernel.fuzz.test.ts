/**
 * Hostile input: random sequences of good and bad events of every kind. `FUZZ_CASES` sets how many;
 * `npm run fuzz` runs 100,000 and prints their figures. `FUZZ_SEED` repeats a run.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostileArbitrary, runHostile, tally } from '../../tests/support/kernel-hostile.ts';

const cases = Number(process.env['FUZZ_CASES'] ?? 1_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Below this many cases the run says nothing about what got through. */
const ENOUGH = 1_000;

it('RB-T2 AUD-2 whatever comes in, nothing throws, no cap is exceeded and every state can be saved', {
  timeout: 3_600_000,
}, () => {
  const sum = tally();
  const began = performance.now();
  const tell = (): void => {
    const seconds = Math.round((performance.now() - began) / 1_000);
    const codes = [...sum.codes].sort().map(([code, count]) => `${code} ${count}`);
    process.stdout.write(
      `fuzz: ${sum.cases} of ${cases} cases, seed ${seed}, ${seconds} s: ${sum.events} events, ${sum.rejected} inputs rejected, ${sum.allowed} entries allowed, ${sum.refused} refused; ${codes.join(', ')}\n`,
    );
  };
  fc.assert(
    fc.property(hostileArbitrary, (moves) => {
      runHostile(moves, sum);
      sum.cases += 1;
      if (sum.cases % 10_000 === 0) tell();
    }),
    { seed, numRuns: cases },
  );
  if (cases > ENOUGH) tell();
  if (cases < ENOUGH) return;
  // The run means something only when good events got through between the bad ones.
  expect(sum.allowed).toBeGreaterThan(cases / 20);
  expect(sum.rejected).toBeGreaterThan(cases);
  expect(sum.codes.size).toBeGreaterThan(25);
});
