/** Breakers on equity and on closed trades by domain specification 1.3, 1.8 and 1.11. */
import type { KernelConfig, ProfileConfig } from '../../../src/domain/config.ts';
import type { EquityMark } from '../../../src/domain/execution.ts';
import { dayStart, type EpochMs, HOUR_MS, nextDayStart } from '../../../src/domain/time.ts';

/** Ratios are compared inclusively with this tolerance (domain specification 1.8). */
const EPSILON = 1e-9;
/** Playbook A closes the risky strategies for the first 4 h of the day (requirement PB-A). */
const PLAYBOOK_A_MS = 4 * HOUR_MS;
const reached = (value: number, limit: number): boolean => value >= limit - EPSILON;

export const equityOf = (mark: EquityMark): number =>
  Number(mark.walletBalance) + mark.unrealisedPnl;

interface Point {
  readonly at: EpochMs;
  readonly index: number;
}

export class BreakerReference {
  equity: number | null = null;
  daily: number | null = null;
  drawdown: number | null = null;
  streak = 0;
  profile: ProfileConfig;
  /** Ends of freezes: closed while t < until. */
  softUntil = 0;
  hardUntil = 0;
  drawdownUntil = 0;
  streakUntil = 0;
  /** Playbook A: the risky strategies stay closed for the first hours of the next day. */
  riskyUntil = 0;
  drawdownWarning = false;
  recovering = false;
  readonly fired: { readonly at: EpochMs; readonly kind: string }[] = [];

  private readonly config: KernelConfig;
  private index = 1;
  private lastEquity: number | null = null;
  private lastTransfers = 0;
  private open: Point | null = null;
  private last: Point | null = null;
  /** Candidates for the peak: indices descending, times ascending. */
  private readonly peaks: Point[] = [];
  private softArmed = true;
  private sessionHardLimit: number;
  private breakerLevel: number;
  private awaitingResume = false;
  private resumeIndex = 0;
  private nonNegativeSince: EpochMs | null = null;

  constructor(config: KernelConfig) {
    this.config = config;
    this.profile = config.profiles.find((profile) => profile.name === config.profile)!;
    this.sessionHardLimit = this.profile.hardDailyLoss;
    this.breakerLevel = config.breakers.drawdown.breaker;
  }

  /** Moves to `at` before anything that happens then: days and freezes that have ended. */
  time(at: EpochMs): void {
    const { drawdown } = this.config.breakers;
    if (this.awaitingResume && at >= this.drawdownUntil && this.last !== null) {
      this.awaitingResume = false;
      this.recovering = true;
      this.resumeIndex = this.last.index;
      this.nonNegativeSince = at;
      this.breakerLevel = Math.max(drawdown.breaker, (this.drawdown ?? 0) + drawdown.refireStep);
    }
    if (this.open !== null && dayStart(at) > dayStart(this.open.at)) this.rollDay(dayStart(at));
  }

  private rollDay(day: EpochMs): void {
    // The last mark at or before midnight opens the day.
    this.open = { at: day, index: this.last!.index };
    this.softArmed = true;
    if (day === this.hardUntil) {
      this.profile = this.config.profiles[0]!;
      this.riskyUntil = day + PLAYBOOK_A_MS;
    }
    this.sessionHardLimit = this.profile.hardDailyLoss;
  }

  mark(mark: EquityMark): void {
    if (mark.quality !== 'good') return;
    const equity = equityOf(mark);
    const transfers = Number(mark.transfers);
    if (this.lastEquity !== null) {
      this.index *= (equity - (transfers - this.lastTransfers)) / this.lastEquity;
    }
    this.lastEquity = equity;
    this.lastTransfers = transfers;
    this.equity = equity;
    const point = { at: mark.at, index: this.index };
    this.open ??= point;
    if (mark.at === dayStart(mark.at)) this.open = point;
    this.last = point;
    this.daily = this.index / this.open.index - 1;
    this.drawdown = this.drawdownAt(point);
    this.judge(mark.at);
  }

  private drawdownAt(point: Point): number {
    const { peaks } = this;
    while (peaks.length > 0 && peaks.at(-1)!.index <= point.index) peaks.pop();
    peaks.push(point);
    while (peaks[0]!.at <= point.at - this.config.breakers.drawdown.window) peaks.shift();
    return 1 - point.index / peaks[0]!.index;
  }

  private judge(at: EpochMs): void {
    const { dailySoft, drawdown } = this.config.breakers;
    const loss = -this.daily!;
    if (!this.softArmed && this.daily! > dailySoft.rearmAbove + EPSILON) this.softArmed = true;
    if (this.softArmed && reached(loss, -dailySoft.limit)) {
      this.softArmed = false;
      this.softUntil = Math.max(this.softUntil, at + dailySoft.freeze);
      this.fired.push({ at, kind: 'daily_soft' });
    }
    if (at >= this.hardUntil && reached(loss, -this.sessionHardLimit)) {
      this.hardUntil = nextDayStart(at);
      this.fired.push({ at, kind: 'daily_hard' });
    }
    const dd = this.drawdown!;
    if (reached(dd, drawdown.warning)) this.drawdownWarning = true;
    else if (dd < drawdown.warningEnd) this.drawdownWarning = false;
    if (dd < drawdown.rearmBelow) this.breakerLevel = drawdown.breaker;
    if (!this.awaitingResume && reached(dd, this.breakerLevel)) {
      this.awaitingResume = true;
      this.recovering = false;
      this.drawdownUntil = at + drawdown.freeze;
      this.fired.push({ at, kind: 'drawdown_breaker' });
    }
    if (this.recovering) this.recover(at);
  }

  private recover(at: EpochMs): void {
    if (this.index < this.resumeIndex * (1 - EPSILON)) this.nonNegativeSince = null;
    else this.nonNegativeSince ??= at;
    const since = this.nonNegativeSince;
    if (since !== null && at - since >= this.config.breakers.drawdown.recoveryHold) {
      this.recovering = false;
    }
  }

  trade(netPnl: number, at: EpochMs): void {
    const { lossStreak } = this.config.breakers;
    if (netPnl > 0) this.streak = 0;
    if (netPnl >= 0) return;
    this.streak += 1;
    if (this.streak === lossStreak.critical) {
      this.streakUntil = Math.max(this.streakUntil, at + lossStreak.criticalFreeze);
      this.fired.push({ at, kind: 'loss_streak' });
    }
    if (this.streak >= lossStreak.severe) {
      this.streakUntil = Math.max(this.streakUntil, at + lossStreak.severeFreeze);
      this.fired.push({ at, kind: 'loss_streak' });
    }
    if (this.streak === lossStreak.severe) this.stepDown();
  }

  private stepDown(): void {
    const { profiles } = this.config;
    const position = profiles.indexOf(this.profile);
    this.profile = profiles[Math.max(0, position - 1)]!;
  }

  frozen(at: EpochMs): boolean {
    return Math.max(this.softUntil, this.drawdownUntil, this.streakUntil) > at;
  }

  halted(at: EpochMs): boolean {
    return this.hardUntil > at;
  }

  /** Causes of closures that time releases, in force at `at`. */
  causes(at: EpochMs): ReadonlySet<string> {
    const causes = new Set<string>();
    if (this.softUntil > at) causes.add('freeze_daily_soft');
    if (this.hardUntil > at) causes.add('daily_hard');
    if (this.drawdownUntil > at) causes.add('freeze_drawdown');
    if (this.streakUntil > at) causes.add('freeze_loss_streak');
    return causes;
  }
}
