import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PAPER, type SideFigures } from '../../domain/paper.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { compareSides, returnDifference } from './compare.ts';

const LIMITS = DEFAULT_PAPER;
const HOURS = 168;

/** A week whose equity moves by `hourly(hour)`, a fraction of 10,000. */
function side(hourly: (hour: number) => number, over: Partial<SideFigures> = {}): SideFigures {
  let equity = 10_000;
  const points = Array.from({ length: HOURS }, (_, hour) => {
    equity += hourly(hour) * 10_000;
    return { at: (hour + 1) * HOUR_MS, equity, exposure: 1 };
  });
  return {
    version: 'c-1',
    profile: 'balanced',
    symbols: ['BTC/USDT:USDT'],
    missing: [],
    strategies: ['S1'],
    initialEquity: 10_000,
    equity,
    pnl: equity - 10_000,
    return: equity / 10_000 - 1,
    maxDrawdown: 0.02,
    exposure: { mean: 0.5, peak: 1 },
    trades: { closed: 40, won: 20 },
    costs: { fees: -10, funding: 0 },
    decisions: { allowed: 50, deliberate: 10, unexpected: 5, byReason: [] },
    rejected: { value: 0.1, samples: 55 },
    timeouts: { value: 0.02, samples: 50 },
    fillRatio: { value: 0.9, samples: 50 },
    slippage: { value: 2, samples: 50 },
    breakers: {},
    throttle: { reduced: 0, refused: 0, wanted: 0, taken: 0 },
    troubles: 0,
    ledgerExact: true,
    stateHashes: {},
    points,
    ...over,
  };
}

/** Ups and downs that end where they began. */
const wave = (hour: number): number => (hour % 24 < 12 ? 0.001 : -0.001);
const IN_FORCE = side(wave);
const against = (candidate: SideFigures) => compareSides(IN_FORCE, candidate, LIMITS);
const verdictOf = (candidate: SideFigures, id: string) =>
  against(candidate).checks.find((check) => check.id === id)?.verdict;

