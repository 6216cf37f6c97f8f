import { describe, expect, it } from 'vitest';
import { BTC, ETH } from '../../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { type Garbled, NO_NUMBERS, refusalOf } from '../../../tests/support/refusals.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import type { KernelEvent } from '../events.ts';
import { stateTexts } from '../snapshot.ts';

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;
interface Case<K extends KernelEvent['kind']> {
  readonly name: string;
  readonly when: Garbled<Of<K>>;
  readonly expected: string | null;
}

const book: Of<'book'> = {
  kind: 'book',
  at: T0,
  symbol: BTC,
  mark: 100,
  bids: [99, 1, 98, 2],
  asks: [101, 1, 102, 2],
};

/** 5,000 levels are allowed: prices one apart from 100,000 on. */
const deep = (levels: number): number[] =>
  Array.from({ length: 2 * levels }, (_, i) => (i % 2 === 0 ? 100_000 + i : 1));

const books: readonly Case<'book'>[] = [
  { name: 'a sound book', when: {}, expected: null },
  { name: 'an unknown symbol', when: { symbol: 'XYZ' }, expected: 'UNKNOWN_SYMBOL' },
  { name: 'a mark of zero', when: { mark: 0 }, expected: 'BOOK_INVALID' },
  { name: 'a negative mark', when: { mark: -1 }, expected: 'BOOK_INVALID' },
  { name: 'a mark of a billion', when: { mark: 1e9 }, expected: null },
  { name: 'a mark beyond it', when: { mark: 1.1e9 }, expected: 'BOOK_INVALID' },
  { name: 'a mark of a billionth', when: { mark: 1e-9 }, expected: null },
  { name: 'a mark below it', when: { mark: 9e-10 }, expected: 'BOOK_INVALID' },
  { name: 'bids that are no list', when: { bids: '99,1' }, expected: 'BOOK_INVALID' },
  { name: 'asks that are no list', when: { asks: null }, expected: 'BOOK_INVALID' },
  { name: 'no bid', when: { bids: [] }, expected: 'BOOK_EMPTY' },
  { name: 'no ask', when: { asks: [] }, expected: 'BOOK_EMPTY' },
  { name: 'no levels at all', when: { bids: [], asks: [] }, expected: 'BOOK_EMPTY' },
  { name: 'a best bid above the best ask', when: { bids: [102, 1] }, expected: 'BOOK_CROSSED' },
  { name: 'a best bid at the best ask', when: { bids: [101, 1] }, expected: 'BOOK_CROSSED' },
  { name: 'a bid without quantity', when: { bids: [99] }, expected: 'BOOK_INVALID' },
  {
    name: 'a third ask without one',
    when: { asks: [101, 1, 102, 1, 103] },
    expected: 'BOOK_INVALID',
  },
  { name: 'a rising bid', when: { bids: [99, 1, 99.5, 1] }, expected: 'BOOK_UNSORTED' },
  { name: 'a falling ask', when: { asks: [101, 1, 100.5, 1] }, expected: 'BOOK_UNSORTED' },
  {
    name: 'a third bid out of order',
    when: { bids: [99, 1, 97, 1, 98, 1] },
    expected: 'BOOK_UNSORTED',
  },
  {
    name: 'a third ask out of order',
    when: { asks: [101, 1, 103, 1, 102, 1] },
    expected: 'BOOK_UNSORTED',
  },
  {
    name: 'two orders at one price',
    when: { bids: [99, 1, 99, 1], asks: [101, 1, 101, 1] },
    expected: null,
  },
  { name: 'a bid of quantity zero', when: { bids: [99, 0] }, expected: 'BOOK_INVALID' },
  {
    name: 'a deep ask of quantity zero',
    when: { asks: [101, 1, 102, 0] },
    expected: 'BOOK_INVALID',
  },
  { name: 'a negative quantity', when: { asks: [101, -1] }, expected: 'BOOK_INVALID' },
  { name: 'the largest quantity', when: { bids: [99, 1e15], asks: [101, 1e15] }, expected: null },
  { name: 'an absurd bid quantity', when: { bids: [99, 1.1e15] }, expected: 'BOOK_INVALID' },
  { name: 'an absurd ask quantity', when: { asks: [101, 1.1e15] }, expected: 'BOOK_INVALID' },
  { name: 'a deep bid of price zero', when: { bids: [99, 1, 0, 1] }, expected: 'BOOK_INVALID' },
  {
    name: 'a deep ask beyond a billion',
    when: { asks: [101, 1, 1.1e9, 1] },
    expected: 'BOOK_INVALID',
  },
  { name: 'a deep ask of a billion', when: { asks: [101, 1, 1e9, 1] }, expected: null },
  { name: 'a deep bid of a billionth', when: { bids: [99, 1, 1e-9, 1] }, expected: null },
  { name: '5,000 asks', when: { asks: deep(5_000) }, expected: null },
  { name: '5,001 asks', when: { asks: deep(5_001) }, expected: 'BOOK_INVALID' },
  { name: 'a hole in the bids', when: { bids: [99, 1, undefined, 1] }, expected: 'BOOK_INVALID' },
  ...NO_NUMBERS.flatMap((value): Case<'book'>[] => [
    { name: `the mark ${String(value)}`, when: { mark: value }, expected: 'BOOK_INVALID' },
    {
      name: `a bid at ${String(value)}`,
      when: { bids: [99, 1, value, 1] },
      expected: 'BOOK_INVALID',
    },
    {
      name: `an ask at ${String(value)}`,
      when: { asks: [101, 1, value, 1] },
      expected: 'BOOK_INVALID',
    },
    { name: `a bid of ${String(value)}`, when: { bids: [99, value] }, expected: 'BOOK_INVALID' },
    { name: `an ask of ${String(value)}`, when: { asks: [101, value] }, expected: 'BOOK_INVALID' },
  ]),
];

