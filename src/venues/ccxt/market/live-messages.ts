/** Messages of the venue's market streams, as far as the live market reads them. */
import { marketIdOf, type SymbolId } from '../../../domain/ids.ts';
import type { Book, Candle } from '../../../domain/market.ts';
import type { EpochMs } from '../../../domain/time.ts';

/** A 1m candle as it stood at `at` (venue time); its figures only ever grow within the minute. */
export interface KlineUpdate extends Candle {
  readonly kind: 'kline';
  readonly symbol: SymbolId;
  readonly at: EpochMs;
  /** The venue says that it is final. */
  readonly closed: boolean;
}

export interface MarkUpdate {
  readonly kind: 'mark';
  readonly symbol: SymbolId;
  readonly at: EpochMs;
  readonly mark: number;
  /** Of the next settlement; null where the venue names none. */
  readonly rate: number | null;
  readonly nextFundingTime: EpochMs | null;
}

export interface BookUpdate {
  readonly kind: 'book';
  readonly symbol: SymbolId;
  readonly at: EpochMs;
  /** Null: empty, crossed, out of order or not made of numbers. */
  readonly book: Book | null;
}

export type LiveUpdate = KlineUpdate | MarkUpdate | BookUpdate;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** NaN for whatever is no decimal number. */
const figure = (value: unknown): number =>
  typeof value === 'number' || (typeof value === 'string' && value !== '')
    ? Number(value)
    : Number.NaN;

/** Streams of a symbol by the part of the venue that serves them. */
export const marketStreams = (symbol: SymbolId): readonly string[] => {
  const id = marketIdOf(symbol).toLowerCase();
  return [`${id}@kline_1m`, `${id}@markPrice@1s`];
};
export const publicStreams = (symbol: SymbolId): readonly string[] => [
  `${marketIdOf(symbol).toLowerCase()}@depth20@500ms`,
];

/** By the venue's market id. */
export type SymbolTable = ReadonlyMap<string, SymbolId>;
export const symbolTable = (symbols: readonly SymbolId[]): SymbolTable =>
  new Map(symbols.map((symbol) => [marketIdOf(symbol), symbol]));

/** Null: an answer to a request, or nothing we read. `broken`: one of ours that makes no sense. */
export function parseLiveMessage(
  message: unknown,
  symbols: SymbolTable,
): LiveUpdate | 'broken' | null {
  if (!isFields(message)) return null;
  const body = isFields(message['data']) ? message['data'] : message;
  const event = body['e'];
  if (event !== 'kline' && event !== 'markPriceUpdate' && event !== 'depthUpdate') return null;
  const symbol = symbols.get(String(body['s']));
  if (symbol === undefined) return null;
  const at = figure(body['E']);
  if (!Number.isSafeInteger(at)) return 'broken';
  if (event === 'kline') return kline(symbol, at, body['k']);
  if (event === 'markPriceUpdate') return mark(symbol, at, body);
  return { kind: 'book', symbol, at, book: parseBook(body['b'], body['a']) };
}

function kline(symbol: SymbolId, at: EpochMs, k: unknown): LiveUpdate | 'broken' | null {
  if (!isFields(k)) return 'broken';
  if (k['i'] !== '1m') return null;
  const candle = parseCandle([k['t'], k['o'], k['h'], k['l'], k['c'], k['v']]);
  if (candle === null) return 'broken';
  return { kind: 'kline', symbol, at, closed: k['x'] === true, ...candle };
}

function mark(symbol: SymbolId, at: EpochMs, body: Fields): LiveUpdate | 'broken' {
  return parseMark(symbol, at, body['p'], body['r'], body['T']) ?? 'broken';
}

export function parseMark(
  symbol: SymbolId,
  at: EpochMs,
  price: unknown,
  fundingRate: unknown,
  next: unknown,
): MarkUpdate | null {
  const value = figure(price);
  if (!(value > 0 && Number.isFinite(value))) return null;
  const rate = figure(fundingRate);
  const nextFundingTime = figure(next);
  const funded = Number.isFinite(rate) && Number.isSafeInteger(nextFundingTime);
  return {
    kind: 'mark',
    symbol,
    at,
    mark: value,
    rate: funded && nextFundingTime > 0 ? rate : null,
    nextFundingTime: funded && nextFundingTime > 0 ? nextFundingTime : null,
  };
}

/** A row of the venue: open time, open, high, low, close, volume, ...; null when it makes no sense. */
export function parseCandle(row: unknown): Candle | null {
  if (!Array.isArray(row)) return null;
  const [openTime, open, high, low, close, volume] = row.slice(0, 6).map(figure);
  if (!Number.isSafeInteger(openTime)) return null;
  const candle = { openTime, open, high, low, close, volume } as Candle;
  return isPlausible(candle) ? candle : null;
}

const isPlausible = ({ open, high, low, close, volume }: Candle): boolean =>
  low > 0 &&
  high < Number.POSITIVE_INFINITY &&
  low <= Math.min(open, close) &&
  high >= Math.max(open, close) &&
  volume >= 0 &&
  volume < Number.POSITIVE_INFINITY;

/** Null for a book that is not to be taken over. */
export function parseBook(bids: unknown, asks: unknown): Book | null {
  const buy = levels(bids, -1);
  const sell = levels(asks, 1);
  if (buy === null || sell === null || buy[0]! >= sell[0]!) return null;
  return { bids: buy, asks: sell };
}

/** Flattened, at least one level, each worse than the one before; `direction` 1: ascending. */
function levels(side: unknown, direction: 1 | -1): number[] | null {
  if (!Array.isArray(side) || side.length === 0) return null;
  const flat: number[] = [];
  let last: number | null = null;
  for (const level of side) {
    if (!Array.isArray(level)) return null;
    const price = figure(level[0]);
    const quantity = figure(level[1]);
    const sound = price > 0 && Number.isFinite(price) && quantity > 0 && Number.isFinite(quantity);
    if (!sound || (last !== null && (price - last) * direction <= 0)) return null;
    last = price;
    flat.push(price, quantity);
  }
  return flat;
}
