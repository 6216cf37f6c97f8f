import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelConfig, STRATEGIES } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS } from '../../domain/time.ts';
import { clampWeights, type ShareBound } from './clamp-weights.ts';
import { addDailyReturn, dailyVolatility, withStandIns } from './daily-returns.ts';
import { feasibilityTable } from './feasibility.ts';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('bounded shares', () => {
  const cases = [
    {
      name: 'equal raws inside their bounds share equally',
      bounds: [
        [1, 0.1, 0.4],
        [1, 0.1, 0.4],
        [1, 0.1, 0.45],
        [1, 0.1, 0.45],
      ],
      expected: [0.25, 0.25, 0.25, 0.25],
    },
    {
      name: 'the excess of a cap goes to the others pro rata',
      bounds: [
        [8, 0.1, 0.4],
        [1, 0.1, 0.45],
        [2, 0.1, 0.45],
      ],
      expected: [0.4, 0.2, 0.4],
    },
    {
      name: 'a floor is paid by the others pro rata',
      bounds: [
        [0.01, 0.1, 0.5],
        [1, 0.1, 0.9],
        [2, 0.1, 0.9],
      ],
      expected: [0.1, 0.3, 0.6],
    },
    {
      name: 'what no cap can take stays cash',
      bounds: [
        [1, 0.1, 0.4],
        [5, 0.1, 0.2],
      ],
      expected: [0.4, 0.2],
    },
    { name: 'nothing to share', bounds: [], expected: [] },
  ];
  it.each(cases)('LAU-4 $name', ({ bounds, expected }) => {
    const weights = clampWeights(
      bounds.map(([raw, floor, cap]) => ({ raw: raw!, floor: floor!, cap: cap! })),
    );
    expect(weights.length).toBe(expected.length);
    weights.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i]!, 12);
    });
  });

  const bound: fc.Arbitrary<ShareBound> = fc
    .tuple(
      fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
      fc.double({ min: 0, max: 0.1, noNaN: true }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
    )
    .map(([raw, floor, room]) => ({ raw, floor, cap: floor + room }));

  it('are within their bounds, sum to min(1, sum of caps), and follow one c', () => {
    fc.assert(
      fc.property(fc.array(bound, { minLength: 1, maxLength: 9 }), (bounds) => {
        const weights = clampWeights(bounds);
        weights.forEach((weight, i) => {
          expect(weight).toBeGreaterThanOrEqual(bounds[i]!.floor - 1e-12);
          expect(weight).toBeLessThanOrEqual(bounds[i]!.cap + 1e-12);
        });
        expect(sum(weights)).toBeCloseTo(Math.min(1, sum(bounds.map((each) => each.cap))), 9);
        // One c: every free share has the same ratio, capped ones at most it, floored ones at least.
        const free = weights.flatMap((weight, i) => {
          const { raw, floor, cap } = bounds[i]!;
          return weight > floor + 1e-9 && weight < cap - 1e-9 ? [weight / raw] : [];
        });
        for (const ratio of free) expect(ratio / free[0]!).toBeCloseTo(1, 6);
      }),
    );
  });

  it('do not depend on the order of the buckets', () => {
    fc.assert(
      fc.property(fc.array(bound, { minLength: 2, maxLength: 7 }), (bounds) => {
        const there = clampWeights(bounds);
        const back = clampWeights([...bounds].reverse()).reverse();
        there.forEach((weight, i) => {
          expect(weight).toBeCloseTo(back[i]!, 9);
        });
      }),
    );
  });
});

describe('daily volatility', () => {
  const { allocation } = kernelConfig();

  it('is the root of the weighted mean of squares, weights 0.94^age', () => {
    const returns = [0.01, -0.02, 0.03, 0, 0.01];
    const weights = [0.94 ** 4, 0.94 ** 3, 0.94 ** 2, 0.94, 1];
    const mean = sum(returns.map((value, i) => weights[i]! * value * value)) / sum(weights);
    expect(dailyVolatility(returns, allocation)).toBeCloseTo(Math.sqrt(mean), 14);
  });

  it('has a floor of 5 bp, needs five returns, and keeps twenty', () => {
    expect(dailyVolatility([0, 0, 0, 0, 0], allocation)).toBe(0.0005);
    expect(dailyVolatility([0.1, 0.1, 0.1, 0.1], allocation)).toBeNull();
    const returns: number[] = [];
    for (let day = 0; day < 30; day += 1) addDailyReturn(returns, day, 20);
    expect([returns.length, returns[0]]).toEqual([20, 10]);
  });

  it('missing ones take the mean of the others, all equal when there is none', () => {
    expect(withStandIns([0.01, null, 0.03], 0.0005)).toEqual([0.01, 0.02, 0.03]);
    expect(withStandIns([null, null], 0.0005)).toEqual([0.0005, 0.0005]);
  });
});

