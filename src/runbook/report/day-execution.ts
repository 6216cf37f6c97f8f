/** Entries of the day: what was decided, how it ended, and at what price (specification 1.10). */

import { decimal, toNumber } from '../../domain/decimal.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { ExecutorFact } from '../../domain/execution.ts';
import { REASONS } from '../../domain/reasons.ts';
import { count, type DayBook, nameIn, type PendingEntry } from './day-state.ts';

/** Allowed entries on the way; older ones are forgotten and their quality with them. */
const PENDING_MAX = 1_000;

export function takeDecision(book: DayBook, record: DecisionRecord): void {
  const { day } = book;
  const { strategy } = record.signal;
  if (record.order === null) {
    count(day.refused, strategy);
    if (record.reason !== null) count(day.refusedByReason, record.reason);
    if (record.retryOf !== null && record.reasonClass === 'unexpected') day.retriesRefused += 1;
    return;
  }
  count(day.allowed, strategy);
  const { decision, symbol, side, referencePrice, quantity, limitPrice } = record.order;
  book.pending.push({
    decision,
    bucket: record.weights.bucket ?? 'none',
    symbol,
    long: side === 'long',
    mid: referencePrice,
    quantity: toNumber(decimal(quantity)),
    price: toNumber(decimal(limitPrice)),
  });
  if (book.pending.length > PENDING_MAX) book.pending = book.pending.slice(-PENDING_MAX);
}

type Ended = Extract<ExecutorFact, { kind: 'entry_ended' }>;

export function takeEnded(book: DayBook, fact: Ended): void {
  const { day } = book;
  count(day.ends, fact.end);
  if (fact.reason !== null) count(day.endedByReason, fact.reason);
  takeAttempt(book, fact);
  const entry = book.pending.find(({ decision }) => decision === fact.decision);
  if (entry === undefined) return;
  book.pending = book.pending.filter(({ decision }) => decision !== fact.decision);
  if (fact.end !== 'refused') measure(book, entry, fact);
}

/** As the kernel's rates count it: an entry that timed out without a fill may be tried again. */
function takeAttempt({ day }: DayBook, { end, reason, filledQuantity }: Ended): void {
  if (end === 'timed_out' && !(toNumber(decimal(filledQuantity)) > 0)) return;
  const refused = end === 'refused' || end === 'rejected';
  const deliberate = refused && reason !== null && REASONS[reason] === 'deliberate';
  if (!deliberate) day.attempts.judged += 1;
  if (!deliberate && refused) day.attempts.rejected += 1;
  if (end !== 'refused') day.attempts.ended += 1;
}

/** The last retry of an entry timed out as well. */
export function takeTimeoutFail({ day }: DayBook): void {
  day.attempts.timedOut += 1;
}

/** Fill ratio on notional at the limit price; slippage in bps of mid, above 0 is worse. */
function measure({ day }: DayBook, entry: PendingEntry, fact: Ended): void {
  const key = nameIn(day.quality, `${entry.bucket}|${entry.symbol}`);
  const sums = day.quality[key] ?? { orders: 0, submitted: 0, filled: 0, fills: 0, slippage: 0 };
  const filled = Math.min(toNumber(decimal(fact.filledQuantity)), entry.quantity) * entry.price;
  const average = toNumber(decimal(fact.averagePrice));
  sums.orders += 1;
  sums.submitted += entry.quantity * entry.price;
  sums.filled += filled;
  if (filled > 0 && average > 0 && entry.mid > 0) {
    const worse = entry.long ? average - entry.mid : entry.mid - average;
    sums.fills += 1;
    sums.slippage += (worse / entry.mid) * 10_000 * filled;
  }
  day.quality[key] = sums;
}
