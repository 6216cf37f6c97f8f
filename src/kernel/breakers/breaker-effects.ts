/** What a breaker does when it moves (domain specification 1.8): outputs, freezes, ceilings. */
import { type ClosureCause, closureId, PORTFOLIO } from '../../domain/closure.ts';
import type { BreakerId } from '../../domain/risk.ts';
import { DAY_MS, type EpochMs, type Ms } from '../../domain/time.ts';
import { percent, utc } from '../basis/text.ts';
import { atLeast, atMost } from '../basis/tolerance.ts';
import type { EquityReading } from '../equity/equity-index.ts';
import type { KernelOutput } from '../events.ts';
import { portfolioClosed } from '../gate/closures.ts';
import { openOwnClosure } from '../gate/gate.ts';
import { addCeiling, hasCeiling } from '../profile/profile.ts';
import { changeProfile } from '../profile/profile-changes.ts';
import type { KernelState } from '../state.ts';
import { resumeDrawdown } from './drawdown.ts';
import type { StreakEffect } from './loss-streak.ts';
import { type HeldFreeze, heldOf, holdFreeze, isOff } from './switched-off.ts';

type BreakerOutput = Extract<KernelOutput, { kind: 'breaker' }>;

/** One equity mark as the breakers see it. */
export interface MarkReading {
  readonly reading: EquityReading;
  readonly good: boolean;
}

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
  const off = isOff(state.overrides, breaker);
  const end = until === null ? '' : `; ${off ? 'would hold ' : ''}until ${utc(until)}`;
  state.out.push({
    kind: 'breaker',
    at,
    breaker,
    transition,
    value,
    limit,
    until,
    severity: off && severity === 'critical' ? 'warning' : severity,
    text: `${off ? 'switched off by an override, without effect: ' : ''}${text}${end}`,
  });
}

/**
 * Freezes the portfolio; a freeze of the same breaker that ends later stays. Returns its end. Of a
 * breaker that is switched off it is held back.
 */
function freeze(
  state: KernelState,
  at: EpochMs,
  breaker: BreakerId,
  cause: ClosureCause,
  length: Ms,
  reason: string,
  stepDown = false,
): EpochMs {
  if (isOff(state.overrides, breaker)) {
    state.wakeDirty = true;
    const held = { breaker, cause, until: at + length, reason, stepDown };
    return holdFreeze(state.overrides, held);
  }
  const running = state.closures.all.get(closureId(cause, PORTFOLIO))?.until ?? 0;
  const until = Math.max(at + length, running);
  if (until !== running) openOwnClosure(state, at, cause, PORTFOLIO, until, reason);
  return until;
}

/** What a breaker tripped on: the figure, and from what, to what, since when. */
interface Basis {
  readonly value: number;
  readonly text: string;
}

/** On a doubtful mark realised money counts before what the mark says. */
function dailyBasis(state: KernelState, mark: MarkReading, limit: number): Basis {
  const { dayIndex, dayStartAt } = state.equity;
  const { pnl, realisedPnl, index } = mark.reading;
  const since = utc(dayStartAt);
  if (!mark.good && atMost(realisedPnl, limit)) {
    const text = `daily PnL ${percent(realisedPnl)} since ${since} from realised money alone, limit ${percent(limit)}`;
    return { value: realisedPnl, text };
  }
  const text = `daily PnL ${percent(pnl)}: index ${dayIndex.toFixed(6)} at ${since} to ${index.toFixed(6)}, limit ${percent(limit)}`;
  return { value: pnl, text };
}

/** From what, to what, since when. */
export const drawdownText = ({ drawdown, peak, peakAt, index }: EquityReading): string =>
  `drawdown ${percent(drawdown)}: index ${peak.toFixed(6)} at ${utc(peakAt)} to ${index.toFixed(6)}`;

/** The same for a drawdown. */
function drawdownBasis({ reading, good }: MarkReading, limit: number): Basis {
  const { drawdown, realisedDrawdown, peakAt } = reading;
  if (!good && atLeast(realisedDrawdown, limit)) {
    const text = `drawdown ${percent(realisedDrawdown)} since ${utc(peakAt)} from realised money alone, limit ${percent(limit)}`;
    return { value: realisedDrawdown, text };
  }
  return { value: drawdown, text: `${drawdownText(reading)}, limit ${percent(limit)}` };
}

export function tripDailySoft(state: KernelState, at: EpochMs, mark: MarkReading): void {
  const { limit, freeze: length } = state.config.breakers.dailySoft;
  const { value, text } = dailyBasis(state, mark, limit);
  const until =
    length > 0 ? freeze(state, at, 'daily_soft', 'freeze_daily_soft', length, text) : null;
  reportBreaker(state, at, 'daily_soft', 'tripped', 'warning', value, limit, until, text);
}

