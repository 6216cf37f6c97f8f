/** Writes the whole state of the exchange as plain data, and takes it over again. */
import { add, type Decimal, formatDecimal, ZERO } from '../../domain/decimal.ts';
import type { PriceStep } from '../../domain/market.ts';
import type { BoundedLog } from './bounded-log.ts';
import { refreshCountdown } from './countdown.ts';
import { buildDepth, type Depth, type Level } from './depth.ts';
import type { Order } from './order.ts';
import {
  type MarketSnapshot,
  SNAPSHOT_VERSION,
  type Snapshot,
  type SnapshotText,
  snapshotSchema,
  written,
} from './snapshot-schema.ts';
import type { Special } from './special.ts';
import { type ExchangeState, type Holding, type Market, newMarket } from './state.ts';
import { refreshTriggers } from './watch.ts';

export type RestoreResult = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** Numbers of the newest history entries that a reader already has. */
export interface HistoryNumbers {
  readonly ended: number;
  readonly trades: number;
  readonly income: number;
}
export type StateParts = SnapshotText;

export function snapshotState(state: ExchangeState, after: HistoryNumbers): StateParts {
  const { books } = state;
  return {
    version: SNAPSHOT_VERSION,
    core: {
      wallet: formatDecimal(state.wallet),
      books: {
        opening: formatDecimal(books.opening),
        realised: formatDecimal(books.realised),
        fees: formatDecimal(books.fees),
        funding: formatDecimal(books.funding),
        transfers: formatDecimal(books.transfers),
      },
      lastOrderNumber: state.lastOrderNumber,
      lastTransferNumber: state.lastTransferNumber,
      revision: state.revision,
      oneWay: state.oneWay,
      markets: [...state.markets.values()].map(writeMarket),
    },
    ended: {
      last: state.ended.log.last,
      entries: entriesAfter(state.ended.log, after.ended).map(writeOrder),
    },
    trades: { last: state.trades.last, entries: entriesAfter(state.trades, after.trades) },
    income: { last: state.income.last, entries: entriesAfter(state.income, after.income) },
  };
}

function entriesAfter<T>(log: BoundedLog<T>, after: number): T[] {
  const entries: T[] = [];
  for (const [, entry] of log.after(after)) entries.push(entry);
  return entries;
}

function writeMarket(market: Market): SnapshotText['core']['markets'][number] {
  const { step, depth } = market;
  return {
    symbol: market.terms.symbol,
    leverage: market.leverage,
    crossed: market.crossed,
    long: writeHolding(market.long),
    short: writeHolding(market.short),
    resting: market.resting.map(writeOrder),
    conditional: market.conditional.map(writeOrder),
    step: step === null ? null : writeStep(step),
    depth:
      depth !== null && depth.touched > 0
        ? { bids: depth.bids.map(writeLevel), asks: depth.asks.map(writeLevel) }
        : null,
    lastFundingAt: Number.isFinite(market.lastFundingAt) ? market.lastFundingAt : null,
    countdownAt: Number.isFinite(market.countdownAt) ? market.countdownAt : null,
  };
}

/** Field by field: a step may carry more than it should, a snapshot must not. */
const writeStep = (step: PriceStep) => ({
  symbol: step.symbol,
  at: step.at,
  length: step.length,
  open: step.open,
  high: step.high,
  low: step.low,
  close: step.close,
  mark: step.mark,
  volume: step.volume,
  book: { bids: [...step.book.bids], asks: [...step.book.asks] },
});
const writeLevel = (level: Level): string => formatDecimal(level.remaining);
const writeHolding = (holding: Holding) => ({
  quantity: formatDecimal(holding.quantity),
  cost: holding.cost.toString(),
  margin: formatDecimal(holding.margin),
});
const writeOrder = (order: Order): SnapshotText['ended']['entries'][number] => ({
  ...order,
  quantity: formatDecimal(order.quantity),
  price: written(order.price),
  stopPrice: written(order.stopPrice),
  filled: formatDecimal(order.filled),
  filledNotional: order.filledNotional.toString(),
  margin: formatDecimal(order.margin),
  special: order.special === null ? null : writeSpecial(order.special),
});
const writeSpecial = ({ trail, ...rest }: Special) => ({
  ...rest,
  trail:
    trail === null
      ? null
      : {
          callback: formatDecimal(trail.callback),
          activation: written(trail.activation),
          active: trail.active,
          extreme: formatDecimal(trail.extreme),
        },
});

