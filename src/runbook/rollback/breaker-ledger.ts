/**
 * What the breakers should be, from what was recorded: equity marks, closed trades, hourly candles.
 * Own arithmetic on purpose, nothing of the kernel's: a breaker that is wrong there is not wrong
 * here in the same way (requirement RB-T3). Plain data, saved with the state.
 */
import type { BreakersConfig } from '../../domain/config.ts';
import type { Regime } from '../../domain/decision.ts';
import { DAY_MS, dayStart, type EpochMs, HOUR_MS } from '../../domain/time.ts';

export interface BreakerLedger {
  /** Equity without transfers, 1 at the first mark; null before it. */
  mark: { at: EpochMs; equity: number; transfers: number; index: number } | null;
  /** The last mark at or before midnight opens the day. */
  day: { start: EpochMs; index: number };
  /** `reached`: the limit was reached since it was armed last. */
  soft: { reached: boolean; until: EpochMs };
  /** Lowest PnL of the day. */
  lowest: number;
  /** End of the freeze that the drawdown demanded last; 0: none. */
  drawdownUntil: EpochMs;
  losses: number;
  streakUntil: EpochMs;
  /** Null: the candles were not followed from their first on, nothing can be said. */
  regime: LedgerRegime | null;
  /** A doubtful mark came: the kernel may have tripped on realised money, or on its repetition. */
  doubted: boolean;
}

export interface LedgerRegime {
  openTime: EpochMs;
  close: number;
  /** True ranges until there are enough for the first average; empty after it. */
  ranges: number[];
  atr: number | null;
  /** ATR in % of the close, oldest first, at most the window. */
  percents: number[];
  /** The last ones, as many as confirm a change. */
  zs: (number | null)[];
  regime: Regime;
}

const EPSILON = 1e-9;
const reaches = (value: number, limit: number): boolean => value >= limit - EPSILON;

export const createBreakerLedger = (followed: boolean): BreakerLedger => ({
  mark: null,
  day: { start: 0, index: 1 },
  soft: { reached: false, until: 0 },
  lowest: 0,
  drawdownUntil: 0,
  losses: 0,
  streakUntil: 0,
  regime: followed
    ? { openTime: -1, close: 0, ranges: [], atr: null, percents: [], zs: [], regime: 'normal' }
    : null,
  doubted: false,
});

/** PnL of the running day, fraction; null before the first mark. */
export const ledgerPnl = ({ mark, day }: BreakerLedger): number | null =>
  mark === null ? null : mark.index / day.index - 1;

export interface RecordedMark {
  readonly at: EpochMs;
  readonly equity: number;
  readonly transfers: number;
}

/** A good mark. `drawdown`: least it can be from the recorded highs; null: unknown. */
export function ledgerMark(
  ledger: BreakerLedger,
  { at, equity, transfers }: RecordedMark,
  drawdown: number | null,
  config: BreakersConfig,
): void {
  const before = ledger.mark;
  const factor =
    before === null || before.equity <= 0
      ? 1
      : Math.max(0, (equity - (transfers - before.transfers)) / before.equity);
  const index = (before?.index ?? 1) * factor;
  ledger.mark = { at, equity, transfers, index };
  if (before === null) ledger.day = { start: dayStart(at), index };
  else if (at > ledger.day.start + DAY_MS) startDay(ledger, dayStart(at), before.index);
  const pnl = ledgerPnl(ledger) ?? 0;
  ledger.lowest = Math.min(ledger.lowest, pnl);
  const { dailySoft } = config;
  if (pnl > dailySoft.rearmAbove + EPSILON) ledger.soft.reached = false;
  if (!ledger.soft.reached && reaches(-pnl, -dailySoft.limit)) {
    ledger.soft.reached = true;
    if (dailySoft.freeze > 0)
      ledger.soft.until = Math.max(ledger.soft.until, at + dailySoft.freeze);
  }
  if (
    drawdown !== null &&
    at >= ledger.drawdownUntil &&
    reaches(drawdown, config.drawdown.breaker)
  ) {
    // A level that fires later after a resume is the kernel's to know: see the comparison.
    ledger.drawdownUntil = at + config.drawdown.freeze;
  }
}

/** A mark of exactly midnight belongs to the day that ends. */
function startDay(ledger: BreakerLedger, start: EpochMs, index: number): void {
  ledger.day = { start, index };
  ledger.soft.reached = false;
  ledger.lowest = 0;
}

export function ledgerTrade(
  ledger: BreakerLedger,
  netPnl: number,
  at: EpochMs,
  { lossStreak }: BreakersConfig,
): void {
  if (netPnl > 0) ledger.losses = 0;
  if (netPnl >= 0) return;
  ledger.losses += 1;
  const freeze =
    ledger.losses >= lossStreak.severe
      ? lossStreak.severeFreeze
      : ledger.losses === lossStreak.critical
        ? lossStreak.criticalFreeze
        : 0;
  ledger.streakUntil = Math.max(ledger.streakUntil, freeze === 0 ? 0 : at + freeze);
}

export interface HourCandle {
  readonly openTime: EpochMs;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Closed hourly candle of the volatility symbol; one that was told before is ignored. */
export function ledgerCandle(
  ledger: BreakerLedger,
  { openTime, high, low, close }: HourCandle,
  config: BreakersConfig['volatility'],
): void {
  const own = ledger.regime;
  if (own === null || openTime <= own.openTime) return;
  const first = own.openTime < 0;
  const range = first ? high - low : Math.max(high, own.close) - Math.min(low, own.close);
  own.openTime = openTime;
  own.close = close;
  if (own.atr === null) {
    own.ranges.push(range);
    if (own.ranges.length < config.atrPeriod) return;
    own.atr = mean(own.ranges);
    own.ranges = [];
  } else own.atr += (range - own.atr) / config.atrPeriod;
  own.percents = [...own.percents, (100 * own.atr) / close].slice(-config.window);
  const z = own.percents.length < config.minSamples ? null : zOf(own.percents);
  own.zs = [...own.zs, z].slice(-config.confirmations);
  if (z !== null) own.regime = regimeAfter(own, z, config);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function zOf(values: readonly number[]): number {
  const middle = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - middle) * (value - middle))));
  return deviation <= middle * 1e-12 ? 0 : ((values.at(-1) ?? middle) - middle) / deviation;
}

function regimeAfter(
  { regime, zs }: LedgerRegime,
  z: number,
  { high, extreme, confirmations }: BreakersConfig['volatility'],
): Regime {
  const inARow = (test: (value: number) => boolean): boolean =>
    zs.length === confirmations && zs.every((value) => value !== null && test(value));
  if (reaches(z, extreme)) return 'extreme';
  if (regime === 'extreme') return inARow((value) => !reaches(value, extreme)) ? 'high' : regime;
  if (regime === 'high') return inARow((value) => !reaches(value, high)) ? 'normal' : regime;
  return inARow((value) => reaches(value, high)) ? 'high' : regime;
}

/** Hours since its candle; null: none yet. The kernel lets a candle of longer ago change nothing. */
export const candleAge = (regime: LedgerRegime, now: EpochMs): number | null =>
  regime.openTime < 0 ? null : (now - regime.openTime) / HOUR_MS;
