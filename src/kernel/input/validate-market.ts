/** Books, candles and funding: what is refused never reaches the state. */
import { PLAUSIBLE } from '../../domain/rejections.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { show } from '../basis/text.ts';
import { newestOpenTime } from '../correlation/asset-correlation.ts';
import type { KernelEvent } from '../events.ts';
import type { KernelState } from '../state.ts';
import { isCount, isPrice, symbolFault } from './plausible.ts';
import type { Fault } from './rejections.ts';

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;

const { minPrice, maxPrice, maxQuantity, maxLevels } = PLAUSIBLE;

/** The whole book, every level of it: an order may walk deeper than the best. */
export function bookFault(state: KernelState, event: Of<'book'>): Fault | null {
  const { symbol, mark, bids, asks } = event;
  const fault = symbolFault(state, symbol);
  if (fault !== null) return fault;
  if (!isPrice(mark)) return { code: 'BOOK_INVALID', text: `mark is ${show(mark)}` };
  if (!Array.isArray(bids) || !Array.isArray(asks)) {
    return { code: 'BOOK_INVALID', text: `bids are ${show(bids)}, asks ${show(asks)}` };
  }
  if (bids.length === 0 || asks.length === 0) {
    return { code: 'BOOK_EMPTY', text: 'a side is empty' };
  }
  const broken = bidsFault(bids) ?? asksFault(asks);
  if (broken !== null) return broken;
  if (bids[0]! < asks[0]!) return null;
  return { code: 'BOOK_CROSSED', text: `best bid ${bids[0]} >= best ask ${asks[0]}` };
}

/** Twice over, not one function with a direction: this runs on every book there is. */
function bidsFault(levels: readonly number[]): Fault | null {
  let last: number = maxPrice;
  for (let i = 0; i < levels.length; i += 2) {
    const price = levels[i];
    if (!isLevel(price, levels[i + 1])) return levelFault('bid', levels, i);
    if (price! > last) return orderFault('bid', levels, i);
    last = price!;
  }
  return lengthFault(levels);
}

function asksFault(levels: readonly number[]): Fault | null {
  let last: number = minPrice;
  for (let i = 0; i < levels.length; i += 2) {
    const price = levels[i];
    if (!isLevel(price, levels[i + 1])) return levelFault('ask', levels, i);
    if (price! < last) return orderFault('ask', levels, i);
    last = price!;
  }
  return lengthFault(levels);
}

/** Price and quantity of a level; a text is neither, whatever it compares to. */
const isLevel = (price: unknown, quantity: unknown): boolean =>
  typeof price === 'number' &&
  price >= minPrice &&
  price <= maxPrice &&
  typeof quantity === 'number' &&
  quantity > 0 &&
  quantity <= maxQuantity;

const levelFault = (side: string, levels: readonly number[], i: number): Fault => ({
  code: 'BOOK_INVALID',
  text: `${side} ${i / 2 + 1} is ${show(levels[i + 1])} at ${show(levels[i])}`,
});

const orderFault = (side: string, levels: readonly number[], i: number): Fault => ({
  code: 'BOOK_UNSORTED',
  text: `${side} ${i / 2 + 1} at ${levels[i]} comes after ${levels[i - 2]}`,
});

function lengthFault(levels: readonly number[]): Fault | null {
  if (levels.length <= 2 * maxLevels) return null;
  return { code: 'BOOK_INVALID', text: `${levels.length / 2} levels on a side` };
}

export function candleFault(state: KernelState, event: Of<'candle_1h'>): Fault | null {
  const fault = symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  const { open, high, low, close, openTime } = event;
  if (!(isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close))) {
    return invalidCandle(`${show(open)} ${show(high)} ${show(low)} ${show(close)}`);
  }
  if (high < Math.max(open, close) || low > Math.min(open, close)) {
    return invalidCandle(`range ${low}..${high} does not hold ${open} and ${close}`);
  }
  if (!isCount(openTime) || openTime % HOUR_MS !== 0) {
    return invalidCandle(`open time is ${show(openTime)}`);
  }
  if (openTime + HOUR_MS > event.at) {
    return { code: 'CANDLE_NOT_CLOSED', text: `candle of ${openTime} closes after ${event.at}` };
  }
  const newest = newestOpenTime(state.hourlyCloses, state.index.symbolOf.get(event.symbol)!);
  if (openTime > newest) return null;
  const text = `candle of ${openTime}, the newest is ${newest}`;
  return { code: 'CANDLE_OUT_OF_ORDER', text };
}

const invalidCandle = (what: string): Fault => ({
  code: 'CANDLE_INVALID',
  text: `candle: ${what}`,
});

/** Longest interval of a venue's settlements, and furthest next one. */
const FUNDING_HORIZON = 366 * DAY_MS;

export function fundingFault(state: KernelState, event: Of<'funding'>): Fault | null {
  const fault = symbolFault(state, event.symbol);
  if (fault !== null) return fault;
  const { status, rate, nextFundingTime, interval } = event;
  if (status === 'degraded' || status === 'absent') return null;
  if (status !== 'ok') return invalidFunding(`status is ${show(status)}`);
  if (typeof rate !== 'number' || !(Math.abs(rate) <= 1)) {
    return invalidFunding(`rate is ${show(rate)}`);
  }
  if (!isCount(nextFundingTime) || nextFundingTime > event.at + FUNDING_HORIZON) {
    return invalidFunding(`next settlement is at ${show(nextFundingTime)}`);
  }
  if (!isCount(interval) || interval < MINUTE_MS || interval > FUNDING_HORIZON) {
    return invalidFunding(`interval is ${show(interval)}`);
  }
  return null;
}

const invalidFunding = (what: string): Fault => ({
  code: 'FUNDING_INVALID',
  text: `funding: ${what}`,
});
