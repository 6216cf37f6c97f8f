/** What a breaker does when it moves (domain specification 1.8): outputs, freezes, ceilings. */
import { type ClosureCause, closureId, PORTFOLIO } from '../../domain/closure.ts';
import { DAY_MS, type EpochMs, type Ms } from '../../domain/time.ts';
import { percent, utc } from '../basis/text.ts';
import type { KernelOutput } from '../events.ts';
import { portfolioClosed } from '../gate/closures.ts';
import { openOwnClosure } from '../gate/gate.ts';
import { addCeiling } from '../profile/profile.ts';
import { changeProfile } from '../profile/profile-changes.ts';
import type { KernelState } from '../state.ts';
import { resumeDrawdown } from './drawdown.ts';
import type { StreakEffect } from './loss-streak.ts';

type BreakerOutput = Extract<KernelOutput, { kind: 'breaker' }>;

export function reportBreaker(
  state: KernelState,
  at: EpochMs,
  breaker: BreakerOutput['breaker'],
  transition: BreakerOutput['transition'],
  severity: BreakerOutput['severity'],
  value: number,
  limit: number,
  until: EpochMs | null,
  text: string,
): void {
  state.out.push({
    kind: 'breaker',
    at,
    breaker,
    transition,
    value,
    limit,
    until,
    severity,
    text: until === null ? text : `${text}; until ${utc(until)}`,
  });
}

/** Freezes the portfolio; a freeze of the same breaker that ends later stays. Returns its end. */
export function freeze(
  state: KernelState,
  at: EpochMs,
  cause: ClosureCause,
  length: Ms,
  reason: string,
): { until: EpochMs; renewed: boolean } {
  const running = state.closures.all.get(closureId(cause, PORTFOLIO));
  const until = Math.max(at + length, running?.until ?? 0);
  if (running === undefined || running.until !== until) {
    openOwnClosure(state, at, cause, PORTFOLIO, until, reason);
  }
  return { until, renewed: running !== undefined };
}

/** From what, to what, since when: the basis of a daily figure. */
function dailyBasis(state: KernelState, index: number, pnl: number): string {
  const { equity } = state;
  return `daily PnL ${percent(pnl)}: index ${equity.dayIndex.toFixed(6)} at ${utc(equity.dayStartAt)} to ${index.toFixed(6)}`;
}

export function tripDailySoft(state: KernelState, at: EpochMs, index: number, pnl: number): void {
  const { limit, freeze: length } = state.config.breakers.dailySoft;
  const text = `${dailyBasis(state, index, pnl)}, limit ${percent(limit)}`;
  const until = length > 0 ? freeze(state, at, 'freeze_daily_soft', length, text).until : null;
  reportBreaker(state, at, 'daily_soft', 'tripped', 'warning', pnl, limit, until, text);
}

/**
 * Closed until the next 00:00; playbook A: the lowest profile for the next session, the risky
 * strategies closed for the first hours of the next day.
 */
export function tripDailyHard(state: KernelState, at: EpochMs, index: number, pnl: number): void {
  const limit = hardLimit(state);
  const until = state.core.nextDay;
  const text = `${dailyBasis(state, index, pnl)}, hard limit ${percent(limit)}`;
  openOwnClosure(state, at, 'daily_hard', PORTFOLIO, until, text);
  addCeiling(state.profile, {
    profile: 0,
    from: until,
    until: until + DAY_MS,
    cause: 'daily_hard',
  });
  state.core.playbookFrom = until;
  reportBreaker(state, at, 'daily_hard', 'tripped', 'critical', pnl, limit, until, text);
}

/** Hard daily limit of this day: that of the profile its session was launched with. */
export const hardLimit = (state: KernelState): number =>
  state.index.profiles[state.profile.launched]!.hardDailyLoss;

export function tripDrawdown(
  state: KernelState,
  at: EpochMs,
  drawdown: number,
  limit: number,
  basis: string,
): void {
  const text = `${basis}, limit ${percent(limit)}`;
  const { until } = freeze(
    state,
    at,
    'freeze_drawdown',
    state.config.breakers.drawdown.freeze,
    text,
  );
  reportBreaker(state, at, 'drawdown_breaker', 'tripped', 'critical', drawdown, limit, until, text);
}

/**
 * Entries open again after a drawdown freeze: the freeze is over and no incident is open. Called
 * whenever a closure ended.
 */
export function resumeWhenOpen(state: KernelState, at: EpochMs): void {
  const { drawdown, closures, reading, equity, config } = state;
  if (!drawdown.frozen) return;
  if (portfolioClosed(closures, 'freeze_drawdown') || portfolioClosed(closures, 'incident')) return;
  resumeDrawdown(drawdown, at, reading.drawdown, equity.index, config.breakers);
  const { recoveryRiskMultiplier, recoveryHold } = config.breakers.drawdown;
  const text = `entries open again at drawdown ${percent(reading.drawdown)}: risk x${recoveryRiskMultiplier} until cumulative PnL stayed >= 0 for ${recoveryHold / 3_600_000} h; fires again at ${percent(drawdown.fireLevel)}`;
  reportBreaker(
    state,
    at,
    'drawdown_breaker',
    'recovering',
    'info',
    reading.drawdown,
    drawdown.fireLevel,
    null,
    text,
  );
}

export function applyStreak(state: KernelState, at: EpochMs, effect: StreakEffect): void {
  if (effect === 'none') return;
  const rungs = state.config.breakers.lossStreak;
  const { losses } = state.lossStreak;
  const report = (
    transition: BreakerOutput['transition'],
    severity: BreakerOutput['severity'],
    limit: number,
    until: EpochMs | null,
    text: string,
  ): void =>
    reportBreaker(state, at, 'loss_streak', transition, severity, losses, limit, until, text);
  const text = `${losses} losing closed trades in a row`;
  if (effect === 'reset') {
    report('cleared', 'info', rungs.warning, null, 'a winning trade ended the losing streak');
    return;
  }
  if (effect === 'warning') {
    report('tripped', 'warning', rungs.warning, null, text);
    return;
  }
  const severe = effect !== 'critical';
  const length = severe ? rungs.severeFreeze : rungs.criticalFreeze;
  const { until } = freeze(state, at, 'freeze_loss_streak', length, text);
  const transition = effect === 'severe_again' ? 'renewed' : 'tripped';
  report(transition, 'critical', severe ? rungs.severe : rungs.critical, until, text);
  if (effect === 'severe') stepDown(state, at, text);
}

/** One profile down at once; the ceiling holds until the end of the next session. */
function stepDown(state: KernelState, at: EpochMs, reason: string): void {
  const profile = Math.max(0, state.profile.current - 1);
  const until = state.core.nextDay + DAY_MS;
  addCeiling(state.profile, { profile, from: at, until, cause: 'loss_streak' });
  changeProfile(state, at, profile, `stepped down: ${reason}`);
}
