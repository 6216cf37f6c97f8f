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
  SOL,
} from '../../../tests/support/kernel-config.ts';
import { only, Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { KernelConfig } from '../../domain/config.ts';
import type { Side } from '../../domain/market.ts';
import type { Signal } from '../../domain/signal.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { KernelOutput } from '../events.ts';
import { nextWake } from '../kernel.ts';

const defaults = kernelConfig();

/** Six votes of one side on BTC and ETH: A = 1. S1 has the lowest edge, so it is the worst. */
function cluster(side: Side = 'long', overrides: Partial<KernelConfig> = {}): Scenario {
  const scenario = Scenario.ready(overrides);
  [S1, S2, S3, S4, S5, S6].forEach((strategy, i) => {
    const edge = strategy === S1 ? 0.1 : 0.5;
    scenario.signal({ strategy, symbol: i % 2 === 0 ? BTC : ETH, side, paused: true, edge });
  });
  expect(scenario.state.cluster.active).toBe(true);
  return scenario;
}

const verdicts = (outputs: readonly KernelOutput[]) =>
  only(outputs, 'decision').map((each) => [each.signal.strategy, each.reason ?? each.verdict]);

describe('a contest of a cluster event', () => {
  it('PB-C begins with the first aligned signal and ends 2 s later, however many follow', () => {
    const scenario = cluster();
    expect(scenario.signal({ strategy: S3, symbol: BTC, edge: 0.6 })).toEqual([]);
    const end = scenario.at + 2_000;
    expect(nextWake(scenario.state)).toBe(end);
    scenario.wait(1_999);
    expect(scenario.signal({ strategy: S4, symbol: ETH, edge: 0.7 })).toEqual([]);
    expect(nextWake(scenario.state)).toBe(end);
    expect(verdicts(scenario.wait(1).time())).toEqual([
      [S4, 'allowed'],
      [S3, 'CLUSTER_NOT_BEST'],
    ]);
    // The next one begins anew.
    scenario.wait(15 * MINUTE_MS).signal({ strategy: S5, symbol: SOL, edge: 0.6 });
    expect(nextWake(scenario.state)).toBe(scenario.at + 2_000);
    expect(verdicts(scenario.wait(2_000).time())).toEqual([[S5, 'allowed']]);
  });

  const ties: readonly {
    name: string;
    first: Partial<Signal>;
    wait?: number;
    second: Partial<Signal>;
    winner: Signal['strategy'];
  }[] = [
    {
      name: 'the higher edge, come last',
      first: { strategy: S3, edge: 0.6 },
      second: { strategy: S4, edge: 0.61 },
      winner: S4,
    },
    {
      name: 'the higher edge, come first',
      first: { strategy: S4, edge: 0.61 },
      second: { strategy: S3, edge: 0.6 },
      winner: S4,
    },
    {
      name: 'of equal edges the earlier signal, although it came later and its strategy is later',
      first: { strategy: S3, edge: 0.6 },
      second: { strategy: S4, edge: 0.6, at: -1 },
      winner: S4,
    },
    {
      name: 'of equal edges the earlier signal, come first',
      first: { strategy: S4, edge: 0.6, at: -1 },
      second: { strategy: S3, edge: 0.6 },
      winner: S4,
    },
    {
      name: 'of signals of one instant the one that came first',
      first: { strategy: S4, edge: 0.6, at: 0 },
      wait: 500,
      second: { strategy: S3, edge: 0.6, at: -500 },
      winner: S4,
    },
    {
      name: 'of all that equal the first strategy in order, come last',
      first: { strategy: S4, edge: 0.6 },
      second: { strategy: S3, edge: 0.6 },
      winner: S3,
    },
    {
      name: 'of all that equal the first strategy in order, come first',
      first: { strategy: S3, edge: 0.6 },
      second: { strategy: S4, edge: 0.6 },
      winner: S3,
    },
    {
      name: 'of one strategy’s equal signals the first',
      first: { strategy: S4, edge: 0.6, symbol: ETH },
      second: { strategy: S4, edge: 0.6, symbol: BTC },
      winner: S4,
    },
  ];
  it.each(ties)('PB-C admits $name', ({ first, wait = 0, second, winner }) => {
    const scenario = cluster();
    const at = (signal: Partial<Signal>) => ({ ...signal, at: scenario.at + (signal.at ?? 0) });
    scenario.signal(at(first));
    scenario.wait(wait).signal(at(second));
    const outputs = only(scenario.wait(2_000).time(), 'decision');
    const allowed = outputs.filter((each) => each.verdict === 'allowed');
    expect(allowed.map((each) => each.signal.strategy)).toEqual([winner]);
    expect(outputs[0]).toBe(allowed[0]);
    expect(allowed[0]?.signal.symbol).toBe(
      (winner === first.strategy ? first : second).symbol ?? BTC,
    );
    expect(outputs.length).toBe(2);
  });

  it('CHG-5 who lost reads its edge, the best one, and its size without throttling', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, edge: 0.9, symbol: ETH });
    scenario.signal({ strategy: S3, edge: 0.6 });
    const [, lost] = only(scenario.wait(2_000).time(), 'decision');
    const record = scenario.record([lost!]);
    expect(record.checks.at(-1)).toEqual({
      check: 'cluster_best_edge',
      outcome: 'deny',
      input: 0.6,
      limit: 0.9,
      unit: 'percentile',
    });
    expect(record.text).toBe(
      'refused CLUSTER_NOT_BEST: S3 long BTC/USDT:USDT, cluster_best_edge 0.6 against 0.9 percentile',
    );
    expect(record.reasonClass).toBe('deliberate');
    // 1,400 x 0.13333 / 2 / 0.035, without the 0.60 of the event.
    expect(record.counterfactual.notionalWithoutCorrelation).toBeCloseTo(8_000 / 3, 8);
    expect([record.size, record.bindingStep]).toEqual([[], null]);
    expect(record.alignment.cluster).toBe(true);
  });

  it('CHG-5 what a cap leaves is in the counterfactual too, never less than nothing', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, edge: 0.9, symbol: ETH });
    scenario.signal({ strategy: S3, edge: 0.6 });
    // BTC beyond its cap of 75,000, in the band.
    scenario.position(0.7525, { strategy: S6, stopPrice: 1e9 });
    const [, lost] = only(scenario.wait(2_000).time(), 'decision');
    expect(scenario.record([lost!]).counterfactual.notionalWithoutCorrelation).toBe(0);
  });

  it('the winner waited: its age is that at its arrival', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, edge: 0.9, at: scenario.at - 30_000 });
    const record = scenario.record(scenario.wait(2_000).time());
    expect(record.verdict).toBe('allowed');
    expect(record.checks[0]).toMatchObject({ input: 30_000, outcome: 'pass' });
    // S4 on BTC, stop 3 %: 1,400 x 0.13333 / 0.03 x 0.60 / 2 = 1,866.67 USDT: 18 lots of 100.01.
    expect(record.multipliers.risk['cluster']).toBe(0.6);
    expect(record.order?.quantity).toBe('0.018');
    expect(record.at).toBe(scenario.at);
  });

  it('takes 1,024 signals; a further one is refused at once', () => {
    const scenario = cluster();
    scenario.signal({ strategy: S4, symbol: SOL, edge: 0.5 });
    const { contenders } = scenario.state.cluster;
    while (contenders.length < 1_023) contenders.push(contenders[0]!);
    expect(scenario.signal({ strategy: S4, symbol: SOL, edge: 0.5 })).toEqual([]);
    const outputs = scenario.signal({ strategy: S5, symbol: SOL, edge: 0.9 });
    expect(verdicts(outputs)).toEqual([[S5, 'CLUSTER_NOT_BEST']]);
    const record = scenario.record(outputs);
    expect(record.checks.at(-1)).toMatchObject({ input: 0.9, limit: null });
    expect(record.text).toContain('cluster_best_edge 0.9 against none percentile');
    expect(contenders.length).toBe(1_024);
  });

  it('a signal that is refused anyway does not enter', () => {
    const scenario = cluster();
    expect(verdicts(scenario.signal({ strategy: S3, paused: true }))).toEqual([
      [S3, 'WORKER_PAUSED'],
    ]);
    expect(nextWake(scenario.state)).toBe(scenario.today + 24 * HOUR_MS);
  });
});

