import { describe, it } from 'vitest';
import { check } from './check.ts';
import { storm } from './session.ts';

const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 3) * 10;

describe('a storm of faults', () => {
  it('EXIT-1 OPS-2 loses nothing, doubles nothing, leaves every position protected and the books the venue’s', () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { rig, names } = storm(seed);
      check(rig, 'exit', `storm ${seed} (${names.join('; ')})`);
    }
  }, 600_000);
});
