import { describe, expect, it } from 'vitest';
import { BTC, S1, S3 } from '../../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { type Garbled, NO_NUMBERS, refusalOf } from '../../../tests/support/refusals.ts';
import { EXTERNAL } from '../../domain/ids.ts';
import type { KernelEvent } from '../events.ts';
import { stateTexts } from '../snapshot.ts';

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;
interface Case<K extends KernelEvent['kind']> {
  readonly name: string;
  readonly when: Garbled<Of<K>>;
  readonly expected: string | null;
}

const mark: Of<'equity'> = {
  kind: 'equity',
  at: T0,
  equity: 100_000,
  walletBalance: 100_000,
  transfers: 0,
  quality: 'good',
  strategyPnl: { [S1]: 1, [S3]: -1 },
};

const marks: readonly Case<'equity'>[] = [
  { name: 'sound figures', when: {}, expected: null },
  { name: 'nothing left', when: { equity: 0 }, expected: null },
  { name: 'more lost than there was', when: { equity: -5 }, expected: null },
  { name: 'the largest wallet', when: { walletBalance: 1e15 }, expected: null },
  { name: 'the largest debt', when: { walletBalance: -1e15 }, expected: null },
  { name: 'an absurd equity', when: { equity: 1.1e15 }, expected: 'EQUITY_INVALID' },
  { name: 'an absurd debt', when: { equity: -1.1e15 }, expected: 'EQUITY_INVALID' },
  { name: 'an absurd wallet', when: { walletBalance: 1.1e15 }, expected: 'EQUITY_INVALID' },
  { name: 'absurd transfers', when: { transfers: -1.1e15 }, expected: 'EQUITY_INVALID' },
  { name: 'a stale quality', when: { quality: 'stale' }, expected: null },
  { name: 'an implausible quality', when: { quality: 'implausible' }, expected: null },
  { name: 'an unknown quality', when: { quality: 'fine' }, expected: 'EQUITY_INVALID' },
  { name: 'no quality', when: { quality: undefined }, expected: 'EQUITY_INVALID' },
  { name: 'no PnL by strategy', when: { strategyPnl: null }, expected: 'EQUITY_INVALID' },
  { name: 'PnL as a text', when: { strategyPnl: 'S1: 1' }, expected: 'EQUITY_INVALID' },
  { name: 'PnL of some strategies', when: { strategyPnl: { [S1]: 1 } }, expected: null },
  { name: 'PnL of a strategy that left', when: { strategyPnl: { S9: 1 } }, expected: null },
  ...NO_NUMBERS.flatMap((value): Case<'equity'>[] => [
    ...(['equity', 'walletBalance', 'transfers'] as const).map((field) => ({
      name: `${field} ${String(value)}`,
      when: { [field]: value },
      expected: 'EQUITY_INVALID',
    })),
    {
      name: `S3's PnL ${String(value)}`,
      when: { strategyPnl: { [S3]: value } },
      expected: value === undefined ? null : 'EQUITY_INVALID',
    },
  ]),
];

describe('equity marks', () => {
  it.each(marks)('AUD-2 with $name: $expected', ({ when, expected }) => {
    expect(refusalOf(Scenario.ready(), { ...mark, ...when })).toBe(expected);
  });

  it('AUD-2 the largest account there is: 1e15 USDT, all of it paid in', () => {
    const largest = { ...mark, equity: 1e15, walletBalance: 1e15, transfers: 1e15 };
    expect(refusalOf(new Scenario(), largest)).toBeNull();
  });

  it('ALR-1 a mark from the past changes no breaker, whatever it says', () => {
    const scenario = Scenario.ready();
    const late = { ...mark, at: T0 - 1, equity: 1, walletBalance: 1 };
    const before = stateTexts(scenario.state);
    expect(refusalOf(scenario, late)).toBe('TIME_BACKWARDS');
    const after = stateTexts(scenario.state);
    for (const name of ['daily', 'drawdown', 'equity', 'closures']) {
      expect(after[name]).toBe(before[name]);
    }
  });

  it('ALR-2 an account that multiplies a billion times without a transfer is no account', () => {
    const scenario = new Scenario();
    expect(refusalOf(scenario, { ...mark, equity: 0.0001 })).toBeNull();
    // 1e5 / 1e-4 = 1e9 times the first mark: just allowed, and either sign.
    expect(refusalOf(scenario, { ...mark, equity: 100_000 })).toBeNull();
    expect(refusalOf(scenario, { ...mark, equity: 100_001 })).toBe('EQUITY_INVALID');
    expect(refusalOf(scenario, { ...mark, equity: -100_001 })).toBe('EQUITY_INVALID');
    const paidIn = { ...mark, equity: 100_000 + 1e9, transfers: 1e9 };
    expect(refusalOf(scenario, paidIn)).toBeNull();
  });
});

