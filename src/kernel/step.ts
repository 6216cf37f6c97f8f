/**
 * The kernel's only way in: one event, one ordered list of outputs. Deterministic: the state and
 * the event decide everything. Bad input is refused and counted; nothing here throws on data.
 */
import type { Signal } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';
import { profileOf } from './basis/config-index.ts';
import { show } from './basis/text.ts';
import { applyOverrides } from './breakers/apply-overrides.ts';
import { applyStreak, resumeWhenOpen, tripDrawdownByHand } from './breakers/breaker-effects.ts';
import { countTrade } from './breakers/loss-streak.ts';
import { startCluster } from './correlation/cluster.ts';
import { handleEnded, handleProgress } from './decision/entry-progress.ts';
import { handleSignal } from './decision/signals.ts';
import { evaluateMark, takeMark } from './equity/marks.ts';
import type { KernelEvent, KernelOutput } from './events.ts';
import { markSymbol } from './exposure/holdings.ts';
import { evaluateOverCap } from './exposure/over-cap.ts';
import { handlePosition } from './exposure/positions.ts';
import { noteDayActivity, openClosure, releaseClosure } from './gate/gate.ts';
import { type Fault, kindOf, rejectInput } from './input/rejections.ts';
import { takeId } from './input/signal-ids.ts';
import * as account from './input/validate-account.ts';
import * as command from './input/validate-command.ts';
import * as market from './input/validate-market.ts';
import { signalFault } from './input/validate-signal.ts';
import { timeFault } from './input/validate-time.ts';
import { changeProfile, imposeCeiling } from './profile/profile-changes.ts';
import { handleCandle } from './regime/candles.ts';
import type { KernelState } from './state.ts';
import { advanceTo, refreshWake, settle } from './timers.ts';

const NOTHING: readonly KernelOutput[] = Object.freeze([]);

export function step(state: KernelState, event: KernelEvent): readonly KernelOutput[] {
  const fault = timeFault(state, event) ?? eventFault(state, event);
  if (fault === null) apply(state, event);
  else rejectInput(state, kindOf(event), fault.code, fault.text);
  if (state.wakeDirty) refreshWake(state);
  const { out } = state;
  if (out.length === 0) return NOTHING;
  state.out = [];
  return out;
}

function apply(state: KernelState, event: KernelEvent): void {
  if (event.kind === 'signal') {
    applySignal(state, event);
    return;
  }
  const { at } = event;
  if (event.kind === 'equity') {
    // Timers before the mark, then the mark, then 00:00 itself: the mark at midnight is the day's.
    advanceTo(state, at - 1);
    takeMark(state, event);
    advanceTo(state, at);
    evaluateMark(state, event);
    settle(state, at);
    return;
  }
  advanceTo(state, at);
  if (event.kind === 'book') handleBook(state, event);
  else handle(state, event, at);
}

function applySignal(state: KernelState, { at, signal }: Of<'signal'>): void {
  const { strategy, symbol } = state.candidate;
  advanceTo(state, at);
  handleSignal(state, at, signal, strategy, symbol);
  settle(state, at);
}

type Other = Exclude<KernelEvent, { kind: 'equity' | 'book' | 'signal' }>;

function handle(state: KernelState, event: Other, at: EpochMs): void {
  switch (event.kind) {
    case 'time':
      break;
    case 'trade_closed':
      handleTrade(state, event);
      break;
    case 'candle_1h':
      handleCandle(state, event);
      break;
    case 'funding':
      handleFunding(state, event);
      break;
    case 'entry_progress':
      handleProgress(state, event);
      break;
    case 'entry_ended':
      handleEnded(state, event);
      break;
    case 'position':
      handlePosition(state, event);
      evaluateOverCap(state, at);
      break;
    case 'close':
      openClosure(state, at, event.closure);
      break;
    case 'release':
      handleRelease(state, event);
      break;
    case 'set_profile':
      handleProfile(state, event);
      break;
    case 'set_strategy_enabled':
      state.allocation.enabled[state.index.strategyOf.get(event.strategy)!] = event.enabled ? 1 : 0;
      state.allocationReason = `${event.strategy} ${event.enabled ? 'enabled' : 'disabled'} by ${event.actor}`;
      noteDayActivity(state);
      break;
    case 'set_strictness':
      state.core.strictness = event.strictness;
      break;
    case 'set_ceiling':
      handleCeiling(state, event);
      break;
    case 'trip_drawdown':
      tripDrawdownByHand(state, at, `${event.actor}: ${event.reason}`);
      break;
    case 'start_cluster':
      startCluster(state, at);
      break;
    case 'set_overrides':
      applyOverrides(state, event);
      break;
    default:
      event satisfies never;
  }
  settle(state, at);
}

