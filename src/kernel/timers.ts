/**
 * Everything that time alone does, in order of due time: closures that end, contests, votes that
 * expire, the cluster's hold, 00:00 UTC, marks that do not come, funding that stays degraded.
 */
import { DAY_MS, type EpochMs, HOUR_MS, type Ms } from '../domain/time.ts';
import { closeDay, startCapital } from './allocation/allocation.ts';
import { reallocate } from './allocation/weights.ts';
import { utc } from './basis/text.ts';
import { reportBreaker, resumeWhenOpen } from './breakers/breaker-effects.ts';
import { startDay } from './breakers/daily.ts';
import { riskStateOf } from './breakers/risk-state.ts';
import { dropHeld, nextHeldEnd } from './breakers/switched-off.ts';
import { expireVotes, nextVoteExpiry } from './correlation/alignment.ts';
import { updateThrottles } from './correlation/cluster.ts';
import { endContest } from './decision/signals.ts';
import { setDayMark } from './equity/equity-index.ts';
import { degrade } from './equity/marks.ts';
import { nextEntryTimeout, releaseEntry } from './exposure/holdings.ts';
import { nextClosureEnd } from './gate/closures.ts';
import { noteDayActivity, openOwnClosure, releaseClosure } from './gate/gate.ts';
import { checkSlippage } from './guards/slippage-check.ts';
import { startSession } from './profile/profile-changes.ts';
import type { KernelState } from './state.ts';

/** How long playbook A keeps the risky strategies closed on the day after a hard daily loss. */
const PLAYBOOK_A_CLOSED: Ms = 4 * HOUR_MS;

/** Earliest instant at which time alone changes something. */
export function nextTimer(state: KernelState): EpochMs {
  const { cluster, config, equity, market } = state;
  let next = Math.min(
    state.core.nextDay,
    nextClosureEnd(state.closures),
    nextVoteExpiry(state.alignment, config.correlation),
    nextEntryTimeout(state.holdings),
    nextHeldEnd(state.overrides),
    cluster.contestEndsAt ?? Number.POSITIVE_INFINITY,
    state.slippage.dueAt ?? Number.POSITIVE_INFINITY,
  );
  if (cluster.belowSince !== null) {
    next = Math.min(next, cluster.belowSince + config.correlation.cluster.exitHold);
  }
  if (equity.quality === 'good') {
    next = Math.min(next, equity.heardAt + config.guards.equityStaleAfter + 1);
  }
  if (market.unalerted === 0) return next;
  for (const funding of market.funding) {
    if (funding === null || funding.status !== 'degraded' || funding.alerted) continue;
    next = Math.min(next, funding.degradedSince + config.guards.funding.degradedAlertAfter + 1);
  }
  return next;
}

/** Runs every timer due at or before `until` and moves the clock there. Bounded by its timers. */
export function advanceTo(state: KernelState, until: EpochMs): void {
  if (state.wakeDirty) refreshWake(state);
  while (state.wakeAt <= until) {
    const at = Math.max(state.wakeAt, state.core.now);
    state.core.now = at;
    runTimers(state, at);
    settle(state, at);
    refreshWake(state);
  }
  state.core.now = Math.max(state.core.now, until);
}

export function refreshWake(state: KernelState): void {
  state.wakeAt = nextTimer(state);
  state.wakeDirty = false;
}

/** Each timer that fires moves itself beyond `at`, so that the loop above ends. */
function runTimers(state: KernelState, at: EpochMs): void {
  const { cluster, config } = state;
  expireVotes(state.alignment, at, config.correlation);
  updateThrottles(state, at);
  if (at >= state.core.nextDay) turnDay(state, at);
  endClosures(state, at);
  forgetWaitingEntries(state, at);
  watchEquity(state, at);
  watchFunding(state, at);
  checkSlippage(state, at);
  settle(state, at);
  if (cluster.contestEndsAt !== null && at >= cluster.contestEndsAt) endContest(state, at);
}

function endClosures(state: KernelState, at: EpochMs): void {
  const due = [...state.closures.all.values()].filter(
    (closure) => closure.until !== null && closure.until <= at,
  );
  for (const closure of due) releaseClosure(state, at, closure.id, 'time');
  dropHeld(state.overrides, at);
  resumeWhenOpen(state, at);
}