/**
 * Closed until the next 00:00; playbook A: the lowest profile for the next session, the risky
 * strategies closed for the first hours of the next day.
 */
export function tripDailyHard(state: KernelState, at: EpochMs, mark: MarkReading): void {
  const limit = hardLimit(state);
  const until = state.core.nextDay;
  const { value, text } = dailyBasis(state, mark, limit);
  freeze(state, at, 'daily_hard', 'daily_hard', until - at, text);
  if (!isOff(state.overrides, 'daily_hard')) beginPlaybookA(state, until);
  reportBreaker(state, at, 'daily_hard', 'tripped', 'critical', value, limit, until, text);
}

/** Of the day that begins at `next`: the lowest profile, risky strategies closed at first. */
function beginPlaybookA(state: KernelState, next: EpochMs): void {
  const ceiling = { profile: 0, from: next, until: next + DAY_MS, cause: 'daily_hard' } as const;
  if (!hasCeiling(state.profile, ceiling)) addCeiling(state.profile, ceiling);
  state.core.playbookFrom = next;
}

/** What is left of a freeze that was held back while its breaker was switched off. */
export function restoreFreeze(state: KernelState, at: EpochMs, held: HeldFreeze): void {
  const { breaker, cause, until, stepDown: steps } = held;
  const reason = `${held.reason}; in force since its breaker is switched on again`;
  freeze(state, at, breaker, cause, until - at, reason);
  if (breaker === 'daily_hard') beginPlaybookA(state, until);
  if (steps) stepDown(state, at, reason);
}

/** Hard daily limit of this day: that of the profile its session was launched with. */
export const hardLimit = (state: KernelState): number =>
  state.index.profiles[state.profile.launched]!.hardDailyLoss;

export function warnDrawdown(state: KernelState, at: EpochMs, mark: MarkReading): void {
  const limit = state.config.breakers.drawdown.warning;
  const { value, text } = drawdownBasis(mark, limit);
  reportBreaker(state, at, 'drawdown_warning', 'tripped', 'warning', value, limit, null, text);
}

export function tripDrawdown(
  state: KernelState,
  at: EpochMs,
  mark: MarkReading,
  limit: number,
): void {
  const { value, text } = drawdownBasis(mark, limit);
  const { freeze: length } = state.config.breakers.drawdown;
  const until = freeze(state, at, 'drawdown_breaker', 'freeze_drawdown', length, text);
  reportBreaker(state, at, 'drawdown_breaker', 'tripped', 'critical', value, limit, until, text);
}

/** The breaker's freeze and recovery, begun by a person; one that is on already goes on as it is. */
export function tripDrawdownByHand(state: KernelState, at: EpochMs, why: string): void {
  if (state.drawdown.frozen) return;
  const { breaker, freeze: length } = state.config.breakers.drawdown;
  const { drawdown } = state.reading;
  const text = `tripped by hand, ${why}; drawdown ${percent(drawdown)}`;
  const until = freeze(state, at, 'drawdown_breaker', 'freeze_drawdown', length, text);
  state.drawdown.frozen = true;
  reportBreaker(
    state,
    at,
    'drawdown_breaker',
    'tripped',
    'critical',
    drawdown,
    breaker,
    until,
    text,
  );
}

/**
 * Entries open again after a drawdown freeze: the freeze is over and no incident is open. Called
 * whenever a closure ended.
 */
export function resumeWhenOpen(state: KernelState, at: EpochMs): void {
  const { drawdown, closures, reading, equity, config } = state;
  if (!drawdown.frozen) return;
  if (portfolioClosed(closures, 'freeze_drawdown') || portfolioClosed(closures, 'incident')) return;
  // Switched off it closes nothing, and would still be freezing.
  if (heldOf(state.overrides, 'freeze_drawdown') !== undefined) return;
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
  const steps = effect === 'severe';
  const until = freeze(state, at, 'loss_streak', 'freeze_loss_streak', length, text, steps);
  const transition = effect === 'severe_again' ? 'renewed' : 'tripped';
  report(transition, 'critical', severe ? rungs.severe : rungs.critical, until, text);
  if (steps && !isOff(state.overrides, 'loss_streak')) stepDown(state, at, text);
}

/** One profile down at once; the ceiling holds until the end of the next session. */
function stepDown(state: KernelState, at: EpochMs, reason: string): void {
  const profile = Math.max(0, state.profile.current - 1);
  const until = state.core.nextDay + DAY_MS;
  addCeiling(state.profile, { profile, from: at, until, cause: 'loss_streak' });
  changeProfile(state, at, profile, `stepped down: ${reason}`);
}