describe('weights', () => {
  it('are computed at 00:00 UTC, within their bounds, from daily returns on the day’s capital', () => {
    const scenario = Scenario.ready();
    const pnl: Record<string, number> = {};
    for (let day = 1; day <= 6; day += 1) {
      STRATEGIES.forEach(({ id }, i) => {
        pnl[id] = (pnl[id] ?? 0) + (day % 2 === 0 ? 1 : -1) * (i < 2 ? 500 : 50);
      });
      scenario.at = T0 + day * DAY_MS;
      scenario.mark(100_000, { strategyPnl: { ...pnl } });
    }
    const weights = only(scenario.outputs, 'weights');
    expect(weights.length).toBe(7);
    const last = weights.at(-1)!;
    expect(last.at).toBe(T0 + 6 * DAY_MS);
    const hft = last.buckets[0]!;
    expect(hft.samples).toBe(6);
    // The wild bucket falls to the floor, every other one is bounded by its cap.
    expect(hft.weight).toBeCloseTo(0.1, 9);
    for (const bucket of last.buckets) {
      expect(bucket.weight).toBeGreaterThanOrEqual(bucket.floor - 1e-12);
      expect(bucket.weight).toBeLessThanOrEqual(bucket.cap + 1e-12);
    }
    expect(sum(last.buckets.map((bucket) => bucket.weight))).toBeCloseTo(1, 12);
    for (const strategy of last.strategies) expect(strategy.weight).toBeLessThanOrEqual(0.18);
    expect(sum(last.strategies.map((each) => each.weight)) + last.cash).toBeCloseTo(1, 12);
    const [first] = scenario.state.allocation.returns[0]!;
    expect(first).toBeCloseTo(-500 / ((0.8 / 3 / 2) * 100_000), 9);
  });

  it('skip days on which a strategy was closed throughout and held nothing', () => {
    const scenario = Scenario.ready();
    scenario.close('operator_halt');
    scenario.at = T0 + DAY_MS;
    scenario.mark(100_000);
    expect(scenario.state.allocation.returns[0]).toEqual([0]);
    scenario.at = T0 + 2 * DAY_MS;
    scenario.mark(100_000);
    expect(scenario.state.allocation.returns[0]).toEqual([0]);
    scenario.position(0.01);
    scenario.at = T0 + 3 * DAY_MS;
    scenario.mark(100_000);
    expect(scenario.state.allocation.returns.map((each) => each.length)).toEqual([
      1, 1, 2, 1, 1, 1, 1,
    ]);
  });

  it('LAU-4 a day on less capital than the smallest unit of money gives no return', () => {
    const scenario = Scenario.ready();
    scenario.state.equity.equity = 1e-300;
    for (let day = 1; day <= 7; day += 1) {
      scenario.at = T0 + day * DAY_MS;
      scenario.state.strategyPnl.last[0]! += 1e15;
      scenario.time();
    }
    // 1e15 / 1.3e-301 is no number: weights made of it would refuse every entry for weeks.
    // The first day began with 100,000: 1e15 / 13,333.33 = 7.5e10 of S1, 1e15 / 26,666.67 of HFT.
    const { returns, bucketReturns } = scenario.state.allocation;
    expect([returns[0]!.length, bucketReturns[0]!.length]).toEqual([1, 1]);
    expect(returns[0]![0]! / 7.5e10).toBeCloseTo(1, 12);
    expect(bucketReturns[0]![0]! / 3.75e10).toBeCloseTo(1, 12);
    expect(sum(scenario.state.allocation.bucketWeights)).toBeCloseTo(1, 12);
  });

  it('a disabled bucket has weight 0, and the others redistribute at once', () => {
    const scenario = Scenario.ready();
    const disable = (strategy: (typeof STRATEGIES)[number]['id']) =>
      scenario.feed({
        kind: 'set_strategy_enabled',
        at: scenario.at,
        strategy,
        enabled: false,
        actor: 'a',
        reason: 'r',
      });
    disable(STRATEGIES[0]!.id);
    const [output] = only(disable(STRATEGIES[1]!.id), 'weights');
    expect(output?.buckets.map((bucket) => bucket.weight)).toEqual([0, 0.4, 0.4, 0.2]);
    // 0.40 for two strategies under the cap 0.18 each: 0.04 of each bucket stays cash, and EVENT's 0.02.
    expect(output?.cash).toBeCloseTo(0.1, 12);
  });

  it('freezes, halts and launch phases change no weight', () => {
    const scenario = Scenario.ready();
    const outputs = [...scenario.close('operator_halt'), ...scenario.close('launch')];
    expect(only(outputs, 'weights')).toEqual([]);
  });

  it('inside a bucket inverse volatility only after 100 closed trades of each', () => {
    const scenario = Scenario.ready();
    const { allocation } = scenario.state;
    allocation.returns[2] = [0.01, 0.01, 0.01, 0.01, 0.01];
    allocation.returns[3] = [0.02, 0.02, 0.02, 0.02, 0.02];
    allocation.closedTrades[2] = 100;
    allocation.closedTrades[3] = 99;
    scenario.at = T0 + DAY_MS;
    scenario.time();
    expect(allocation.weights[2]).toBeCloseTo(allocation.weights[3]!, 12);
    allocation.closedTrades[3] = 100;
    scenario.at = T0 + 2 * DAY_MS;
    scenario.time();
    expect(allocation.weights[2]!).toBeGreaterThan(allocation.weights[3]!);
  });
});

describe('feasibility', () => {
  it('PRE-8 names each pair with its size and the venue’s minimum', () => {
    const scenario = Scenario.ready();
    const rows = feasibilityTable(scenario.state);
    expect(rows.length).toBe(21);
    expect(rows.every((row) => row.feasible === true)).toBe(true);
    const small = feasibilityTable(scenario.state, 2_000);
    expect(small.filter((row) => row.feasible === false).length).toBeGreaterThan(0);
    expect(small[0]?.text).toContain('against a minimum of');
    const [blind] = feasibilityTable(new Scenario().state);
    expect(blind?.feasible).toBeNull();
  });
});