describe('who waits', () => {
  const cases: readonly {
    name: string;
    side: Side;
    when: Partial<Signal>;
    waits: boolean;
  }[] = [
    { name: 'a long with the long majority', side: 'long', when: { side: 'long' }, waits: true },
    { name: 'a short against it', side: 'long', when: { side: 'short' }, waits: false },
    {
      name: 'a short with the short majority',
      side: 'short',
      when: { side: 'short' },
      waits: true,
    },
    { name: 'a long against it', side: 'short', when: { side: 'long' }, waits: false },
  ];
  it.each(cases)('$name: $waits', ({ side, when, waits }) => {
    const scenario = cluster(side);
    const outputs = scenario.signal({ strategy: S3, onset: false, ...when });
    expect(verdicts(outputs)).toEqual(waits ? [] : [[S3, 'allowed']]);
  });

  it('nobody, when the votes are equal: the event holds on for its 30 min, without a majority', () => {
    const scenario = cluster();
    for (const strategy of [S1, S3, S5])
      scenario.signal({ strategy, symbol: BTC, side: 'short', paused: true });
    expect(verdicts(scenario.signal({ strategy: S4, symbol: SOL, onset: false }))).toEqual([
      [S4, 'allowed'],
    ]);
  });

  it('nobody on an asset that is not among the aligned ones', () => {
    const { alignmentAssets } = defaults.correlation;
    const correlation = { ...defaults.correlation, alignmentAssets: alignmentAssets.slice(0, 2) };
    const scenario = cluster('long', { correlation });
    const before = scenario.state.alignment.long;
    expect(verdicts(scenario.signal({ strategy: S4, symbol: SOL }))).toEqual([[S4, 'allowed']]);
    expect(scenario.state.alignment.long).toBe(before);
  });
});

