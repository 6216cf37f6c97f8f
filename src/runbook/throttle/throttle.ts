/**
 * The throttle book at work (requirement CHG-5): entries that correlation throttling changed are
 * followed to their end. Pure: the same calls give the same figures. The real ones end with their
 * trade; those that never were walk the feed's 1m candles.
 */
import type { KernelConfig } from '../../domain/config.ts';
import { decimal, toNumber } from '../../domain/decimal.ts';
import type { VirtualPosition } from '../../domain/execution.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/market.ts';
import type { EndedTrade, Minute, ThrottledEntry } from '../../domain/throttle.ts';
import { type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import { liveThrough, worthAt } from './missed.ts';
import {
  addTo,
  type Beyond,
  ENDED_MAX,
  rowKey,
  type ScaledEntry,
  SETTLEMENTS_MAX,
  type ThrottleBook,
} from './throttle-state.ts';

/** What the book is shown of the rest. */
export interface ThrottleView {
  readonly config: KernelConfig;
  /** Mark price; null: not known. */
  markOf(symbol: string): number | null;
  /** The real position that an entry opened; null: none is open. */
  positionOf(decision: number): VirtualPosition | null;
}

/** Best bid and ask of a symbol. */
export function takeTouch(book: ThrottleBook, symbol: string, bid: number, ask: number): void {
  if (bid > 0 && ask >= bid) book.touch[symbol] = [bid, ask];
}

/** A settlement as announced; the rate told last before it is the one that is paid. */
export function takeFunding(book: ThrottleBook, symbol: string, at: EpochMs, rate: number): void {
  const known = book.funding[symbol] ?? [];
  const last = known.at(-1);
  if (last?.at === at) last.rate = rate;
  else if (last === undefined || at > last.at) known.push({ at, rate });
  book.funding[symbol] = known.slice(-SETTLEMENTS_MAX);
}

/** The real trade of an entry is over. */
export function takeTradeEnd(book: ThrottleBook, trade: EndedTrade, at: EpochMs): void {
  const entry = book.scaled.find(({ decision }) => decision === trade.decision);
  if (entry === undefined) return;
  const net = toNumber(decimal(trade.netPnl));
  drop(book, entry);
  settle(book, entry, at, entry.ratio.plan * net, entry.ratio.held * net, 'closed');
}

/** An order that ended without a fill would not have been filled larger either. */
export function takeEntryEnd(book: ThrottleBook, decision: number, filled: number): void {
  const entry = book.scaled.find((each) => each.decision === decision);
  if (entry !== undefined && !(filled > 0)) drop(book, entry);
}

function drop(book: ThrottleBook, entry: ScaledEntry): void {
  book.scaled = book.scaled.filter((each) => each !== entry);
}

/** A closed 1m candle; told twice, or before its turn, it counts once or not at all. */
export function takeMinute(book: ThrottleBook, minute: Minute, config: KernelConfig): void {
  const { symbol, openTime } = minute;
  const instrument = config.instruments.find((each) => each.symbol === symbol);
  if (instrument === undefined) return;
  const [bid, ask] = book.touch[symbol] ?? [0, 0];
  const halfSpread = (ask - bid) / 2;
  const settlements = book.funding[symbol] ?? [];
  const open: ThrottleBook['missed'] = [];
  for (const position of book.missed) {
    if (position.symbol !== symbol || openTime < position.nextMinute) {
      open.push(position);
      continue;
    }
    book.day.minutesMissing += (openTime - position.nextMinute) / MINUTE_MS;
    const left = liveThrough(position, minute, { instrument, halfSpread, settlements });
    if (left === null) {
      open.push(position);
      continue;
    }
    const held = position.held ?? left.result;
    const about = { ...position, kind: 'refused' as const };
    settle(book, about, openTime + MINUTE_MS, left.result, held, left.end);
  }
  book.missed = open;
}

type Settled = Pick<ThrottledEntry, 'decision' | 'kind' | 'strategy' | 'symbol' | 'level'>;

function settle(
  book: ThrottleBook,
  entry: Settled,
  at: EpochMs,
  plan: number,
  held: number,
  end: string,
): void {
  addTo(book.ended, rowKey(entry), plan, held);
  if (book.day.ended.length >= ENDED_MAX) return;
  const { decision, kind, strategy, symbol, level } = entry;
  const impact = { byPlan: 0 - plan, byHolding: 0 - held };
  book.day.ended.push({ decision, at, kind, strategy, symbol, level, end, ...impact });
}

/** Is a position that never was open on this symbol? */
export const wantsMinute = (book: ThrottleBook, symbol: string): boolean =>
  book.missed.some((position) => position.symbol === symbol);

/** Symbols whose 1m candles the book wants, and from when on. */
export function wantedMinutes(book: ThrottleBook): ReadonlyMap<SymbolId, EpochMs> {
  const wanted = new Map<SymbolId, EpochMs>();
  for (const { symbol, nextMinute } of book.missed) {
    wanted.set(symbol, Math.min(wanted.get(symbol) ?? nextMinute, nextMinute));
  }
  return wanted;
}

/** What is open now, at mark, by `<strategy>|<level>`. */
export function openNow(book: ThrottleBook, view: ThrottleView): Record<string, Beyond> {
  const table: Record<string, Beyond> = {};
  const instruments = new Map<string, Instrument>(
    view.config.instruments.map((each) => [each.symbol, each]),
  );
  for (const entry of book.scaled) {
    const instrument = instruments.get(entry.symbol);
    const position = view.positionOf(entry.decision);
    if (instrument === undefined || position === null) continue;
    const worth = realWorth(position, view.markOf(entry.symbol), Number(instrument.takerFee));
    addTo(table, rowKey(entry), entry.ratio.plan * worth, entry.ratio.held * worth);
  }
  for (const position of book.missed) {
    const instrument = instruments.get(position.symbol);
    if (instrument === undefined) continue;
    const worth = worthAt(position, view.markOf(position.symbol) ?? position.last, instrument);
    addTo(table, rowKey(position), worth, position.held ?? worth);
  }
  return table;
}

/** Of the position that was: unrealised less its entry fee. Its own books say the rest at its end. */
function realWorth(position: VirtualPosition, mark: number | null, takerFee: number): number {
  const quantity = toNumber(decimal(position.quantity));
  const entry = toNumber(decimal(position.entryPrice));
  const moved = (mark ?? entry) - entry;
  return quantity * moved * (position.side === 'long' ? 1 : -1) - takerFee * quantity * entry;
}

/** Since the book began, by `<strategy>|<level>`: what ended, and what is open at mark. */
export function beyondNow(book: ThrottleBook, view: ThrottleView): Record<string, Beyond> {
  const table = openNow(book, view);
  for (const [key, { plan, held }] of Object.entries(book.ended)) addTo(table, key, plan, held);
  return table;
}
