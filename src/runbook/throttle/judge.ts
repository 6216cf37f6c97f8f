/**
 * Takes a decision into the throttle book: what it would have been without correlation throttling,
 * within the limits that would still have held it (domain specification 1.5, 1.6).
 */
import type { KernelConfig } from '../../domain/config.ts';
import {
  type Decimal,
  decimal,
  decimalOf,
  divide,
  floorTo,
  toNumber,
} from '../../domain/decimal.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import { assetOf } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/market.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { ThrottleLevel, Uncounted } from '../../domain/throttle.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { roundStop } from './missed.ts';
import {
  countsOf,
  MISSED_MAX,
  rowKey,
  SCALED_MAX,
  type ScaledEntry,
  type ThrottleBook,
} from './throttle-state.ts';

/** Refusals of correlation throttling itself. */
const CLUSTER_REASONS: readonly ReasonCode[] = [
  'CLUSTER_NOT_BEST',
  'CLUSTER_ENTRY_RATE',
  'CLUSTER_WORST_STRATEGY',
];
/** Refusals that a smaller share can be the cause of. */
const SIZE_REASONS: readonly ReasonCode[] = ['BELOW_MINIMUM', 'STRATEGY_SHARE_USED'];

/** A throttle below this took nothing off. */
const WHOLE = 1 - 1e-12;

export function takeThrottled(
  book: ThrottleBook,
  record: DecisionRecord,
  config: KernelConfig,
): void {
  const instrument = config.instruments.find(({ symbol }) => symbol === record.signal.symbol);
  if (instrument === undefined) return;
  if (record.order !== null) takeAllowed(book, record, config, instrument);
  else if (isThrottledOut(record)) takeRefused(book, record, config, instrument);
}

const throttleOf = ({ multipliers: { risk } }: DecisionRecord): number =>
  (risk['alignment'] ?? 1) * (risk['correlation'] ?? 1) * (risk['cluster'] ?? 1);

function isThrottledOut(record: DecisionRecord): boolean {
  if (record.reason === null) return false;
  if (CLUSTER_REASONS.includes(record.reason)) return true;
  return SIZE_REASONS.includes(record.reason) && throttleOf(record) < WHOLE;
}

function levelOf(record: DecisionRecord, config: KernelConfig): ThrottleLevel {
  const { risk } = record.multipliers;
  const { cluster, strategyCorrelation } = record.alignment;
  if (cluster) {
    const guard = strategyCorrelation !== null && strategyCorrelation >= guardOf(config);
    return guard ? 'joint_extreme' : 'cluster';
  }
  const aligned = (risk['alignment'] ?? 1) < WHOLE;
  const guarded = (risk['correlation'] ?? 1) < WHOLE;
  return aligned && guarded ? 'alignment_and_guard' : aligned ? 'alignment' : 'guard';
}

const guardOf = (config: KernelConfig): number => config.correlation.guard.threshold;

/** An entry that was: larger without throttling, or not at all where a missed one holds. */
function takeAllowed(
  book: ThrottleBook,
  record: DecisionRecord,
  config: KernelConfig,
  instrument: Instrument,
): void {
  const { order, signal, decision, at } = record;
  if (order === null) return;
  const { strategy, symbol, stopDistance } = signal;
  const price = decimal(order.limitPrice);
  const quantity = decimal(order.quantity);
  const holder = book.missed.find((each) => each.strategy === strategy && each.symbol === symbol);
  if (holder !== undefined) {
    const ratio = { plan: -1, held: holder.held === null ? -1 : 0 };
    const notional = -toNumber(quantity) * toNumber(price);
    const { level } = holder;
    const about = { decision, at, strategy, symbol, level, ratio, notional, stopDistance };
    scale(book, { ...about, kind: 'displaced' });
    return;
  }
  const wanted = record.counterfactual.notionalWithoutCorrelation;
  if (!(throttleOf(record) < WHOLE) || wanted === null) return;
  const level = levelOf(record, config);
  const most = Math.min(wanted, roomFor(book, record) + toNumber(quantity) * toNumber(price));
  const larger = quantityAt(most, price, instrument);
  const more = larger > quantity ? toNumber((larger - quantity) as Decimal) : 0;
  const share = more / toNumber(quantity);
  const ratio = { plan: share, held: share };
  const notional = more * toNumber(price);
  const about = { decision, at, strategy, symbol, level, ratio, notional, stopDistance };
  scale(book, { ...about, kind: 'smaller' });
}

function scale(book: ThrottleBook, entry: ScaledEntry): void {
  countsOf(book.day, rowKey(entry))[entry.kind] += 1;
  // A limit bound it with and without: nothing to follow.
  if (entry.ratio.plan === 0) return;
  book.scaled.push(entry);
  if (book.scaled.length > SCALED_MAX) book.scaled = book.scaled.slice(-SCALED_MAX);
}