function forgetWaitingEntries(state: KernelState, at: EpochMs): void {
  for (const entry of [...state.holdings.entries.values()]) {
    if (entry.waitsUntil === null || entry.waitsUntil > at) continue;
    releaseEntry(state.holdings, entry);
    const text = `no position showed the fill of decision ${entry.decision}; it is no longer counted`;
    state.out.push({ kind: 'notice', at, severity: 'warning', code: 'POSITION_MISSING', text });
  }
}

function watchEquity(state: KernelState, at: EpochMs): void {
  const { equity, config } = state;
  if (equity.quality !== 'good') return;
  if (at - equity.heardAt <= config.guards.equityStaleAfter) return;
  equity.quality = 'stale';
  degrade(state, at, `no equity mark since ${utc(equity.heardAt)}`);
}

function watchFunding(state: KernelState, at: EpochMs): void {
  const limit = state.config.guards.funding.degradedAlertAfter;
  state.market.funding.forEach((funding, symbol) => {
    if (funding === null || funding.status !== 'degraded' || funding.alerted) return;
    if (at - funding.degradedSince <= limit) return;
    funding.alerted = true;
    state.market.unalerted -= 1;
    const text = `funding data of ${state.index.symbols[symbol]!.id} degraded since ${utc(funding.degradedSince)}`;
    state.out.push({ kind: 'notice', at, severity: 'warning', code: 'FUNDING_DEGRADED', text });
  });
}

/**
 * 00:00 UTC, which is always a timer of its own, so `at` is that very instant: daily returns, day
 * mark, breakers, session and profile, playbook A, weights.
 */
function turnDay(state: KernelState, at: EpochMs): void {
  const { allocation, index, config, strategyPnl, equity, daily, core } = state;
  const pnl = strategyPnl.last.map((value, s) => value - strategyPnl.atDay[s]!);
  closeDay(allocation, index, config.allocation, pnl);
  strategyPnl.last.forEach((value, s) => {
    strategyPnl.atDay[s] = value;
  });
  setDayMark(equity, at);
  if (daily.hardTripped) {
    const limit = index.profiles[state.profile.launched]!.hardDailyLoss;
    reportBreaker(state, at, 'daily_hard', 'cleared', 'info', 0, limit, null, 'a new UTC day');
  }
  if (!daily.softArmed) {
    const { limit } = config.breakers.dailySoft;
    reportBreaker(state, at, 'daily_soft', 'rearmed', 'info', 0, limit, null, 'a new UTC day');
  }
  startDay(daily);
  core.nextDay = at + DAY_MS;
  startSession(state, at);
  if (core.playbookFrom !== null) startPlaybook(state, at);
  allocation.dayActive.fill(0);
  noteDayActivity(state);
  for (const position of state.holdings.positions) {
    if (position.strategy < allocation.dayActive.length) {
      allocation.dayActive[position.strategy] = 1;
    }
  }
  reallocate(state, at, `00:00 UTC of ${utc(at)}`);
  state.allocationReason = null;
  startCapital(allocation, equity.equity);
}

/** Opened before the portfolio's own closure is released at the same instant: no gap between. */
function startPlaybook(state: KernelState, at: EpochMs): void {
  state.core.playbookFrom = null;
  const until = at + PLAYBOOK_A_CLOSED;
  for (const strategy of state.index.strategies) {
    if (!strategy.risky) continue;
    const scope = { strategy: strategy.id, symbol: null };
    const reason = 'playbook A: closed for the first hours of the day after a hard daily loss';
    openOwnClosure(state, at, 'playbook', scope, until, reason, 'hard_daily_loss');
  }
}

/** Brings what follows from closures up to date: weights and risk state. */
export function settle(state: KernelState, at: EpochMs): void {
  if (state.allocationReason !== null) {
    reallocate(state, at, state.allocationReason);
    state.allocationReason = null;
  }
  const to = riskStateOf(state);
  const from = state.core.riskState;
  if (to === from) return;
  state.core.riskState = to;
  state.out.push({ kind: 'risk_state', at, from, to });
}
