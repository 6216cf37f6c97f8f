/** One line of a tape: everything the feed told of one instant, with its checksum in front. */
import { crc32 } from 'node:zlib';
import type { SymbolId } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/time.ts';
import { isTimeframe } from '../../domain/timeframe.ts';
import type { FeedOutput } from '../feed.ts';

/** What was consumed at one instant, in order. */
export interface TapeGroup {
  /** Never before that of the group in front of it. */
  readonly at: EpochMs;
  /** Made afterwards of 1m candles, because nobody recorded at the time. */
  readonly filled: boolean;
  readonly outputs: readonly FeedOutput[];
}

/** Hex digits of the checksum, and the space behind it. */
const CHECKSUM = 9;

/** A row an output: its kind, then its figures in fixed order; names would be most of a tape. */
type Row =
  | readonly ['p', ...values: readonly unknown[]]
  | readonly ['c', ...values: readonly unknown[]]
  | readonly ['f', ...values: readonly unknown[]];

export function encodeGroup({ at, filled, outputs }: TapeGroup): string {
  const text = JSON.stringify([at, filled ? 1 : 0, outputs.map(rowOf)]);
  return `${checksum(text)} ${text}\n`;
}

/** Undefined: not what was written (torn, or changed since). The line comes without its end. */
export function decodeGroup(line: string): TapeGroup | undefined {
  const text = line.slice(CHECKSUM);
  if (line.charAt(CHECKSUM - 1) !== ' ' || line.slice(0, CHECKSUM - 1) !== checksum(text)) {
    return undefined;
  }
  // The checksum holds: this is what `encodeGroup` made.
  const [at, filled, rows] = JSON.parse(text) as [EpochMs, number, readonly Row[]];
  return { at, filled: filled === 1, outputs: rows.map(outputOf) };
}

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');

function rowOf(output: FeedOutput): Row {
  switch (output.kind) {
    case 'price': {
      const { symbol, at, length, open, high, low, close, mark, volume, book } = output.step;
      const { markAt, bookAt } = output.step;
      const row = ['p', symbol, at, length, open, high, low, close, mark, volume] as const;
      const { bids, asks } = book;
      if (markAt === undefined && bookAt === undefined) return [...row, bids, asks];
      return [...row, bids, asks, markAt ?? null, bookAt ?? null];
    }
    case 'candle': {
      const { symbol, timeframe, candle } = output.event;
      const { openTime, open, high, low, close, volume } = candle;
      return ['c', symbol, timeframe, openTime, open, high, low, close, volume];
    }
    case 'funding': {
      const { symbol, at, rate, nextFundingTime, interval } = output.info;
      return ['f', symbol, at, rate, nextFundingTime, interval];
    }
  }
}

function outputOf([kind, ...values]: Row): FeedOutput {
  if (kind === 'p') return priceOf(values as PriceValues);
  if (kind === 'c') return candleOf(values as CandleValues);
  const [symbol, at, rate, nextFundingTime, interval] = values as FundingValues;
  return { kind: 'funding', info: { symbol, at, rate, nextFundingTime, interval } };
}

type PriceValues = [
  ...[symbol: SymbolId, at: number, length: number],
  ...[open: number, high: number, low: number, close: number, mark: number, volume: number],
  ...[bids: number[], asks: number[], markAt?: number | null, bookAt?: number | null],
];
type CandleValues = [
  ...[symbol: SymbolId, timeframe: string, openTime: number],
  ...[open: number, high: number, low: number, close: number, volume: number],
];
type FundingValues = [
  ...[symbol: SymbolId, at: number, rate: number, nextFundingTime: number, interval: number],
];

function priceOf(values: PriceValues): FeedOutput {
  const [symbol, at, length, open, high, low, close, mark, volume, bids, asks, ...times] = values;
  const [markAt, bookAt] = times;
  const step = { symbol, at, length, open, high, low, close, mark, volume, book: { bids, asks } };
  return {
    kind: 'price',
    step: {
      ...step,
      ...(typeof markAt === 'number' ? { markAt } : {}),
      ...(typeof bookAt === 'number' ? { bookAt } : {}),
    },
  };
}

function candleOf(values: CandleValues): FeedOutput {
  const [symbol, timeframe, openTime, open, high, low, close, volume] = values;
  if (!isTimeframe(timeframe)) throw new RangeError(`"${timeframe}" is no timeframe`);
  const candle = { openTime, open, high, low, close, volume };
  return { kind: 'candle', event: { symbol, timeframe, candle } };
}
