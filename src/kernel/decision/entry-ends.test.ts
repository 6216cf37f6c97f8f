import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S3, S4 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import type { EntryEnd } from '../../domain/execution.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { nextWake } from '../kernel.ts';
import { kernelStatus } from '../status.ts';

const defaults = kernelConfig();
/** One sample is enough to read a rate. */
const ready = () => Scenario.ready({ rates: { ...defaults.rates, minSamples: 1 } });
const ratesOf = (scenario: Scenario) => kernelStatus(scenario.state, scenario.at).rates;
const codes = (outputs: Parameters<typeof only>[0]) =>
  only(outputs, 'rejected_input').map(({ event, code, text }) => [event, code, text]);
const near = (value: number) => expect.closeTo(value, 8);

/** S3's first entry on BTC: 0.026 at 100,010, mid 100,000. */
const QUANTITY = 0.026;

describe('rates are recorded where an attempt ends', () => {
  const none = { value: null, samples: 0 };
  const good = { value: 0, samples: 1 };
  const bad = { value: 1, samples: 1 };
  const cases: readonly {
    end: EntryEnd;
    reason: ReasonCode | null;
    filled?: number;
    rejected: object;
    timeouts: object;
    fillRatio: object;
  }[] = [
    { end: 'cancelled', reason: null, rejected: good, timeouts: good, fillRatio: good },
    // Cancelled by a closure: it was not refused, it ended.
    { end: 'cancelled', reason: 'GATE_CLOSED', rejected: good, timeouts: good, fillRatio: good },
    {
      end: 'filled',
      reason: null,
      filled: QUANTITY,
      rejected: good,
      timeouts: good,
      fillRatio: bad,
    },
    {
      end: 'partially_filled',
      reason: null,
      filled: QUANTITY / 2,
      rejected: good,
      timeouts: good,
      fillRatio: { value: 0.5, samples: 1 },
    },
    // More than was ordered is not more than all of it.
    {
      end: 'filled',
      reason: null,
      filled: QUANTITY * 2,
      rejected: good,
      timeouts: good,
      fillRatio: bad,
    },
    // Something filled: no timeout, and no retry.
    {
      end: 'timed_out',
      reason: null,
      filled: QUANTITY / 2,
      rejected: good,
      timeouts: good,
      fillRatio: { value: 0.5, samples: 1 },
    },
    { end: 'rejected', reason: 'VENUE_REJECT', rejected: bad, timeouts: good, fillRatio: good },
    { end: 'rejected', reason: null, rejected: bad, timeouts: good, fillRatio: good },
    { end: 'rejected', reason: 'GATE_CLOSED', rejected: none, timeouts: good, fillRatio: good },
    // Never sent: it is no order that ended.
    { end: 'refused', reason: 'GATE_EPOCH', rejected: none, timeouts: none, fillRatio: none },
    { end: 'refused', reason: 'DECISION_EXPIRED', rejected: bad, timeouts: none, fillRatio: none },
    { end: 'refused', reason: null, rejected: bad, timeouts: none, fillRatio: none },
  ];
  it.each(cases)('MON-5 $end ($reason)', ({ end, reason, filled = 0, ...expected }) => {
    const scenario = ready();
    const { decision } = scenario.decide();
    const averagePrice = filled > 0 ? 100_010 : 0;
    scenario.end(decision, { end, reason, filledQuantity: filled, averagePrice });
    const { rejected, timeouts, fillRatio } = ratesOf(scenario);
    expect({ rejected, timeouts, fillRatio }).toEqual(expected);
  });

  it('MON-5 a timeout that is given up counts once, however often it was retried', () => {
    const scenario = ready();
    for (let decision = 1; decision <= 3; decision += 1) {
      if (decision === 1) scenario.decide();
      scenario.wait(180_000).end(decision, { end: 'timed_out' });
    }
    expect(ratesOf(scenario)).toMatchObject({
      rejected: { value: 0, samples: 1 },
      timeouts: { value: 1, samples: 1 },
      // Three orders were submitted.
      fillRatio: { value: 0, samples: 3 },
    });
  });

  it('ALR-4 a retry refused unexpectedly is one attempt: one timeout, and one unexpected refusal', () => {
    const scenario = ready();
    scenario.decide();
    scenario.book(BTC, 100_000, 50);
    const outputs = scenario.end(1, { end: 'timed_out' });
    expect(scenario.record(outputs).reason).toBe('SPREAD_TOO_WIDE');
    expect(ratesOf(scenario)).toMatchObject({
      rejected: { value: 1, samples: 1 },
      timeouts: { value: 1, samples: 1 },
    });
  });

  it('ALR-4 a retry refused deliberately is one attempt: one timeout, no refusal', () => {
    const scenario = ready();
    scenario.decide();
    scenario.close('operator_halt');
    const outputs = scenario.end(1, { end: 'timed_out' });
    expect(scenario.record(outputs).reason).toBe('CLOSED_OPERATOR_HALT');
    expect(ratesOf(scenario)).toMatchObject({
      rejected: { value: 0, samples: 1 },
      timeouts: { value: 1, samples: 1 },
    });
  });

  it('the rejected order rate looks back 30 min, the others an hour', () => {
    const scenario = ready();
    const fill = { filledQuantity: QUANTITY, averagePrice: 100_010 };
    scenario.end(scenario.decide().decision, { end: 'filled', ...fill });
    const samples = (after: number) => {
      const { rejected, timeouts, fillRatio } = kernelStatus(
        scenario.state,
        scenario.at + after,
      ).rates;
      return [rejected.samples, timeouts.samples, fillRatio.samples];
    };
    expect(samples(30 * MINUTE_MS - 1)).toEqual([1, 1, 1]);
    expect(samples(30 * MINUTE_MS)).toEqual([0, 1, 1]);
    expect(samples(60 * MINUTE_MS)).toEqual([0, 0, 0]);
  });

  it('MON-5 fill ratio and slippage weigh by notional, worse than mid is positive on either side', () => {
    const scenario = ready();
    scenario.decide();
    scenario.decide({ strategy: S4, side: 'short', stopDistance: 0.035 });
    // Long 0.026 at 100,010, half filled at 100,050: 5 bps of mid worse.
    scenario.end(1, { end: 'partially_filled', filledQuantity: 0.013, averagePrice: 100_050 });
    expect(ratesOf(scenario).slippageBps).toEqual({ value: near(5), samples: 1 });
    // Short 0.026 at 99,990, all filled at 99,980: 2 bps worse.
    scenario.end(2, { end: 'filled', filledQuantity: 0.026, averagePrice: 99_980 });
    const long = 0.013 * 100_010;
    const short = 0.026 * 99_990;
    expect(ratesOf(scenario)).toMatchObject({
      slippageBps: { value: near((5 * long + 2 * short) / (long + short)), samples: 2 },
      fillRatio: { value: near((long + short) / (2 * long + short)), samples: 2 },
    });
  });

  const unpriced = [
    { name: 'a fill without a price', filledQuantity: 0.01, averagePrice: 0 },
    { name: 'a price without a fill', filledQuantity: 0, averagePrice: 100_050 },
  ];
  it.each(unpriced)('$name says nothing of slippage', ({ name: _name, ...fill }) => {
    const scenario = ready();
    scenario.end(scenario.decide().decision, fill);
    expect(ratesOf(scenario).slippageBps).toEqual({ value: null, samples: 0 });
  });

  it('ALR-5 a fill better than mid is a gain', () => {
    const scenario = ready();
    scenario.decide({ side: 'short' });
    scenario.end(1, { end: 'filled', filledQuantity: 0.026, averagePrice: 100_010 });
    expect(ratesOf(scenario).slippageBps.value).toBeCloseTo(-1, 8);
  });
});

