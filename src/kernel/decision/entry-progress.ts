/**
 * What became of approved entries: progress, final states, retries (domain specification 1.9) and
 * the rates that rest on them. A timed-out entry without a fill is retried as a new decision.
 */
import { REASONS, type ReasonCode } from '../../domain/reasons.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { KernelEvent } from '../events.ts';
import { endEntry, type OpenEntry } from '../exposure/holdings.ts';
import { addSample, rejectsKept } from '../guards/rates.ts';
import { addFillSlippage } from '../guards/slippage-check.ts';
import { rejectInput } from '../input/rejections.ts';
import type { KernelState } from '../state.ts';
import { candidateOf, decide } from './decide.ts';

type Progress = Extract<KernelEvent, { kind: 'entry_progress' }>;
type Ended = Extract<KernelEvent, { kind: 'entry_ended' }>;

/** The entry an event speaks of; undefined (and the event refused) when there is none. */
function entryOf(state: KernelState, event: Progress | Ended): OpenEntry | undefined {
  const entry = state.holdings.entries.get(event.decision);
  if (entry === undefined || entry.waitsUntil !== null) {
    rejectInput(
      state,
      event.kind,
      'UNKNOWN_DECISION',
      `no open entry of decision ${event.decision}`,
    );
    return undefined;
  }
  return entry;
}

export function handleProgress(state: KernelState, event: Progress): void {
  const entry = entryOf(state, event);
  if (entry === undefined) return;
  entry.filled = Math.max(entry.filled, event.filledQuantity);
}

export function handleEnded(state: KernelState, event: Ended): void {
  const entry = entryOf(state, event);
  if (entry === undefined) return;
  entry.filled = Math.max(entry.filled, event.filledQuantity);
  endEntry(state.holdings, entry, event.at);
  if (entry.waitsUntil !== null) state.wakeDirty = true;
  recordQuality(state, event, entry);
  if (event.end !== 'timed_out' || entry.filled > 0) {
    recordEnd(state, event);
    return;
  }
  const refusal = entry.attempt === 2 ? undefined : retry(state, event, entry, entry.attempt);
  if (refusal === null) return;
  // A retry that was refused unexpectedly is counted as that: one attempt is one sample.
  const counted = refusal !== undefined && REASONS[refusal] === 'unexpected';
  recordTimeout(state, event.at, 1);
  if (!counted) recordRejected(state, event.at, 0);
  const text = `ORDER_TIMEOUT_FAIL: ${entry.signal.id} was not filled in ${entry.attempt + 1} attempt(s)`;
  state.out.push({
    kind: 'notice',
    at: event.at,
    severity: 'warning',
    code: 'ORDER_TIMEOUT_FAIL',
    text,
  });
}

/** A new decision at a refreshed price; null when it was allowed, else why it was refused. */
function retry(
  state: KernelState,
  event: Ended,
  entry: OpenEntry,
  attempt: 0 | 1,
): ReasonCode | null {
  const { signal, strategy, symbol, decision } = entry;
  const { at } = event;
  const next = attempt === 0 ? 1 : 2;
  return decide(state, candidateOf(state, signal, at, strategy, symbol, next, decision, NaN, at));
}

/** Fill ratio and slippage of the order that ended. */
function recordQuality(state: KernelState, event: Ended, entry: OpenEntry): void {
  const { rates, config } = state;
  if (event.end === 'refused') return;
  const submitted = entry.quantity * entry.price;
  const filled = Math.min(entry.filled, entry.quantity) * entry.price;
  addSample(rates.fills, event.at, filled, submitted, config.rates.window);
  if (!(entry.filled > 0 && event.averagePrice > 0)) return;
  const worse = entry.isLong ? event.averagePrice - entry.mid : entry.mid - event.averagePrice;
  const bps = (worse / entry.mid) * 10_000;
  addSample(rates.slippage, event.at, bps * filled, filled, config.rates.window);
  addFillSlippage(state, event.at, entry.symbol, entry.strategy, bps, filled);
}

/** The attempt is over: timeouts of those that ended, rejects of those not refused deliberately. */
function recordEnd(state: KernelState, event: Ended): void {
  const refused = event.end === 'refused' || event.end === 'rejected';
  const deliberate = refused && event.reason !== null && REASONS[event.reason] === 'deliberate';
  if (!deliberate) recordRejected(state, event.at, refused ? 1 : 0);
  if (event.end !== 'refused') recordTimeout(state, event.at, 0);
}

function recordRejected({ rates, config }: KernelState, at: EpochMs, value: 0 | 1): void {
  addSample(rates.rejected, at, value, 1, rejectsKept(config.rates));
}

function recordTimeout({ rates, config }: KernelState, at: EpochMs, value: 0 | 1): void {
  addSample(rates.timeouts, at, value, 1, config.rates.window);
}