describe('the comparison of a week on paper', () => {
  it('CHG-2 a candidate that did the same passes, with an interval of nothing', () => {
    const { verdict, difference } = against(side(wave));
    expect(verdict).toBe('pass');
    expect(difference).toMatchObject({ value: 0, low: 0, high: 0, hours: HOURS });
  });

  it('CHG-2 too few trades are marginal, never a pass, however good the return', () => {
    const few = side((hour) => wave(hour) + 0.0002, { trades: { closed: 19, won: 19 } });
    expect(against(few).verdict).toBe('marginal');
    expect(verdictOf(few, 'samples')).toBe('marginal');
  });

  it('CHG-2 behind by more than the margin, hour by hour, fails', () => {
    const behind = side((hour) => wave(hour) - 0.0001);
    expect(against(behind).difference.value).toBeCloseTo(-0.0168, 9);
    expect(against(behind).verdict).toBe('fail');
  });

  it('CHG-2 behind by luck of a few hours is marginal: the interval reaches above zero', () => {
    const unlucky = side(
      (hour) => wave(hour) + (hour === 80 ? -0.02 : hour % 10 === 3 ? 0.0004 : 0),
    );
    const { difference, checks } = against(unlucky);
    expect(difference.value).toBeLessThan(-0.01);
    expect(difference.high).toBeGreaterThan(0);
    expect(checks.find(({ id }) => id === 'return')?.verdict).toBe('marginal');
  });

  it('CHG-2 each limit is marginal where it begins and fails where it ends', () => {
    const cases: readonly [string, (value: number) => Partial<SideFigures>, number, number][] = [
      ['drawdown', (value) => ({ maxDrawdown: value }), 0.03, 0.05],
      ['exposure', (value) => ({ exposure: { mean: 0.5, peak: value } }), 1.1, 2],
      ['rejected', (value) => ({ rejected: { value, samples: 55 } }), 0.3, 0.6],
      ['timeouts', (value) => ({ timeouts: { value, samples: 50 } }), 0.04, 0.08],
      ['slippage', (value) => ({ slippage: { value, samples: 50 } }), 5, 12],
      ['breakers', (value) => ({ breakers: { 'daily_soft warning': Math.ceil(value) } }), 1, 4],
    ];
    for (const [id, figures, marginal, fail] of cases) {
      const just = id === 'breakers' ? 1 : marginal * 0.001;
      expect([id, verdictOf(side(wave, figures(marginal - just)), id)]).toEqual([id, 'pass']);
      expect([id, verdictOf(side(wave, figures(marginal)), id)]).toEqual([id, 'marginal']);
      expect([id, verdictOf(side(wave, figures(fail - just)), id)]).toEqual([id, 'marginal']);
      expect([id, verdictOf(side(wave, figures(fail)), id)]).toEqual([id, 'fail']);
    }
  });

  it('CHG-2 a rate over too few samples is marginal, and a ledger that is not exact fails', () => {
    const few = side(wave, { rejected: { value: null, samples: 19 } });
    expect(verdictOf(few, 'rejected')).toBe('marginal');
    expect(against(side(wave, { ledgerExact: false })).verdict).toBe('fail');
    expect(against(side(wave, { troubles: 1 })).verdict).toBe('marginal');
  });

  it('CHG-2 the verdict is the worst of the checks, and every check shows both figures', () => {
    fc.assert(
      fc.property(
        fc.record({
          maxDrawdown: fc.double({ min: 0, max: 0.1, noNaN: true }),
          troubles: fc.nat(2),
          drift: fc.double({ min: -0.0003, max: 0.0003, noNaN: true }),
        }),
        ({ maxDrawdown, troubles, drift }) => {
          const { verdict, checks } = against(
            side((hour) => wave(hour) + drift, { maxDrawdown, troubles }),
          );
          const all = checks.map((check) => check.verdict);
          const worst = all.includes('fail')
            ? 'fail'
            : all.includes('marginal')
              ? 'marginal'
              : 'pass';
          expect(verdict).toBe(worst);
          for (const { id, text } of checks.filter((check) => check.id !== 'return')) {
            expect(`${id}: ${text}`).toMatch(/in force.*candidate/);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('the interval of a difference', () => {
  it('CHG-2 is the same for the same hours, and around the difference', () => {
    const hours = Array.from({ length: HOURS }, (_, hour) => wave(hour * 7) * (hour % 5));
    const sum = hours.reduce((total, value) => total + value, 0);
    const once = returnDifference(hours, sum, 12);
    expect(returnDifference(hours, sum, 12)).toEqual(once);
    expect(once.low).toBeLessThan(sum);
    expect(once.high).toBeGreaterThan(sum);
  });

  it('CHG-2 is that of independent hours when blocks are of one hour (the known standard error)', () => {
    const hours = Array.from({ length: 400 }, (_, hour) => (hour % 2 === 0 ? 0.001 : -0.001));
    const { low, high } = returnDifference(hours, 0, 1);
    // Sum of 400 independent +-0.001: deviation 0.02, times 1.96.
    expect(low).toBeCloseTo(-0.0392, 2);
    expect(high).toBeCloseTo(0.0392, 2);
  });

  it('CHG-2 is wider when hours hang together: that is what blocks are for', () => {
    const runs = Array.from({ length: 400 }, (_, hour) => (hour % 40 < 20 ? 0.001 : -0.001));
    const alone = returnDifference(runs, 0, 1);
    const blocks = returnDifference(runs, 0, 12);
    expect((blocks.high ?? 0) - (blocks.low ?? 0)).toBeGreaterThan(
      2 * ((alone.high ?? 0) - (alone.low ?? 0)),
    );
  });

  it('CHG-2 is none below two blocks', () => {
    expect(returnDifference([0.1, 0.1], 0.2, 12)).toMatchObject({ low: null, high: null });
  });
});
