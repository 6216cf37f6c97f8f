/**
 * The visible order book with what our own orders took from it. Our orders are not part of it:
 * the market does not react to them except that depth they used stays used until the next step.
 */
import {
  add,
  ceilTo,
  type Decimal,
  type DecimalText,
  decimalOf,
  floorTo,
  formatDecimal,
  minimum,
  multiply,
  ONE,
  subtract,
  ZERO,
} from '../../domain/decimal.ts';
import type { Book, PriceStep } from '../../domain/market.ts';
import type { Terms } from './terms.ts';

/** Deeper levels than these per side are not read. */
const MAX_LEVELS = 500;

export interface Level {
  readonly price: Decimal;
  remaining: Decimal;
  /** Price and `of` as text, once they were asked for. */
  told?: { readonly of: Decimal; readonly texts: readonly [DecimalText, DecimalText] };
}

export interface Depth {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** Middle of the untouched book; null when a side is empty. */
  readonly middle: Decimal | null;
  /** How often our own orders took something. */
  touched: number;
}

/** The market's book, built from the last step on first use. */
export function currentDepth(market: {
  readonly terms: Terms;
  readonly step: PriceStep | null;
  depth: Depth | null;
}): Depth {
  if (market.step === null) throw new RangeError('no step has been seen');
  market.depth ??= buildDepth(market.step.book, market.terms);
  return market.depth;
}

/** A quantity at a price; `level` is null where it lies beyond the visible book. */
export interface Match {
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly level: Level | null;
}

/** Book of a step as exact levels: whole lots, asks rounded up and bids down to the tick. */
export function buildDepth(book: Book, terms: Terms): Depth {
  const bids = levelsOf(book.bids, (price) => floorTo(price, terms.tickSize), terms);
  const asks = levelsOf(book.asks, (price) => ceilTo(price, terms.tickSize), terms);
  const bid = bids[0];
  const ask = asks[0];
  const middle = bid && ask ? (((bid.price + ask.price) / 2n) as Decimal) : null;
  return { bids, asks, middle, touched: 0 };
}

const usable = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && value < 1e12;

function levelsOf(
  flat: readonly number[],
  toTick: (price: Decimal) => Decimal,
  terms: Terms,
): Level[] {
  const levels: Level[] = [];
  for (let index = 0; index < flat.length && levels.length < MAX_LEVELS; index += 2) {
    const price = flat[index];
    const quantity = flat[index + 1];
    if (!usable(price) || !usable(quantity)) continue;
    const remaining = floorTo(decimalOf(quantity), terms.lotSize);
    const onTick = toTick(decimalOf(price));
    if (remaining > 0n && onTick > 0n) levels.push({ price: onTick, remaining });
  }
  return levels;
}

/** Price and what is left of a level. */
export function levelTexts(level: Level): readonly [DecimalText, DecimalText] {
  const { remaining, told } = level;
  if (told?.of === remaining) return told.texts;
  const texts = [told?.texts[0] ?? formatDecimal(level.price), formatDecimal(remaining)] as const;
  level.told = { of: remaining, texts };
  return texts;
}

/** Best price still there for a taker on that side; null when the side is empty. */
export function bestPrice(depth: Depth, buy: boolean): Decimal | null {
  for (const level of buy ? depth.asks : depth.bids) {
    if (level.remaining > 0n) return level.price;
  }
  return null;
}

/** What a taker gets of `wanted`, at `limit` or better (null: at any price). Takes nothing yet. */
export function matchBook(
  depth: Depth,
  buy: boolean,
  limit: Decimal | null,
  wanted: Decimal,
): readonly Match[] {
  const matches: Match[] = [];
  let left = wanted;
  for (const level of buy ? depth.asks : depth.bids) {
    if (left <= 0n) break;
    if (limit !== null && (buy ? level.price > limit : level.price < limit)) break;
    if (level.remaining <= 0n) continue;
    const quantity = minimum(level.remaining, left);
    matches.push({ price: level.price, quantity, level });
    left = subtract(left, quantity);
  }
  return matches;
}

/**
 * What a stop that triggered at `base` inside a step gets: the book's levels moved so that its
 * middle lies at `base` (so half the spread and the depth are paid on top), prices rounded against
 * the order. The book at that instant is not known and refills, so what it lacks is filled too,
 * at the last price worsened by `beyond`. With a `limit` only what the book has at it or better.
 */
export function matchFrom(
  depth: Depth,
  buy: boolean,
  base: Decimal,
  wanted: Decimal,
  {
    terms,
    beyond,
    limit,
  }: { readonly terms: Terms; readonly beyond: Decimal; readonly limit: Decimal | null },
): readonly Match[] {
  const matches: Match[] = [];
  const levels = buy ? depth.asks : depth.bids;
  const origin = depth.middle ?? levels[0]?.price ?? ZERO;
  let left = wanted;
  let last = base;
  for (const level of levels) {
    if (left <= 0n) break;
    if (level.remaining <= 0n) continue;
    const distance = buy ? subtract(level.price, origin) : subtract(origin, level.price);
    last = worsen(base, distance > 0n ? distance : ZERO, buy, terms);
    if (limit !== null && (buy ? last > limit : last < limit)) break;
    const quantity = minimum(level.remaining, left);
    matches.push({ price: last, quantity, level });
    left = subtract(left, quantity);
  }
  if (left > 0n && limit === null) {
    const price = worsen(last, multiply(last, beyond), buy, terms);
    matches.push({ price, quantity: left, level: null });
  }
  return matches;
}

/** `price` moved by `distance` against the order, on the tick, never below one tick. */
function worsen(price: Decimal, distance: Decimal, buy: boolean, terms: Terms): Decimal {
  if (buy) return ceilTo(add(price, distance), terms.tickSize);
  const lower = floorTo(subtract(price, distance), terms.tickSize);
  return lower > 0n ? lower : terms.tickSize;
}

/** Takes the matches out of the book. */
export function take(depth: Depth, matches: readonly Match[]): void {
  for (const match of matches) {
    if (match.level === null) continue;
    match.level.remaining = subtract(match.level.remaining, match.quantity);
    depth.touched += 1;
  }
}

export const totalQuantity = (matches: readonly Match[]): Decimal =>
  matches.reduce((total, match) => add(total, match.quantity), ZERO);

/** Price bounds around mark: `mark x (1 - collar)` and `mark x (1 + collar)`. */
export function collarAround(mark: Decimal, collar: Decimal): { low: Decimal; high: Decimal } {
  return { low: multiply(mark, subtract(ONE, collar)), high: multiply(mark, add(ONE, collar)) };
}