/** Reads a snapshot into `state`; on any fault nothing changes and the error says what is wrong. */
export function restoreState(state: ExchangeState, text: string): RestoreResult {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { ok: false, error: 'the snapshot of the simulated exchange is not JSON' };
  }
  const parsed = snapshotSchema.safeParse(data);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    const place = first === undefined ? '' : ` at ${first.path.join('.')}: ${first.message}`;
    return { ok: false, error: `the snapshot of the simulated exchange is malformed${place}` };
  }
  const error = checkSnapshot(state, parsed.data);
  if (error !== null) return { ok: false, error };
  takeOver(state, parsed.data);
  return { ok: true };
}

function checkSnapshot(state: ExchangeState, snapshot: Snapshot): string | null {
  const { wallet, books, markets } = snapshot.core;
  const total = books.opening + books.realised - books.fees + books.funding + books.transfers;
  if (wallet !== total) {
    return `the snapshot's wallet ${formatDecimal(wallet)} is not the sum of its books ${formatDecimal(total as Decimal)}`;
  }
  for (const market of markets) {
    const busy =
      market.long.quantity > 0n ||
      market.short.quantity > 0n ||
      market.resting.length + market.conditional.length > 0;
    if (busy && !state.markets.has(market.symbol)) {
      return `the snapshot holds positions or orders of ${market.symbol}, which has no instrument`;
    }
  }
  return null;
}

function takeOver(state: ExchangeState, snapshot: Snapshot): void {
  const { core } = snapshot;
  state.live.clear();
  state.wallet = core.wallet;
  Object.assign(state.books, core.books);
  state.lastOrderNumber = core.lastOrderNumber;
  state.lastTransferNumber = core.lastTransferNumber;
  state.revision = core.revision;
  state.oneWay = core.oneWay;
  const bySymbol = new Map(core.markets.map((market) => [market.symbol, market]));
  for (const instrument of state.config.instruments) {
    const market = newMarket(instrument, state.config.leverage);
    state.markets.set(instrument.symbol, market);
    const saved = bySymbol.get(instrument.symbol);
    if (saved !== undefined) readMarket(state, market, saved);
  }
  state.crossing = [...state.markets.values()].some((market) => market.crossed);
  state.ended.reset(snapshot.ended.last, snapshot.ended.entries);
  state.trades.reset(snapshot.trades.last, snapshot.trades.entries);
  state.income.reset(snapshot.income.last, snapshot.income.entries);
  sumMargins(state);
  refreshCountdown(state);
}

function readMarket(state: ExchangeState, market: Market, saved: MarketSnapshot): void {
  market.leverage = Math.min(saved.leverage, market.terms.maxLeverage);
  market.crossed = saved.crossed;
  Object.assign(market.long, saved.long);
  Object.assign(market.short, saved.short);
  market.resting.splice(0, market.resting.length, ...saved.resting);
  market.conditional.splice(0, market.conditional.length, ...saved.conditional);
  for (const order of saved.resting) state.live.set(order.clientOrderId, order);
  for (const order of saved.conditional) state.live.set(order.clientOrderId, order);
  market.step = saved.step;
  market.depth = saved.step === null ? null : readDepth(market, saved);
  market.lastFundingAt = saved.lastFundingAt ?? Number.NEGATIVE_INFINITY;
  market.countdownAt = saved.countdownAt ?? Number.POSITIVE_INFINITY;
  refreshTriggers(market);
}

function readDepth(market: Market, saved: MarketSnapshot): Depth | null {
  if (saved.step === null || saved.depth === null) return null;
  const depth = buildDepth(saved.step.book, market.terms);
  const apply = (levels: readonly Level[], remaining: readonly Decimal[]): void => {
    levels.forEach((level, index) => {
      level.remaining = remaining[index] ?? ZERO;
    });
  };
  apply(depth.bids, saved.depth.bids);
  apply(depth.asks, saved.depth.asks);
  depth.touched = 1;
  return depth;
}

function sumMargins(state: ExchangeState): void {
  let positions = ZERO;
  let orders = ZERO;
  for (const market of state.markets.values()) {
    positions = add(positions, add(market.long.margin, market.short.margin));
    for (const order of market.resting) orders = add(orders, order.margin);
  }
  state.positionMargin = positions;
  state.orderMargin = orders;
}
