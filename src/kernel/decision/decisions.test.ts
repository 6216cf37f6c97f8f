import { describe, expect, it } from 'vitest';
import {
  BTC,
  ETH,
  kernelConfig,
  S1,
  S3,
  S4,
  S6,
  SOL,
} from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import { strategyId, symbolId } from '../../domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../domain/time.ts';
import { kernelReadings } from '../readings.ts';
import { kernelStatus } from '../status.ts';

const failed = (record: DecisionRecord) => {
  const last = record.checks.at(-1)!;
  return [record.reason, last.check, last.outcome];
};

describe('gate', () => {
  it('a closure moves the epoch, then the gate, then cancels; stale data cancels 5 s later', () => {
    const scenario = Scenario.ready();
    expect(scenario.close('operator_halt').map((output) => output.kind)).toEqual([
      'closure_opened',
      'gate',
      'cancel_entries',
      'risk_state',
    ]);
    expect(scenario.state.closures.epoch).toBe(2);
    expect(only(scenario.close('stale_data'), 'cancel_entries')[0]?.at).toBe(scenario.at + 5_000);
    expect(only(scenario.close('journal'), 'cancel_entries')[0]?.at).toBe(scenario.at);
  });

  it('HALT-1 refuses with the closure’s own reason and lists all that apply', () => {
    const scenario = Scenario.ready();
    scenario.close('operator_halt');
    scenario.close('reconciliation');
    const record = scenario.decide();
    expect(failed(record)).toEqual(['CLOSED_OPERATOR_HALT', 'closures', 'deny']);
    expect(record.closures.map((closure) => closure.cause)).toEqual([
      'operator_halt',
      'reconciliation',
    ]);
  });

  it('a closure covers its scope and nothing else', () => {
    const scenario = Scenario.ready();
    const scope = { strategy: S3, symbol: BTC };
    scenario.feed({
      kind: 'close',
      at: scenario.at,
      closure: {
        id: 'x',
        cause: 'infeasible',
        scope,
        since: scenario.at,
        until: null,
        reason: 'r',
      },
    });
    expect(scenario.decide().reason).toBe('CLOSED_INFEASIBLE');
    expect(scenario.decide({ symbol: ETH }).verdict).toBe('allowed');
    expect(scenario.decide({ strategy: S4 }).verdict).toBe('allowed');
  });

  it('a paused worker, a vetoed entry and a disabled strategy are refused deliberately', () => {
    const scenario = Scenario.ready();
    expect(scenario.decide({ paused: true }).reason).toBe('WORKER_PAUSED');
    expect(scenario.decide({ veto: 'holding' }).reason).toBe('ALREADY_IN_POSITION');
    expect(scenario.decide({ veto: 'cooldown' }).reason).toBe('STRATEGY_COOLDOWN');
    scenario.feed({
      kind: 'set_strategy_enabled',
      at: scenario.at,
      strategy: S3,
      enabled: false,
      actor: 'a',
      reason: 'r',
    });
    expect(scenario.decide().reason).toBe('STRATEGY_INACTIVE');
  });

  it('a strategy does not add to what it holds or has on the way', () => {
    const scenario = Scenario.ready();
    scenario.decide();
    expect(scenario.decide().reason).toBe('ALREADY_IN_POSITION');
    expect(scenario.decide({ side: 'short' }).reason).toBe('ALREADY_IN_POSITION');
  });
});

