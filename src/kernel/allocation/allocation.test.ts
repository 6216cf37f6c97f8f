import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelConfig, STRATEGIES } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS } from '../../domain/time.ts';
import { indexConfig } from '../basis/config-index.ts';
import { closeDay, createAllocation, startCapital } from './allocation.ts';
import { clampWeights, type ShareBound } from './clamp-weights.ts';
import { addDailyReturn, dailyVolatility, withStandIns } from './daily-returns.ts';

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
    {
      // 0.6 + 0.9 = 1.5 to be had: 0.6 x 1 / 1.5 and 0.9 x 1 / 1.5.
      name: 'floors beyond the whole are scaled down pro rata',
      bounds: [
        [1, 0.6, 0.7],
        [5, 0.9, 0.95],
      ],
      expected: [0.4, 0.6],
    },
    {
      name: 'floors that are the whole are what each gets',
      bounds: [
        [1, 0.4, 0.7],
        [5, 0.6, 0.95],
      ],
      expected: [0.4, 0.6],
    },
    {
      // c = 0.2: the second sits at its floor, the third at its cap, the rest 0.4 = c x (1 + 1).
      name: 'one floored, one capped, two free',
      bounds: [
        [1, 0.1, 0.5],
        [0.5, 0.2, 0.5],
        [5, 0.1, 0.4],
        [1, 0.1, 0.5],
      ],
      expected: [0.2, 0.2, 0.4, 0.2],
    },
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

  const of = (bounds: readonly (readonly [number, number, number])[], total?: number): number[] =>
    clampWeights(
      bounds.map(([raw, floor, cap]) => ({ raw, floor, cap })),
      total,
    );

  it('LAU-4 a share at its cap is the cap itself, not what rounding makes of it', () => {
    // 0.45 / 0.3 x 0.3 and 0.2 / 0.7 x 0.7 are a hair below in binary.
    expect(
      of([
        [0.3, 0.25, 0.45],
        [9, 0.1, 0.4],
      ]),
    ).toEqual([0.45, 0.4]);
    expect(
      of([
        [0.7, 0, 0.2],
        [5, 0.6, 0.8],
      ]),
    ).toEqual([0.2, 0.8]);
  });

  it('LAU-4 of nothing everybody gets nothing', () => {
    expect(
      of(
        [
          [1, 0, 0.4],
          [2, 0, 0.4],
        ],
        0,
      ),
    ).toEqual([0, 0]);
  });

  it('LAU-4 of half the whole there is half as much to share', () => {
    // 0.6 + 0.9 = 1.5 for 0.5: a third of each floor. Equal raws between their bounds: a quarter.
    expect(
      of(
        [
          [1, 0.6, 0.7],
          [5, 0.9, 0.95],
        ],
        0.5,
      )[0],
    ).toBeCloseTo(0.2, 12);
    expect(
      of(
        [
          [1, 0.1, 0.4],
          [1, 0.1, 0.4],
        ],
        0.5,
      ),
    ).toEqual([0.25, 0.25]);
  });

  it('LAU-4 a high floor leaves the other what is left, however small its raw', () => {
    // 0.6 of 1 is taken by the floor: c = 0.4 / 9, and 0.5 x c is far below 0.6.
    expect(
      of([
        [9, 0.25, 0.45],
        [0.5, 0.6, 0.8],
      ])[0],
    ).toBeCloseTo(0.4, 12);
    // Equal raws, 0.5 each: above both floors 0.3 and 0.4.
    expect(
      of([
        [7, 0.3, 0.6],
        [7, 0.4, 0.9],
      ]),
    ).toEqual([0.5, 0.5]);
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

  it('is unknown without any return, whatever the minimum', () => {
    const { minDailyReturns: _, ...rest } = allocation;
    expect(dailyVolatility([], { ...rest, minDailyReturns: 0 })).toBeNull();
    expect(dailyVolatility([0.01], { ...rest, minDailyReturns: 1 })).toBe(0.01);
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
    expect(scenario.state.allocation.bucketReturns).toEqual([[0], [0], [0], [0]]);
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

  it('LAU-4 capital of the smallest unit of money gives a return, less does not', () => {
    const index = indexConfig(kernelConfig());
    const state = createAllocation(index);
    expect([state.buckets, state.strategies, state.cash]).toEqual([[], [], 1]);
    state.dayActive.fill(1);
    // 2e-9 USDT earned on 1e-8 is 20 %; S1 and HFT have that much, S3 and MFT a hair less.
    state.dayCapital.splice(0, 3, 1e-8, 0, 9.9e-9);
    state.bucketDayCapital.splice(0, 2, 1e-8, 9.9e-9);
    closeDay(state, index, kernelConfig().allocation, [2e-9, 0, 2e-9, 0, 0, 0, 0]);
    expect(state.returns.map((each) => each.length)).toEqual([1, 0, 0, 0, 0, 0, 0]);
    expect(state.bucketReturns.map((each) => each.length)).toEqual([1, 0, 0, 0]);
    expect(state.returns[0]![0]).toBeCloseTo(0.2, 12);
    startCapital(state, 1_000);
    expect([state.dayCapital.length, state.bucketDayCapital.length]).toEqual([7, 4]);
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

  it('LAU-4 the record of each bucket and strategy says what its weight is made of', () => {
    // Launched within a day: it gives no return of its own.
    const strategies = STRATEGIES.map((each, i) =>
      i === 0 || i === 6 ? { ...each, enabled: false } : each,
    );
    const scenario = Scenario.ready({ strategies }, T0 + 1);
    const { allocation } = scenario.state;
    allocation.bucketReturns[1] = [0.01, 0.01, 0.01, 0.01, 0.01];
    allocation.returns[3] = [0.02, 0.02, 0.02, 0.02, 0.02];
    scenario.at = T0 + DAY_MS;
    scenario.time();
    // EVENT has no strategy and weight 0. MFT's volatility 0.01 stands in for HFT and LFT: equal raws
    // of 100, no bound touched, 1/3 each. S2 alone in HFT: its cap 0.18. S3 and S4 share 1/3 equally,
    // as too few trades have closed for volatility to count; S4's 0.02 stands in for S3.
    expect(allocation.buckets).toEqual(
      [
        ['HFT', true, 0.01, 0, 100, 0.1, 0.4, 1 / 3],
        ['MFT', true, 0.01, 5, 100, 0.1, 0.4, 1 / 3],
        ['LFT', true, 0.01, 0, 100, 0.1, 0.45, 1 / 3],
        ['EVENT', false, 0, 0, 0, 0, 0, 0],
      ].map(([bucket, active, volatility, samples, raw, floor, cap, weight]) => ({
        bucket,
        strategy: null,
        active,
        volatility: expect.closeTo(volatility as number, 12),
        samples,
        raw: expect.closeTo(raw as number, 9),
        floor,
        cap,
        weight: expect.closeTo(weight as number, 12),
      })),
    );
    expect(allocation.strategies).toEqual(
      [
        ['HFT', 'S1', false, 0, 0, 0, 0, 0],
        ['HFT', 'S2', true, 0.0005, 0, 1, 0.18, 0.18],
        ['MFT', 'S3', true, 0.02, 0, 1, 0.18, 1 / 6],
        ['MFT', 'S4', true, 0.02, 5, 1, 0.18, 1 / 6],
        ['LFT', 'S5', true, 0.0005, 0, 1, 0.18, 1 / 6],
        ['LFT', 'S6', true, 0.0005, 0, 1, 0.18, 1 / 6],
        ['EVENT', 'S7', false, 0, 0, 0, 0, 0],
      ].map(([bucket, strategy, active, volatility, samples, raw, cap, weight]) => ({
        bucket,
        strategy,
        active,
        volatility: expect.closeTo(volatility as number, 12),
        samples,
        raw,
        floor: 0,
        cap,
        weight: expect.closeTo(weight as number, 12),
      })),
    );
    // 1 - 0.18 - 4/6 = 0.15333 stays cash.
    expect(allocation.cash).toBeCloseTo(0.153333333333, 11);
    expect(allocation.bucketDayCapital[1]).toBeCloseTo(33_333.333333, 5);
    expect(allocation.dayCapital[2]).toBeCloseTo(16_666.666667, 5);
  });

  it('LAU-4 strategies may come in any order of their buckets', () => {
    const scenario = Scenario.ready({ strategies: [...STRATEGIES].reverse() });
    const { strategies, weights } = scenario.state.allocation;
    expect(strategies.map((each) => each.strategy)).toEqual([
      'S7',
      'S6',
      'S5',
      'S4',
      'S3',
      'S2',
      'S1',
    ]);
    expect(strategies.map((each) => each.weight)).toEqual(weights);
  });

  it('a bucket earns on the capital of all its strategies, also on a day that one was closed', () => {
    const scenario = Scenario.ready();
    scenario.feed({
      kind: 'set_strategy_enabled',
      at: T0,
      strategy: STRATEGIES[2]!.id,
      enabled: false,
      actor: 'a',
      reason: 'r',
    });
    scenario.at = T0 + DAY_MS;
    scenario.mark(100_000);
    scenario.at = T0 + 2 * DAY_MS;
    scenario.mark(100_000, { strategyPnl: { S3: 10, S4: 90 } });
    const { returns, bucketReturns, weights, bucketWeights } = scenario.state.allocation;
    // S4 alone in MFT: 0.26667 of 100,000 to the bucket, 0.18 of it to S4. The first day closed at 0.
    expect(weights[3]).toBeCloseTo(0.18, 12);
    expect(bucketWeights[1]).toBeCloseTo(0.8 / 3, 12);
    expect(returns[2]).toEqual([0]);
    expect(returns[3]![1]).toBeCloseTo(90 / 18_000, 12);
    expect(bucketReturns[1]![1]).toBeCloseTo(100 / 26_666.666667, 10);
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