describe('timed-out entries', () => {
  it('are retried at a refreshed price with 0.90, then 0.75 of the size, then recorded as failed', () => {
    const scenario = ready();
    // 2,666.67 x 0.90 = 2,400 at 110,011: 21 lots; x 0.75 = 2,000 at 50,005: 39 lots.
    scenario.decide();
    scenario.wait(180_000).book(BTC, 110_000);
    const second = scenario.record(scenario.end(1, { end: 'timed_out' }));
    expect(second.order).toMatchObject({
      decision: 2,
      attempt: 1,
      limitPrice: '110011',
      quantity: '0.021',
      referencePrice: 110_000,
      decidedAt: scenario.at,
      expiresAt: scenario.at + 5_000,
    });
    expect([second.retryOf, second.multipliers.size['retry']]).toEqual([1, 0.9]);
    // A retry is never too late: its signal is three minutes old.
    expect(second.checks[0]).toEqual({
      check: 'signal_age',
      outcome: 'pass',
      input: null,
      limit: null,
      unit: 'ms',
      note: 'does not apply to this entry',
    });
    scenario.wait(180_000).book(BTC, 50_000);
    const third = scenario.record(scenario.end(2, { end: 'timed_out' }));
    expect(third.order).toMatchObject({ decision: 3, attempt: 2, quantity: '0.039' });
    expect([third.retryOf, third.multipliers.size['retry']]).toEqual([2, 0.75]);
    const outputs = scenario.wait(180_000).end(3, { end: 'timed_out' });
    expect(outputs).toEqual([
      {
        kind: 'notice',
        at: scenario.at,
        severity: 'warning',
        code: 'ORDER_TIMEOUT_FAIL',
        text: 'ORDER_TIMEOUT_FAIL: signal-1 was not filled in 3 attempt(s)',
      },
    ]);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.open).toBe(0);
  });

  it('are given up when the retry is refused, and say after how many attempts', () => {
    const scenario = ready();
    scenario.decide();
    scenario.close('operator_halt');
    const [notice] = only(scenario.end(1, { end: 'timed_out' }), 'notice');
    expect(notice?.text).toBe('ORDER_TIMEOUT_FAIL: signal-1 was not filled in 1 attempt(s)');
  });

  it('are not given up while a retry is on the way', () => {
    const scenario = ready();
    scenario.decide();
    const outputs = scenario.end(1, { end: 'timed_out' });
    expect(outputs.map((each) => each.kind)).toEqual(['decision']);
    expect(ratesOf(scenario).timeouts.samples).toBe(0);
  });

  const filled = [
    { name: 'when progress told of a fill', progress: 0.01, end: 0 },
    { name: 'when the end tells of a fill', progress: 0, end: 0.01 },
  ];
  it.each(filled)('are not retried $name', ({ progress, end }) => {
    const scenario = ready();
    const { decision } = scenario.decide();
    const at = { at: scenario.at, averagePrice: 100_010 };
    scenario.feed({ kind: 'entry_progress', ...at, decision, filledQuantity: progress });
    scenario.feed({ kind: 'entry_progress', ...at, decision, filledQuantity: 0 });
    const averagePrice = end > 0 ? 100_010 : 0;
    const ended = { end: 'timed_out', filledQuantity: end, averagePrice } as const;
    expect(scenario.end(decision, ended)).toEqual([]);
    // What was filled is still expected as a position.
    expect([...scenario.state.holdings.entries.values()].map((each) => each.waitsUntil)).toEqual([
      T0 + MINUTE_MS,
    ]);
    expect(kernelStatus(scenario.state, scenario.at).exposure.total.notional).toBeCloseTo(
      (0.01 * 100_010) / 250_000,
      12,
    );
  });

  it('other ends are never retried', () => {
    const scenario = ready();
    scenario.decide();
    expect(scenario.end(1, { end: 'cancelled' })).toEqual([]);
    scenario.book(BTC, 100_100);
    scenario.decide();
    expect(scenario.end(2, { end: 'rejected', reason: 'VENUE_REJECT' })).toEqual([]);
  });
});