describe('timed-out entries', () => {
  it('are retried as new decisions at a refreshed price with 0.90 then 0.75, then fail for good', () => {
    const scenario = Scenario.ready();
    const first = scenario.decide();
    scenario.wait(180_000).book(BTC, 101_000);
    const second = scenario.record(scenario.end(first.decision, { end: 'timed_out' }));
    expect([second.retryOf, second.order?.attempt, second.order?.limitPrice]).toEqual([
      first.decision,
      1,
      '101010.1',
    ]);
    expect(second.multipliers.size['retry']).toBe(0.9);
    const third = scenario.record(
      scenario.wait(180_000).end(second.decision, { end: 'timed_out' }),
    );
    expect(third.multipliers.size['retry']).toBe(0.75);
    const outputs = scenario.wait(180_000).end(third.decision, { end: 'timed_out' });
    expect(only(outputs, 'decision')).toEqual([]);
    expect(only(outputs, 'notice')[0]?.code).toBe('ORDER_TIMEOUT_FAIL');
    expect(kernelStatus(scenario.state, scenario.at).rates.timeouts.samples).toBe(1);
  });

  it('are not retried after a guard failure, nor when something filled', () => {
    const scenario = Scenario.ready();
    const first = scenario.decide();
    scenario.book(BTC, 100_000, 50);
    const outputs = scenario.end(first.decision, { end: 'timed_out' });
    expect(scenario.record(outputs).reason).toBe('SPREAD_TOO_WIDE');
    expect(only(outputs, 'notice')[0]?.code).toBe('ORDER_TIMEOUT_FAIL');
    scenario.book();
    const other = scenario.decide({ strategy: S4 });
    const filled = scenario.end(other.decision, {
      end: 'timed_out',
      filledQuantity: 0.001,
      averagePrice: 100_010,
    });
    expect(only(filled, 'decision')).toEqual([]);
  });
});

describe('rates', () => {
  it('ALR-4 are insufficient below 20 samples, over the trailing hour', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 20; i += 1) {
      expect(kernelStatus(scenario.state, scenario.at).rates.fillRatio.value).toBeNull();
      scenario.book(BTC, 100_000 + i * 10);
      scenario.wait(7_000);
      scenario.end(
        scenario.decide().decision,
        i % 2 === 0 ? {} : { end: 'rejected', reason: 'VENUE_REJECT' },
      );
    }
    const { rejected, timeouts } = kernelStatus(scenario.state, scenario.at).rates;
    expect(rejected).toEqual({ value: 0.5, samples: 20 });
    expect(timeouts).toEqual({ value: 0, samples: 20 });
    expect(kernelStatus(scenario.state, scenario.at + HOUR_MS).rates.timeouts.samples).toBe(0);
  });

  it.each([
    ['100,000 samples', { minSamples: 100_000 }],
    ['a window of a minute', { rejectedWindow: 60_000 }],
    ['a window of a week', { rejectedWindow: 7 * DAY_MS }],
  ])(
    'RB-T1 the rejects that trigger a rollback are counted over half an hour from 20 samples on, whatever a configuration says: %s',
    (_name, rates) => {
      const scenario = Scenario.ready({ rates: { ...kernelConfig().rates, ...rates } });
      const watched = () => kernelReadings(scenario.state, scenario.at).rejectedWatched;
      const attempt = (index: number, end: object): void => {
        scenario.wait(70_000).book(BTC, 100_000 + index * 10);
        scenario.end(scenario.decide().decision, end);
      };
      for (let index = 0; index < 30; index += 1) attempt(index, {});
      expect(watched()).toEqual({ value: 0, samples: 26 });
      const rejected = { end: 'rejected', reason: 'VENUE_REJECT' };
      for (let index = 30; index < 56; index += 1) attempt(index, rejected);
      expect(watched()).toEqual({ value: 1, samples: 26 });
    },
  );

  it('ACC-4 deliberate refusals do not count, unexpected ones do', () => {
    const scenario = Scenario.ready();
    scenario.decide({ paused: true });
    scenario.book(BTC, 100_000, 50);
    scenario.decide();
    expect(kernelStatus(scenario.state, scenario.at).rates.rejected.samples).toBe(1);
    expect(kernelStatus(scenario.state, scenario.at).entries).toEqual({
      allowed: 0,
      refused: 2,
      byReason: { SPREAD_TOO_WIDE: 1, WORKER_PAUSED: 1 },
    });
  });
});