/** Malformed, unknown or seen before. Notes the signal's places and, when all is well, its id. */
function signalEventFault(state: KernelState, signal: Signal): Fault | null {
  const fault = signalFault(signal, state.index, state.candidate);
  if (fault !== null || takeId(state.signalIds, signal.id)) return fault;
  return { code: 'SIGNAL_DUPLICATE', text: `signal ${signal.id} came before` };
}

/** Null when the event may be handled; a signal's id is known from then on. */
function eventFault(state: KernelState, event: KernelEvent): Fault | null {
  switch (event.kind) {
    case 'time':
      return null;
    case 'signal':
      return signalEventFault(state, event.signal);
    case 'book':
      return market.bookFault(state, event);
    case 'candle_1h':
      return market.candleFault(state, event);
    case 'funding':
      return market.fundingFault(state, event);
    case 'equity':
      return account.equityFault(state, event);
    case 'trade_closed':
      return account.tradeFault(state, event);
    case 'entry_progress':
    case 'entry_ended':
      return account.progressFault(state, event);
    case 'position':
      return account.positionFault(state, event);
    case 'close':
      return command.closureFault(state, event);
    case 'release':
      return command.releaseFault(event);
    case 'set_profile':
      return command.profileFault(state, event);
    case 'set_strategy_enabled':
      return command.enabledFault(state, event);
    case 'set_strictness':
      return command.strictnessFault(event);
    case 'set_ceiling':
      return command.ceilingFault(state, event);
    case 'trip_drawdown':
    case 'start_cluster':
      return command.beginFault(state, event);
    case 'set_overrides':
      return command.overridesFault(state, event);
    default:
      return { code: 'UNKNOWN_EVENT', text: `unknown event ${show((event as Other).kind)}` };
  }
}

type Of<K extends KernelEvent['kind']> = Extract<KernelEvent, { kind: K }>;

function handleBook(state: KernelState, event: Of<'book'>): void {
  const { market } = state;
  const symbol = state.index.symbolOf.get(event.symbol)!;
  market.bookAt[symbol] = event.at;
  market.bids[symbol] = event.bids;
  market.asks[symbol] = event.asks;
  if (market.marks[symbol] === event.mark) return;
  market.marks[symbol] = event.mark;
  markSymbol(state.holdings, symbol, event.mark);
}

/** Streaks count trades of configured strategies; what EXTERNAL did is nobody's streak. */
function handleTrade(state: KernelState, event: Of<'trade_closed'>): void {
  const strategy = state.index.strategyOf.get(event.strategy)!;
  if (strategy === state.index.external) return;
  state.allocation.closedTrades[strategy]! += 1;
  const effect = countTrade(state.lossStreak, event.netPnl, state.config.breakers);
  applyStreak(state, event.at, effect);
}

function handleFunding(state: KernelState, event: Of<'funding'>): void {
  const symbol = state.index.symbolOf.get(event.symbol)!;
  const before = state.market.funding[symbol];
  const wasDegraded = before?.status === 'degraded';
  const degraded = event.status === 'degraded';
  state.wakeDirty = true;
  const waited = wasDegraded && !before.alerted ? 1 : 0;
  const waits = degraded && !(wasDegraded && before.alerted) ? 1 : 0;
  state.market.unalerted += waits - waited;
  state.market.funding[symbol] = {
    status: event.status,
    rate: event.status === 'ok' ? event.rate : 0,
    nextFundingTime: event.status === 'ok' ? event.nextFundingTime : 0,
    interval: event.status === 'ok' ? event.interval : 0,
    degradedSince: degraded && wasDegraded ? before.degradedSince : event.at,
    alerted: degraded && wasDegraded ? before.alerted : false,
  };
  if (degraded === wasDegraded) return;
  const text = `funding data of ${event.symbol} ${degraded ? 'is degraded: entries go on without it' : 'is back'}`;
  const code = degraded ? 'FUNDING_LOST' : 'FUNDING_BACK';
  state.out.push({ kind: 'notice', at: event.at, severity: 'info', code, text });
}

function handleRelease(state: KernelState, event: Of<'release'>): void {
  if (releaseClosure(state, event.at, event.closureId, event.by)) {
    resumeWhenOpen(state, event.at);
    return;
  }
  rejectInput(
    state,
    'release',
    'UNKNOWN_CLOSURE',
    `no closure ${show(event.closureId)} is in force`,
  );
}

function handleCeiling(state: KernelState, event: Of<'set_ceiling'>): void {
  const { at, from, until, actor, reason } = event;
  const profile = profileOf(state.index, event.profile);
  const ceiling = { profile, from, until, cause: 'incident' } as const;
  imposeCeiling(state, at, ceiling, `${actor}: ${reason}`);
}

function handleProfile(state: KernelState, event: Of<'set_profile'>): void {
  const profile = profileOf(state.index, event.profile);
  changeProfile(state, event.at, profile, `${event.actor}: ${event.reason}`);
}