describe('books', () => {
  it.each(books)('AUD-2 with $name: $expected', ({ when, expected }) => {
    expect(refusalOf(Scenario.ready(), { ...book, ...when })).toBe(expected);
  });
});

describe('what is said of a bad book', () => {
  const texts = [
    { when: { bids: [99, 1, 98, 0] }, expected: 'bid 2 is 0 at 98' },
    { when: { asks: [101, 1, 102, 1, 103, -1] }, expected: 'ask 3 is -1 at 103' },
    { when: { bids: [99, 1, 98, 1, 98.5, 1] }, expected: 'bid 3 at 98.5 comes after 98' },
    { when: { asks: [101, 1, 100, 1] }, expected: 'ask 2 at 100 comes after 101' },
    { when: { asks: deep(5_001) }, expected: '5001 levels on a side' },
  ];
  it.each(texts)('AUD-1 names the level: $expected', ({ when, expected }) => {
    const [output] = Scenario.ready().feed({ ...book, ...when });
    expect(output).toMatchObject({ kind: 'rejected_input', text: expected });
  });
});

const candle: Of<'candle_1h'> = {
  kind: 'candle_1h',
  at: T0,
  symbol: BTC,
  openTime: T0 - HOUR_MS,
  open: 100,
  high: 110,
  low: 90,
  close: 105,
};

const candles: readonly Case<'candle_1h'>[] = [
  { name: 'a sound candle', when: {}, expected: null },
  { name: 'an unknown symbol', when: { symbol: 'XYZ' }, expected: 'UNKNOWN_SYMBOL' },
  { name: 'an open of zero', when: { open: 0, low: 0 }, expected: 'CANDLE_INVALID' },
  { name: 'a negative close', when: { close: -1 }, expected: 'CANDLE_INVALID' },
  { name: 'an open above its high', when: { open: 111 }, expected: 'CANDLE_INVALID' },
  { name: 'a close above its high', when: { close: 111 }, expected: 'CANDLE_INVALID' },
  { name: 'an open below its low', when: { open: 89 }, expected: 'CANDLE_INVALID' },
  { name: 'a close below its low', when: { close: 89 }, expected: 'CANDLE_INVALID' },
  {
    name: 'one price all hour',
    when: { open: 100, high: 100, low: 100, close: 100 },
    expected: null,
  },
  {
    name: 'an open time off the hour',
    when: { openTime: T0 - HOUR_MS - 1 },
    expected: 'CANDLE_INVALID',
  },
  { name: 'a negative open time', when: { openTime: -HOUR_MS }, expected: 'CANDLE_INVALID' },
  { name: 'the hour still running', when: { openTime: T0 }, expected: 'CANDLE_NOT_CLOSED' },
  {
    name: 'the hour that ended two hours ago',
    when: { openTime: T0 - 3 * HOUR_MS },
    expected: null,
  },
  ...NO_NUMBERS.flatMap((value): Case<'candle_1h'>[] =>
    (['open', 'high', 'low', 'close', 'openTime'] as const).map((field) => ({
      name: `${field} ${String(value)}`,
      when: { [field]: value },
      expected: 'CANDLE_INVALID',
    })),
  ),
];