describe('slippage checks', () => {
  it('ALR-5 three checks in a row above the limit on one symbol and bucket give one notice', () => {
    const scenario = Scenario.ready();
    const check = (averagePrice: number) => {
      scenario.book(BTC, 100_000 + scenario.state.core.decision);
      const { decision } = scenario.decide();
      scenario.end(decision, { end: 'filled', filledQuantity: 0.02, averagePrice });
      scenario.position(0, { decision });
      return only(scenario.wait(15_000).time(), 'notice').map((notice) => notice.code);
    };
    expect(check(100_300)).toEqual([]);
    expect(check(100_300)).toEqual([]);
    expect(check(100_300)).toEqual(['SLIPPAGE_HIGH']);
    expect(check(100_300)).toEqual([]);
    expect(check(100_050)).toEqual(['SLIPPAGE_NORMAL']);
  });
});

describe('bad signals', () => {
  const cases = [
    ['SIGNAL_INVALID', { edge: Number.NaN }],
    ['SIGNAL_INVALID', { edge: 1.0001 }],
    ['SIGNAL_INVALID', { edge: -0.1 }],
    ['SIGNAL_INVALID', { stopDistance: 0 }],
    ['SIGNAL_INVALID', { stopDistance: Number.POSITIVE_INFINITY }],
    ['SIGNAL_INVALID', { referencePrice: -1 }],
    ['SIGNAL_INVALID', { requestedNotional: 1e300 }],
    ['SIGNAL_INVALID', { capitalMultiplier: 0 }],
    ['SIGNAL_INVALID', { id: '' }],
    ['UNKNOWN_STRATEGY', { strategy: strategyId('S9') }],
    ['UNKNOWN_SYMBOL', { symbol: symbolId('XYZ/USDT:USDT') }],
  ] as const;
  it.each(cases)('%s %o is refused as input', (code, more) => {
    const scenario = Scenario.ready();
    scenario.decide({ id: 'seen', symbol: SOL });
    const outputs = scenario.feed({
      kind: 'signal',
      at: scenario.at,
      signal: { ...only(scenario.outputs, 'decision')[0]!.signal, id: 'new', ...more },
    });
    expect(outputs.map((output) => [output.kind, 'code' in output && output.code])).toEqual([
      ['rejected_input', code],
    ]);
  });

  it('a duplicate id, and a signal from the past or the future', () => {
    const scenario = Scenario.ready();
    scenario.decide({ id: 'once' });
    expect(only(scenario.signal({ id: 'once' }), 'rejected_input')[0]?.code).toBe(
      'SIGNAL_DUPLICATE',
    );
    expect(scenario.decide({ symbol: ETH, at: scenario.at + 1 }).reason).toBe('SIGNAL_OUT_OF_TIME');
    const late = scenario.decide({ symbol: ETH, at: scenario.at - 30_001 });
    expect(failed(late)).toEqual(['SIGNAL_OUT_OF_TIME', 'signal_age', 'deny']);
    expect(scenario.decide({ symbol: ETH, at: scenario.at - 30_000 }).verdict).toBe('allowed');
  });

  it('time running backwards or leaping a year is refused', () => {
    const scenario = Scenario.ready();
    const code = (at: number) =>
      only(scenario.feed({ kind: 'time', at }), 'rejected_input')[0]?.code;
    expect(code(T0 - 1)).toBe('TIME_BACKWARDS');
    expect(code(T0 + 400 * DAY_MS)).toBe('TIME_JUMP');
    expect(code(Number.NaN)).toBe('TIME_INVALID');
    expect(code(T0)).toBeUndefined();
  });

  it('each strategy of a bucket has its own limits: S6 on a wide book that S1 refuses', () => {
    const scenario = Scenario.ready();
    scenario.book(BTC, 100_000, 12);
    expect(scenario.decide({ strategy: S1 }).reason).toBe('SPREAD_TOO_WIDE');
    expect(scenario.decide({ strategy: S6 }).verdict).toBe('allowed');
  });
});
