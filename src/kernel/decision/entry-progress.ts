/**
 * What became of approved entries: progress, final states, retries (domain specification 1.9) and
 * the rates that rest on them. A timed-out entry without a fill is retried as a new decision.
 */
import { REASONS } from '../../domain/reasons.ts';
import type { KernelEvent } from '../events.ts';
import { endEntry, type OpenEntry } from '../exposure/holdings.ts';
import { addSample } from '../guards/rates.ts';
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
  const timedOut = event.end === 'timed_out' && entry.filled === 0;
  if (timedOut && retry(state, event, entry)) return;
  recordEnd(state, event, timedOut);
  if (!timedOut) return;
  const text = `ORDER_TIMEOUT_FAIL: ${entry.signal.id} was not filled in ${entry.attempt + 1} attempt(s)`;
  state.out.push({
    kind: 'notice',
    at: event.at,
    severity: 'warning',
    code: 'ORDER_TIMEOUT_FAIL',
    text,
  });
}

/** A new decision at a refreshed price; false when there is no attempt left or it was refused. */
function retry(state: KernelState, event: Ended, entry: OpenEntry): boolean {
  if (entry.attempt === 2) return false;
  const attempt = entry.attempt === 0 ? 1 : 2;
  const { signal, strategy, symbol, decision } = entry;
  const { at } = event;
  const again = candidateOf(state, signal, at, strategy, symbol, attempt, decision, -1, at);
  return decide(state, again);
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
function recordEnd(state: KernelState, event: Ended, timedOut: boolean): void {
  const { rates, config } = state;
  const refused = event.end === 'refused' || event.end === 'rejected';
  const reason = event.reason ?? (event.end === 'rejected' ? 'VENUE_REJECT' : null);
  const deliberate = refused && reason !== null && REASONS[reason] === 'deliberate';
  if (!deliberate) {
    addSample(rates.rejected, event.at, refused ? 1 : 0, 1, config.rates.rejectedWindow);
  }
  if (event.end !== 'refused') {
    addSample(rates.timeouts, event.at, timedOut ? 1 : 0, 1, config.rates.window);
  }
}
