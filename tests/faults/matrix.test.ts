/**
 * Every kind of fault against every operation of the executor, over many seeds. Afterwards nothing
 * is lost, nothing doubled, every position has its stop, every exit is done, and the books are the
 * venue's. `FAULT_SEEDS` runs more seeds a case than the usual ones.
 */
import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { OPERATIONS, VARIANTS } from './plans.ts';
import { session } from './session.ts';

const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 3);
describe('the fault matrix', () => {
  for (const name of Object.keys(VARIANTS)) {
    it(`EXIT-1 OPS-2 ${name}: nothing lost, nothing doubled, protected, the books are the venue's in 30 s`, () => {
      let strikes = 0;
      for (const operation of OPERATIONS) {
        for (let seed = 1; seed <= SEEDS; seed += 1) {
          const rig = session(name, operation, seed);
          strikes += rig.strikes;
          check(rig, operation, `${name}, ${operation}, seed ${seed}`);
        }
      }
      // Market data are seen, not asked for.
      if (!name.endsWith('market data')) expect(strikes).toBeGreaterThan(0);
    });
  }

  it('the same plan and seed give the same run, byte for byte; another seed another one', () => {
    const told = (seed: number): string => {
      const { heard, facts, venue } = session('latency log-normal', 'stop', seed);
      return JSON.stringify([heard, facts, venue.sent]);
    };
    expect(told(5)).toBe(told(5));
    expect(told(6)).not.toBe(told(5));
  });
});