const trade: Of<'trade_closed'> = {
  kind: 'trade_closed',
  at: T0,
  strategy: S3,
  symbol: BTC,
  side: 'long',
  netPnl: -10,
};

const trades: readonly Case<'trade_closed'>[] = [
  { name: 'a loss', when: {}, expected: null },
  { name: 'a short', when: { side: 'short' }, expected: null },
  { name: 'a trade of nobody here', when: { strategy: EXTERNAL }, expected: null },
  { name: 'an unknown strategy', when: { strategy: 'S9' }, expected: 'UNKNOWN_STRATEGY' },
  { name: 'an unknown symbol', when: { symbol: 'XYZ' }, expected: 'UNKNOWN_SYMBOL' },
  { name: 'no side', when: { side: undefined }, expected: 'TRADE_INVALID' },
  { name: 'an absurd win', when: { netPnl: 1.1e15 }, expected: 'TRADE_INVALID' },
  ...NO_NUMBERS.map((netPnl) => ({
    name: `PnL ${String(netPnl)}`,
    when: { netPnl },
    expected: 'TRADE_INVALID',
  })),
];

describe('closed trades', () => {
  it.each(trades)('AUD-2 with $name: $expected', ({ when, expected }) => {
    expect(refusalOf(Scenario.ready(), { ...trade, ...when })).toBe(expected);
  });
});

/** Of the order that is open as decision 1: 0.026 BTC at 100,010. */
const ended: Of<'entry_ended'> = {
  kind: 'entry_ended',
  at: T0,
  decision: 1,
  end: 'filled',
  reason: null,
  filledQuantity: 0.026,
  averagePrice: 100_000,
};

const ends: readonly Case<'entry_ended'>[] = [
  { name: 'a fill of the order', when: {}, expected: null },
  { name: 'no fill and no price', when: { filledQuantity: 0, averagePrice: 0 }, expected: null },
  { name: 'no fill at an old price', when: { filledQuantity: 0, averagePrice: 1 }, expected: null },
  { name: 'a fill without price', when: { averagePrice: 0 }, expected: 'FILL_INVALID' },
  {
    name: 'a fill without price of an unknown decision',
    when: { decision: 99, averagePrice: 0 },
    expected: 'FILL_INVALID',
  },
  { name: 'a negative fill', when: { filledQuantity: -0.01 }, expected: 'FILL_INVALID' },
  { name: 'a negative price', when: { averagePrice: -1 }, expected: 'FILL_INVALID' },
  {
    name: 'no fill at a negative price',
    when: { filledQuantity: 0, averagePrice: -1 },
    expected: 'FILL_INVALID',
  },
  { name: 'ten times the order', when: { filledQuantity: 0.26 }, expected: null },
  { name: 'more than ten times', when: { filledQuantity: 0.2601 }, expected: 'FILL_INVALID' },
  { name: 'a tenth of its price', when: { averagePrice: 10_001 }, expected: null },
  { name: 'less than a tenth', when: { averagePrice: 10_000 }, expected: 'FILL_INVALID' },
  { name: 'ten times its price', when: { averagePrice: 1_000_100 }, expected: null },
  {
    name: 'more than ten times its price',
    when: { averagePrice: 1_000_101 },
    expected: 'FILL_INVALID',
  },
  { name: 'an unknown decision', when: { decision: 99 }, expected: 'UNKNOWN_DECISION' },
  {
    name: 'a fill of an unknown decision',
    when: { decision: 99, averagePrice: 5 },
    expected: 'UNKNOWN_DECISION',
  },
  { name: 'a negative decision', when: { decision: -1 }, expected: 'FILL_INVALID' },
  { name: 'an unknown end', when: { end: 'lost' }, expected: 'FILL_INVALID' },
  { name: 'no end', when: { end: undefined }, expected: 'FILL_INVALID' },
  { name: 'a known reason', when: { end: 'rejected', reason: 'VENUE_REJECT' }, expected: null },
  { name: 'an unknown reason', when: { end: 'rejected', reason: 'WHY' }, expected: 'FILL_INVALID' },
  { name: 'a reason every object has', when: { reason: 'constructor' }, expected: 'FILL_INVALID' },
  ...NO_NUMBERS.flatMap((value): Case<'entry_ended'>[] =>
    (['decision', 'filledQuantity', 'averagePrice'] as const).map((field) => ({
      name: `${field} ${String(value)}`,
      when: { [field]: value },
      expected: 'FILL_INVALID',
    })),
  ),
  ...NO_NUMBERS.map((averagePrice) => ({
    name: `no fill at ${String(averagePrice)}`,
    when: { filledQuantity: 0, averagePrice },
    expected: 'FILL_INVALID',
  })),
];