describe('hourly candles', () => {
  it.each(candles)('AUD-2 with $name: $expected', ({ when, expected }) => {
    expect(refusalOf(Scenario.ready(), { ...candle, ...when })).toBe(expected);
  });

  it('RB-T3 a candle out of order or told twice changes no breaker; of another symbol it is new', () => {
    const scenario = Scenario.ready();
    scenario.feed(candle);
    const before = stateTexts(scenario.state);
    const older = { ...candle, openTime: T0 - 2 * HOUR_MS, high: 1e6, low: 1 };
    expect(refusalOf(scenario, candle)).toBe('CANDLE_OUT_OF_ORDER');
    expect(refusalOf(scenario, older)).toBe('CANDLE_OUT_OF_ORDER');
    const after = stateTexts(scenario.state);
    expect(after['regime']).toBe(before['regime']);
    expect(after['hourlyCloses']).toBe(before['hourlyCloses']);
    expect(refusalOf(scenario, { ...older, symbol: ETH })).toBeNull();
  });
});

const funding: Of<'funding'> = {
  kind: 'funding',
  at: T0,
  symbol: BTC,
  status: 'ok',
  rate: 0.0001,
  nextFundingTime: T0 + HOUR_MS,
  interval: 8 * HOUR_MS,
};
const year = 366 * DAY_MS;

const fundings: readonly Case<'funding'>[] = [
  { name: 'sound figures', when: {}, expected: null },
  { name: 'an unknown symbol', when: { symbol: 'XYZ' }, expected: 'UNKNOWN_SYMBOL' },
  {
    name: 'a known loss, without figures',
    when: { status: 'degraded', rate: null, interval: null },
    expected: null,
  },
  { name: 'a venue without funding', when: { status: 'absent', rate: null }, expected: null },
  { name: 'an unknown status', when: { status: 'fine' }, expected: 'FUNDING_INVALID' },
  { name: 'no status', when: { status: undefined }, expected: 'FUNDING_INVALID' },
  { name: 'a rate of 100 %', when: { rate: 1 }, expected: null },
  { name: 'a rate of -100 %', when: { rate: -1 }, expected: null },
  { name: 'a rate above it', when: { rate: 1.01 }, expected: 'FUNDING_INVALID' },
  { name: 'a rate below it', when: { rate: -1.01 }, expected: 'FUNDING_INVALID' },
  { name: 'a settlement long ago', when: { nextFundingTime: 0 }, expected: null },
  {
    name: 'a settlement before time began',
    when: { nextFundingTime: -1 },
    expected: 'FUNDING_INVALID',
  },
  { name: 'a settlement in a year', when: { nextFundingTime: T0 + year }, expected: null },
  {
    name: 'a settlement after more than a year',
    when: { nextFundingTime: T0 + year + 1 },
    expected: 'FUNDING_INVALID',
  },
  { name: 'an interval of a minute', when: { interval: MINUTE_MS }, expected: null },
  { name: 'an interval below it', when: { interval: MINUTE_MS - 1 }, expected: 'FUNDING_INVALID' },
  { name: 'an interval of a year', when: { interval: year }, expected: null },
  { name: 'an interval beyond it', when: { interval: year + 1 }, expected: 'FUNDING_INVALID' },
  {
    name: 'an interval of broken milliseconds',
    when: { interval: MINUTE_MS + 0.5 },
    expected: 'FUNDING_INVALID',
  },
  ...NO_NUMBERS.flatMap((value): Case<'funding'>[] =>
    (['rate', 'nextFundingTime', 'interval'] as const).map((field) => ({
      name: `${field} ${String(value)}`,
      when: { [field]: value },
      expected: 'FUNDING_INVALID',
    })),
  ),
];

describe('funding data', () => {
  it.each(fundings)('AUD-2 with $name: $expected', ({ when, expected }) => {
    expect(refusalOf(Scenario.ready(), { ...funding, ...when })).toBe(expected);
  });
});
