import { describe, expect, it } from 'vitest';
import { BTC, ETH, S1, S2, S3, S4, S5, S6, S7, SOL } from '../../../tests/support/kernel-config.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import { MINUTE_MS } from '../../domain/time.ts';

const near = (value: number) => expect.closeTo(value, 8);

/** Six long votes on BTC and ETH: A = 1. S1 has the lowest edge, so it is the worst. */
function cluster(): Scenario {
  const scenario = Scenario.ready();
  [S1, S2, S3, S4, S5, S6].forEach((strategy, i) => {
    const edge = strategy === S1 ? 0.1 : 0.5;
    scenario.signal({ strategy, symbol: i % 2 === 0 ? BTC : ETH, paused: true, edge });
  });
  expect(scenario.state.cluster.active).toBe(true);
  return scenario;
}

describe('entries of a cluster event', () => {
  const short = { strategy: S3, side: 'short', onset: false } as const;
  it('PB-C a second one before 15 min is refused, with the time that has passed', () => {
    const scenario = cluster();
    scenario.decide({ ...short, strategy: S4 });
    const record = scenario.wait(15 * MINUTE_MS - 1).decide(short);
    expect([record.reason, record.checks.at(-1)]).toEqual([
      'CLUSTER_ENTRY_RATE',
      {
        check: 'cluster_entry_interval',
        outcome: 'deny',
        input: 899_999,
        limit: 900_000,
        unit: 'ms',
      },
    ]);
    // One of two positions of S3: 2,666.67.
    expect(record.counterfactual.notionalWithoutCorrelation).toBeCloseTo(8_000 / 3, 8);
    const later = scenario.wait(1).decide(short);
    expect(later.checks.find((each) => each.check === 'cluster_entry_interval')).toEqual({
      check: 'cluster_entry_interval',
      outcome: 'pass',
      input: 900_000,
      limit: 900_000,
      unit: 'ms',
    });
  });

  it('the first ever waits for nothing, also when an entry was admitted at the very beginning', () => {
    const scenario = cluster();
    const record = scenario.decide(short);
    expect(record.verdict).toBe('allowed');
    expect(record.checks.find((each) => each.check === 'cluster_entry_interval')).toMatchObject({
      input: null,
      note: 'does not apply to this entry',
    });
  });

  it('outside an event nothing waits', () => {
    const scenario = Scenario.ready();
    scenario.decide({ strategy: S4 });
    const record = scenario.decide();
    expect(record.verdict).toBe('allowed');
    expect(record.checks.find((each) => each.check === 'cluster_entry_interval')?.input).toBeNull();
  });

  it('PB-C a retry is not held up by the 15 min, and makes the next one wait', () => {
    const scenario = cluster();
    const first = scenario.decide({ ...short, strategy: S4 });
    scenario.wait(14 * MINUTE_MS);
    const again = scenario.record(scenario.end(first.decision, { end: 'timed_out' }));
    expect([again.verdict, again.retryOf]).toEqual(['allowed', first.decision]);
    expect(again.multipliers.risk['cluster']).toBe(0.6);
    expect(scenario.wait(MINUTE_MS).decide(short).checks.at(-1)).toMatchObject({ input: 60_000 });
  });

  it('PB-C the strategy with the lowest mean edge is refused, with its edge, against no limit', () => {
    const scenario = cluster();
    const record = scenario.decide({ strategy: S1, symbol: SOL, edge: 0.12 });
    expect([record.reason, record.checks.at(-1)]).toEqual([
      'CLUSTER_WORST_STRATEGY',
      {
        check: 'cluster_worst_strategy',
        outcome: 'deny',
        input: 0.12,
        limit: null,
        unit: 'percentile',
      },
    ]);
    // S1: 0.8 / 3 / 2 of R0 at a stop of 1.8 %: 1,400 x 0.13333 / 2 / 0.018.
    expect(record.counterfactual).toEqual({
      notionalWithoutCorrelation: near((1_400 * 0.4) / 3 / 2 / 0.018),
    });
    expect(scenario.decide({ strategy: S7, symbol: SOL, side: 'short' }).verdict).toBe('allowed');
  });

  it('PB-C a retry of that strategy is refused too; it was not ranked, so it has no figure', () => {
    const scenario = Scenario.ready();
    const first = scenario.decide({ strategy: S1, edge: 0.1, onset: false });
    for (const strategy of [S1, S2, S3, S4, S5, S6])
      scenario.signal({ strategy, symbol: strategy === S1 ? BTC : ETH, paused: true, edge: 0.5 });
    const record = scenario.record(scenario.end(first.decision, { end: 'timed_out' }));
    expect([record.reason, record.checks.at(-1)]).toEqual([
      'CLUSTER_WORST_STRATEGY',
      {
        check: 'cluster_worst_strategy',
        outcome: 'deny',
        input: null,
        limit: null,
        unit: 'percentile',
      },
    ]);
  });
});