describe('what a signal says of the market', () => {
  const cases = [
    { name: 'of this instant', at: 0, votes: 1 },
    { name: 'of exactly 30 s ago', at: -30_000, votes: 1 },
    { name: 'that is too late', at: -30_001, votes: 0 },
    { name: 'from the future', at: 1, votes: 0 },
  ];
  it.each(cases)('a signal $name: $votes vote(s), and as many edges', ({ at, votes }) => {
    const scenario = Scenario.ready().wait(60_000);
    const record = scenario.decide({ at: scenario.at + at });
    expect(record.alignment.votes).toBe(votes);
    expect(scenario.state.edges[2]!.recent.length).toBe(votes);
  });

  it('the clock is set for its vote to leave the window', () => {
    const correlation = { ...defaults.correlation, voteWindow: HOUR_MS };
    const scenario = Scenario.ready({ correlation });
    scenario.signal({ paused: true });
    expect(nextWake(scenario.state)).toBe(scenario.at + HOUR_MS);
    scenario.wait(1_000).signal({ strategy: S4, paused: true });
    expect(nextWake(scenario.state)).toBe(scenario.at - 1_000 + HOUR_MS);
  });

  it('what it changes is told before its own decision', () => {
    const scenario = Scenario.ready();
    [S1, S2, S3, S4, S5].forEach((strategy, i) => {
      scenario.signal({ strategy, symbol: i === 0 ? BTC : ETH, paused: true });
    });
    const outputs = scenario.signal({ strategy: S6, paused: true });
    expect(outputs.map((each) => each.kind)).toEqual(['throttle', 'throttle', 'decision']);
  });
});