describe('ends of nothing', () => {
  it('an entry that is not open is refused as input', () => {
    const scenario = ready();
    const at = { at: scenario.at, decision: 7, filledQuantity: 0, averagePrice: 0 };
    expect(codes(scenario.feed({ kind: 'entry_progress', ...at }))).toEqual([
      ['entry_progress', 'UNKNOWN_DECISION', 'no open entry of decision 7'],
    ]);
    expect(codes(scenario.end(7))).toEqual([
      ['entry_ended', 'UNKNOWN_DECISION', 'no open entry of decision 7'],
    ]);
    expect(ratesOf(scenario).timeouts.samples).toBe(0);
  });

  it('an entry that ended already, its fill waiting for a position, ends once', () => {
    const scenario = ready();
    scenario.decide();
    scenario.end(1, { end: 'filled', filledQuantity: 0.026, averagePrice: 100_010 });
    expect(codes(scenario.end(1)).map((each) => each[1])).toEqual(['UNKNOWN_DECISION']);
    expect(ratesOf(scenario).fillRatio).toEqual({ value: 1, samples: 1 });
  });

  it('an entry without a fill wakes nobody', () => {
    const scenario = ready();
    scenario.decide();
    const before = nextWake(scenario.state);
    scenario.end(1);
    expect(nextWake(scenario.state)).toBe(before);
  });

  it('what was decided counts once, allowed or refused, under its reason', () => {
    const scenario = ready();
    scenario.decide({ paused: true });
    scenario.decide({ paused: true });
    scenario.decide({ veto: 'cooldown' });
    scenario.decide();
    scenario.decide({ strategy: S4, symbol: ETH });
    expect(kernelStatus(scenario.state, scenario.at).entries).toEqual({
      allowed: 2,
      refused: 3,
      byReason: { STRATEGY_COOLDOWN: 1, WORKER_PAUSED: 2 },
    });
    expect(scenario.decide({ strategy: S3 }).decision).toBe(6);
    // Deliberate refusals are in no rate; nothing has ended yet.
    expect(ratesOf(scenario).rejected.samples).toBe(0);
  });
});