/** An entry that throttling refused: followed as if it had been taken, where it could have been. */
function takeRefused(
  book: ThrottleBook,
  record: DecisionRecord,
  config: KernelConfig,
  instrument: Instrument,
): void {
  const { signal, decision, at } = record;
  const { strategy, symbol, side, stopDistance, exitPlan: plan } = signal;
  const level = levelOf(record, config);
  const counts = countsOf(book.day, rowKey({ strategy, level }));
  counts.refused += 1;
  const touch = book.touch[symbol];
  const price = touch === undefined ? signal.referencePrice : touch[side === 'long' ? 1 : 0];
  const found = sizeOf(book, record, price, instrument);
  if (typeof found === 'string') {
    book.day.uncounted[found] = (book.day.uncounted[found] ?? 0) + 1;
    return;
  }
  counts.followed += 1;
  const distance = side === 'long' ? 1 - plan.stop : 1 + plan.stop;
  book.missed.push({
    decision,
    strategy,
    symbol,
    side,
    level,
    plan,
    openedAt: at,
    heldUntil: at + signal.expectedHoldingHours * HOUR_MS,
    quantity: found,
    entry: price,
    stopDistance,
    stop: roundStop(side, price * distance, instrument),
    armed: false,
    nextMinute: at - (at % MINUTE_MS),
    fundedUntil: at,
    funding: 0,
    last: price,
    held: null,
  });
}

/** Quantity in base units, or why it could not have been taken. */
function sizeOf(
  book: ThrottleBook,
  record: DecisionRecord,
  price: number,
  instrument: Instrument,
): number | Uncounted {
  const { strategy, symbol } = record.signal;
  const wanted = record.counterfactual.notionalWithoutCorrelation;
  if (wanted === null || !(wanted > 0) || !(price > 0)) return 'no_size';
  if (book.missed.some((each) => each.strategy === strategy && each.symbol === symbol)) {
    return 'in_position';
  }
  const { before, limit } = record.openTrades;
  if (before + book.missed.length + 1 > limit) return 'open_trades';
  const room = roomFor(book, record);
  if (!(room > 0)) return 'caps';
  const at = decimalOf(price);
  const quantity = quantityAt(Math.min(wanted, room), at, instrument);
  const notional = toNumber(quantity) * price;
  const least = Number(instrument.minNotional);
  if (quantity < decimal(instrument.minQuantity) || notional < least) {
    return room < wanted && wanted >= least ? 'caps' : 'minimum';
  }
  return book.missed.length >= MISSED_MAX ? 'too_many' : toNumber(quantity);
}

/** In lots, rounded down, at most the venue's largest order. */
function quantityAt(notional: number, price: Decimal, instrument: Instrument): Decimal {
  if (!(notional > 0)) return 0n as Decimal;
  const lots = floorTo(divide(decimalOf(notional), price), decimal(instrument.lotSize));
  const most = decimal(instrument.maxQuantity);
  return lots < most ? lots : most;
}

/**
 * USDT notional that still fits under every cap beside what was really held and what is followed
 * here; below 0 where a cap was exceeded. Everything followed counts for the three largest assets:
 * exact for three symbols, cautious for more.
 */
function roomFor(book: ThrottleBook, record: DecisionRecord): number {
  const { capacity, caps, exposureBefore: before, signal } = record;
  const asset = assetOf(signal.symbol);
  const all = { notional: 0, risk: 0 };
  const ofStrategy = { notional: 0, risk: 0 };
  const ofAsset = { notional: 0, risk: 0 };
  const count = (strategy: string, symbol: string, notional: number, distance: number): void => {
    for (const sums of [
      all,
      ...(strategy === signal.strategy ? [ofStrategy] : []),
      ...(assetOf(symbol as typeof signal.symbol) === asset ? [ofAsset] : []),
    ]) {
      sums.notional += notional;
      sums.risk += notional * distance;
    }
  };
  for (const each of book.missed) {
    count(each.strategy, each.symbol, each.quantity * each.entry, each.stopDistance);
  }
  for (const each of book.scaled) {
    count(each.strategy, each.symbol, each.notional, each.stopDistance);
  }
  const left = (cap: number, held: typeof all, more: typeof all): number =>
    Math.min(
      (cap - held.notional) * capacity.gross - more.notional,
      ((cap - held.risk) * capacity.risk - more.risk) / signal.stopDistance,
    );
  return Math.min(
    left(caps.strategy, before.strategy, ofStrategy),
    left(caps.asset, before.asset, ofAsset),
    left(caps.topThree, before.topThree, all),
    left(caps.total, before.total, all),
  );
}
