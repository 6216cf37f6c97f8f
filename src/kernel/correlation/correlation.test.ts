import { describe, expect, it } from 'vitest';
import {
  BTC,
  ETH,
  kernelConfig,
  S1,
  S2,
  S3,
  S4,
  S5,
  S6,
  S7,
  SOL,
  STRATEGIES,
} from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import type { Signal } from '../../domain/signal.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { kernelStatus } from '../status.ts';
import { assetCorrelation } from './asset-correlation.ts';
import { addEdge, createEdgeHistory, meanPercentile } from './edge-percentile.ts';
import { pearson } from './pearson.ts';

const { correlation } = kernelConfig();
/** Votes only: paused signals count before any veto and open nothing. */
function votes(
  scenario: Scenario,
  list: readonly (readonly [Signal['strategy'], Signal['symbol'], Signal['side']])[],
): void {
  for (const [strategy, symbol, side] of list)
    scenario.signal({ strategy, symbol, side, paused: true });
}
const LONGS = [
  [S1, BTC, 'long'],
  [S2, BTC, 'long'],
  [S3, BTC, 'long'],
  [S4, ETH, 'long'],
  [S5, ETH, 'long'],
  [S6, ETH, 'long'],
] as const;
const alignment = (scenario: Scenario) => kernelStatus(scenario.state, scenario.at).alignment;

describe('alignment', () => {
  it('MON-3 is undefined below six votes or on one asset, then larger side / all', () => {
    const scenario = Scenario.ready();
    votes(scenario, LONGS.slice(0, 5));
    expect(alignment(scenario)).toMatchObject({ value: null, votes: 5 });
    votes(scenario, [[S7, SOL, 'short']]);
    expect(alignment(scenario).value).toBeCloseTo(5 / 6, 12);
    const oneAsset = Scenario.ready();
    votes(
      oneAsset,
      [S1, S2, S3, S4, S5, S6, S7].map((strategy) => [strategy, BTC, 'long'] as const),
    );
    expect(alignment(oneAsset)).toMatchObject({ value: null, votes: 7 });
  });

  it('counts one vote per strategy and asset, its latest side, onsets only, for 24 h', () => {
    const scenario = Scenario.ready();
    votes(scenario, LONGS);
    votes(scenario, [[S1, BTC, 'short']]);
    expect(alignment(scenario)).toMatchObject({ votes: 6, value: 5 / 6 });
    scenario.signal({ strategy: S1, symbol: BTC, side: 'long', onset: false, paused: true });
    expect(alignment(scenario).value).toBe(5 / 6);
    scenario.wait(DAY_MS - 1).time();
    expect(alignment(scenario).votes).toBe(6);
    scenario.wait(1).time();
    expect(alignment(scenario)).toMatchObject({ votes: 0, value: null });
  });

  it('level 1 at 0.75 reduces risk x0.75, the current signal included, with its counterfactual', () => {
    const scenario = Scenario.ready();
    votes(scenario, [...LONGS.slice(0, 5), [S1, ETH, 'short'], [S2, SOL, 'short']]);
    expect(alignment(scenario).value).toBeCloseTo(5 / 7, 12);
    const record = scenario.decide({ strategy: S3, symbol: SOL, side: 'long' });
    expect(record.alignment).toMatchObject({
      value: 0.75,
      votes: 8,
      majority: 'long',
      cluster: false,
    });
    expect(record.multipliers.risk['alignment']).toBe(0.75);
    const share = record.size.find((step) => step.step === 'position_share')!.notional;
    expect(record.counterfactual.notionalWithoutCorrelation).toBeCloseTo(share / 0.75, 9);
    expect(only(scenario.outputs, 'throttle').map((each) => [each.throttle, each.active])).toEqual([
      ['alignment', true],
      ['alignment', false],
      ['alignment', true],
    ]);
  });
});