describe('fills', () => {
  const withEntry = (): Scenario => {
    const scenario = Scenario.ready();
    const { order } = scenario.decide();
    expect([order?.decision, order?.quantity, order?.limitPrice]).toEqual([1, '0.026', '100010']);
    return scenario;
  };

  it.each(ends)('AUD-2 an end with $name: $expected', ({ when, expected }) => {
    expect(refusalOf(withEntry(), { ...ended, ...when })).toBe(expected);
  });

  it('AUD-2 progress is held to the same figures, and has no end', () => {
    const scenario = withEntry();
    const progress = { ...ended, kind: 'entry_progress', end: undefined, reason: undefined };
    expect(refusalOf(scenario, { ...progress, filledQuantity: 0.27 })).toBe('FILL_INVALID');
    expect(refusalOf(scenario, { ...progress, decision: 2 })).toBe('UNKNOWN_DECISION');
    expect(refusalOf(scenario, progress)).toBeNull();
  });

  it('AUD-2 an entry ends once: the same news again is refused', () => {
    const scenario = withEntry();
    expect(refusalOf(scenario, { ...ended, end: 'cancelled', filledQuantity: 0 })).toBeNull();
    expect(refusalOf(scenario, ended)).toBe('UNKNOWN_DECISION');
  });
});

const position: Of<'position'> = {
  kind: 'position',
  at: T0,
  strategy: S3,
  symbol: BTC,
  side: 'long',
  decision: 0,
  quantity: 0.01,
  entryPrice: 100_000,
  stopPrice: 96_500,
};

const positions: readonly Case<'position'>[] = [
  { name: 'sound figures', when: {}, expected: null },
  { name: 'a short', when: { side: 'short', stopPrice: 103_000 }, expected: null },
  { name: 'nobody here as owner', when: { strategy: EXTERNAL }, expected: null },
  { name: 'an unknown strategy', when: { strategy: 'S9' }, expected: 'UNKNOWN_STRATEGY' },
  { name: 'an unknown symbol', when: { symbol: 'XYZ' }, expected: 'UNKNOWN_SYMBOL' },
  { name: 'no side', when: { side: 'both' }, expected: 'POSITION_INVALID' },
  { name: 'no stop yet', when: { stopPrice: null }, expected: null },
  { name: 'a stop at zero', when: { stopPrice: 0 }, expected: 'POSITION_INVALID' },
  { name: 'a negative stop', when: { stopPrice: -1 }, expected: 'POSITION_INVALID' },
  { name: 'a stop that is missing', when: { stopPrice: undefined }, expected: 'POSITION_INVALID' },
  { name: 'nothing left', when: { quantity: 0 }, expected: null },
  { name: 'nothing left and no price', when: { quantity: 0, entryPrice: null }, expected: null },
  { name: 'a negative quantity', when: { quantity: -0.01 }, expected: 'POSITION_INVALID' },
  { name: 'an entry at zero', when: { entryPrice: 0 }, expected: 'POSITION_INVALID' },
  { name: 'a trillion at entry', when: { quantity: 1e7 }, expected: null },
  { name: 'more than a trillion', when: { quantity: 1.01e7 }, expected: 'POSITION_INVALID' },
  { name: 'the largest quantity', when: { quantity: 1e15, entryPrice: 1e-9 }, expected: null },
  {
    name: 'more than the largest',
    when: { quantity: 1.1e15, entryPrice: 1e-9 },
    expected: 'POSITION_INVALID',
  },
  { name: 'a negative decision', when: { decision: -1 }, expected: 'POSITION_INVALID' },
  { name: 'half a decision', when: { decision: 0.5 }, expected: 'POSITION_INVALID' },
  ...NO_NUMBERS.flatMap((value): Case<'position'>[] =>
    (['decision', 'quantity', 'entryPrice', 'stopPrice'] as const).map((field) => ({
      name: `${field} ${String(value)}`,
      when: { [field]: value },
      expected: field === 'stopPrice' && value === null ? null : 'POSITION_INVALID',
    })),
  ),
];

describe('positions', () => {
  it.each(positions)('OPS-2 with $name: $expected', ({ when, expected }) => {
    expect(refusalOf(Scenario.ready(), { ...position, ...when })).toBe(expected);
  });
});