describe('strategy correlation', () => {
  /** Hourly PnL of three strategies: the same series, or opposed for the third. */
  function hours(count: number, third: 1 | -1): Scenario {
    const scenario = Scenario.ready();
    let pnl = 0;
    for (let hour = 1; hour <= count; hour += 1) {
      pnl += ((hour * 7) % 11) - 5.5;
      scenario.at = T0 + hour * HOUR_MS;
      scenario.mark(100_000, { strategyPnl: { S1: pnl, S2: pnl * 2, S3: pnl * third } });
    }
    scenario.at += 1;
    scenario.mark(100_000, { strategyPnl: { S1: pnl, S2: pnl * 2, S3: pnl * third } });
    return scenario;
  }

  it('needs 24 hours with PnL and two pairs, and is signed', () => {
    expect(hours(23, 1).state.strategyPnl.mean).toBeNull();
    expect(hours(24, 1).state.strategyPnl.mean).toBeCloseTo(1, 9);
    expect(hours(48, -1).state.strategyPnl.mean).toBeCloseTo(-1 / 3, 9);
  });

  it('the guard at 0.65 reduces risk x0.80', () => {
    const scenario = hours(30, 1);
    expect(only(scenario.outputs, 'throttle').map((each) => each.throttle)).toEqual([
      'correlation_guard',
    ]);
    expect(scenario.decide().multipliers.risk['correlation']).toBe(0.8);
  });

  it('pearson is signed, 1 with itself, and undefined without variation', () => {
    expect(pearson([1, 2, 3, 5], [2, 4, 6, 10])).toBeCloseTo(1, 12);
    expect(pearson([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(pearson([1, 2, 3, 4], [1, 3, 2, 5])).toBeCloseTo(0.8315218406, 9);
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNull();
  });

  it('MON-3 assets correlate over the hourly returns they share', () => {
    const scenario = Scenario.ready();
    for (let hour = 1; hour <= 10; hour += 1) {
      scenario.wait(HOUR_MS);
      const close = 100 + ((hour * 3) % 7);
      for (const symbol of [BTC, ETH]) {
        const openTime = scenario.at - HOUR_MS;
        scenario.feed({
          kind: 'candle_1h',
          at: scenario.at,
          symbol,
          openTime,
          open: close,
          high: close,
          low: close,
          close,
        });
      }
    }
    expect(assetCorrelation(scenario.state.hourlyCloses, 0, 1)).toBeCloseTo(1, 12);
    expect(assetCorrelation(scenario.state.hourlyCloses, 0, 2)).toBeNull();
  });
});

describe('edge percentiles', () => {
  it('are the raw edge below 20 signals, then the share of the last 200 at or below', () => {
    const history = createEdgeHistory();
    for (let i = 0; i < 19; i += 1) expect(addEdge(history, 0.3, T0, correlation)).toBe(0.3);
    expect(addEdge(history, 0.3, T0, correlation)).toBe(1);
    expect(addEdge(history, 0.2, T0, correlation)).toBe(1 / 21);
    for (let i = 0; i < 400; i += 1) addEdge(history, 0.9, T0, correlation);
    expect(addEdge(history, 0.5, T0, correlation)).toBe(1 / 200);
    expect(history.sorted.length).toBe(200);
    expect([...history.sorted].sort((a, b) => a - b)).toEqual(history.sorted);
  });

  it('average over the trailing 24 h', () => {
    const history = createEdgeHistory();
    addEdge(history, 0.2, T0, correlation);
    addEdge(history, 0.6, T0 + HOUR_MS, correlation);
    expect(meanPercentile(history, T0 + DAY_MS - 1, correlation)).toBeCloseTo(0.4, 12);
    expect(meanPercentile(history, T0 + DAY_MS, correlation)).toBeCloseTo(0.6, 12);
    expect(meanPercentile(history, T0 + 2 * DAY_MS, correlation)).toBe(-1);
  });
});

describe('cluster event', () => {
  /** Six long votes: A = 1; S1 has the lowest edge of all. */
  function cluster(): Scenario {
    const scenario = Scenario.ready();
    LONGS.forEach(([strategy, symbol, side]) => {
      scenario.signal({ strategy, symbol, side, paused: true, edge: strategy === S1 ? 0.1 : 0.5 });
    });
    expect(scenario.state.cluster.active).toBe(true);
    return scenario;
  }

  it('PB-C x0.60 in place of level 1 and guard, and only the best aligned signal after 2 s', () => {
    const scenario = cluster();
    expect(only(scenario.signal({ strategy: S3, symbol: BTC, edge: 0.6 }), 'decision')).toEqual([]);
    scenario.wait(500).signal({ strategy: S4, symbol: ETH, edge: 0.9 });
    scenario.wait(1_499).time();
    expect(only(scenario.outputs, 'decision').filter((each) => each.verdict === 'allowed')).toEqual(
      [],
    );
    const outputs = only(scenario.wait(1).time(), 'decision');
    expect(outputs.map((each) => [each.signal.strategy, each.verdict, each.reason])).toEqual([
      [S4, 'allowed', null],
      [S3, 'refused', 'CLUSTER_NOT_BEST'],
    ]);
    const best = scenario.record([outputs[0]!]);
    expect(best.multipliers.risk).toEqual({
      drawdown_recovery: 1,
      alignment: 1,
      correlation: 1,
      cluster: 0.6,
    });
    const lost = scenario.record([outputs[1]!]);
    expect(lost.checks.at(-1)).toMatchObject({
      check: 'cluster_best_edge',
      input: 0.6,
      limit: 0.9,
    });
    expect(lost.counterfactual.notionalWithoutCorrelation).toBeCloseTo(2_666.67, 1);
  });

  it('on equal edges the earlier signal wins, then the order of strategies', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S6, symbol: BTC, edge: 0.7 });
    scenario.signal({ strategy: S5, symbol: ETH, edge: 0.7 });
    const outputs = only(scenario.wait(2_000).time(), 'decision');
    expect(outputs[0]?.signal.strategy).toBe(S5);
  });

  it('PB-C at most one new position in 15 min, of any kind', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, symbol: ETH });
    scenario.wait(2_000).time();
    const short = { strategy: S3, symbol: BTC, side: 'short' } as const;
    scenario.wait(15 * MINUTE_MS - 1);
    expect(scenario.decide({ ...short, onset: false }).reason).toBe('CLUSTER_ENTRY_RATE');
    scenario.wait(1);
    expect(scenario.decide({ ...short, onset: false }).verdict).toBe('allowed');
  });

  it('refuses the strategy with the lowest mean edge percentile of the last 24 h', () => {
    const scenario = cluster();
    expect(scenario.decide({ strategy: S1, symbol: SOL, edge: 0.12 }).reason).toBe(
      'CLUSTER_WORST_STRATEGY',
    );
  });

  it('ends when A was below 0.80 for 30 min, not before, and starts over in between', () => {
    const scenario = cluster();
    const flip = (side: 'long' | 'short') =>
      votes(scenario, [
        [S1, BTC, side],
        [S2, BTC, side],
      ]);
    flip('short');
    expect(alignment(scenario).value).toBeCloseTo(4 / 6, 12);
    scenario.wait(29 * MINUTE_MS).time();
    flip('long');
    scenario.wait(MINUTE_MS);
    flip('short');
    scenario.wait(30 * MINUTE_MS - 1).time();
    expect(alignment(scenario).cluster).toBe(true);
    const outputs = scenario.wait(1).time();
    expect(alignment(scenario).cluster).toBe(false);
    expect(only(outputs, 'throttle').map((each) => [each.throttle, each.active])).toEqual([
      ['cluster', false],
    ]);
  });

  it('an undefined A during a cluster counts as below 0.80', () => {
    const scenario = cluster();
    scenario.wait(DAY_MS).time();
    expect(alignment(scenario)).toMatchObject({ value: null, cluster: true });
    scenario.wait(30 * MINUTE_MS).time();
    expect(alignment(scenario).cluster).toBe(false);
  });

  it('a retry is not held up by the limit of one entry in 15 min', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, symbol: ETH });
    const [admitted] = only(scenario.wait(2_000).time(), 'decision');
    const outputs = scenario.wait(180_000).end(admitted!.decision, { end: 'timed_out' });
    expect(scenario.record(outputs).verdict).toBe('allowed');
  });

  it('all seven strategies in one contest leave one order', () => {
    const scenario = cluster();
    for (const { id } of STRATEGIES) scenario.signal({ strategy: id, symbol: SOL, edge: 0.8 });
    const outputs = only(scenario.wait(2_000).time(), 'decision');
    expect(outputs.filter((each) => each.verdict === 'allowed').length).toBe(1);
  });
});
