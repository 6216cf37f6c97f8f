/**
 * Equity as a transfer-free index (domain specification 1.3): 1 at the first good mark, moved by
 * PnL alone. Between two transfers it is `base index x (equity / base equity)`, so no rounding
 * accumulates; a transfer ends the interval just before it and starts a new base after it.
 * A day mark, a peak and the opening equity come from good marks only.
 */
import type { EpochMs, Ms } from '../../domain/time.ts';

export interface EquityState {
  /** Time of the last good mark; -1 before the first. */
  lastAt: EpochMs;
  /** Time of the last mark of any quality; -1 before the first. */
  heardAt: EpochMs;
  quality: 'good' | 'stale' | 'implausible' | 'unknown';
  equity: number;
  wallet: number;
  transfers: number;
  index: number;
  baseEquity: number;
  baseIndex: number;
  dayStartAt: EpochMs;
  dayIndex: number;
  dayEquity: number;
  /** Wallet balance without transfers at the day mark. */
  dayWallet: number;
  goodRun: number;
  /** Candidates for the 30-day maximum: index strictly falling, oldest first, from `head` on. */
  head: number;
  peakTimes: number[];
  peakIndexes: number[];
  peakWallets: number[];
  peakEquities: number[];
}

export const createEquity = (dayStartAt: EpochMs): EquityState => ({
  lastAt: -1,
  heardAt: -1,
  quality: 'unknown',
  equity: 0,
  wallet: 0,
  transfers: 0,
  index: 1,
  baseEquity: 0,
  baseIndex: 1,
  dayStartAt,
  dayIndex: 1,
  dayEquity: 0,
  dayWallet: 0,
  goodRun: 0,
  head: 0,
  peakTimes: [],
  peakIndexes: [],
  peakWallets: [],
  peakEquities: [],
});

export interface Mark {
  readonly at: EpochMs;
  readonly equity: number;
  readonly walletBalance: number;
  readonly transfers: number;
}

/**
 * What a total loss leaves of the index once money comes in again: at 0 or below it could not tell
 * any later loss, and the breakers would be blind.
 */
const INDEX_AFTER_RUIN = 1e-9;

/** Index that a mark would give, 1 before the first good one; changes nothing. */
export function indexOfMark(state: EquityState, mark: Mark): number {
  if (mark.transfers === state.transfers) {
    return state.baseEquity > 0 ? (state.baseIndex * mark.equity) / state.baseEquity : state.index;
  }
  const earned = mark.equity - (mark.transfers - state.transfers);
  const index = state.equity > 0 ? (state.index * earned) / state.equity : state.index;
  return Math.max(INDEX_AFTER_RUIN, index);
}

/** Takes a good mark: index, base, peaks, and the day mark when it falls on 00:00 exactly. */
export function recordGoodMark(state: EquityState, mark: Mark, window: Ms): void {
  const first = state.lastAt < 0;
  const index = indexOfMark(state, mark);
  if (first || mark.transfers !== state.transfers) {
    state.baseEquity = mark.equity;
    state.baseIndex = index;
  }
  state.index = index;
  state.equity = mark.equity;
  state.wallet = mark.walletBalance;
  state.transfers = mark.transfers;
  state.lastAt = mark.at;
  if (first || mark.at === state.dayStartAt) setDayMark(state, state.dayStartAt);
  recordPeak(state, mark, window);
}

/** The last good mark becomes the day's reference. */
export function setDayMark(state: EquityState, dayStartAt: EpochMs): void {
  state.dayStartAt = dayStartAt;
  state.dayIndex = state.index;
  state.dayEquity = state.equity;
  state.dayWallet = state.wallet - state.transfers;
}

/** Length of one slot in which only the highest mark is kept, once it is no longer the newest. */
const PEAK_SLOT: Ms = 60_000;

function recordPeak(state: EquityState, mark: Mark, window: Ms): void {
  const { peakTimes, peakIndexes, peakWallets, peakEquities } = state;
  while (peakIndexes.length > state.head && peakIndexes[peakIndexes.length - 1]! <= state.index) {
    peakTimes.pop();
    peakIndexes.pop();
    peakWallets.pop();
    peakEquities.pop();
  }
  const newest = peakTimes.length > state.head ? peakTimes[peakTimes.length - 1]! : -1;
  if (Math.floor(newest / PEAK_SLOT) !== Math.floor(mark.at / PEAK_SLOT)) {
    peakTimes.push(mark.at);
    peakIndexes.push(state.index);
    peakWallets.push(mark.walletBalance - mark.transfers);
    peakEquities.push(mark.equity);
  }
  expirePeaks(state, mark.at, window);
}

/** Window (at - w, at]. */
function expirePeaks(state: EquityState, at: EpochMs, window: Ms): void {
  const { peakTimes } = state;
  while ((peakTimes[state.head] ?? Number.POSITIVE_INFINITY) <= at - window) state.head += 1;
  if (state.head < 1_024 || state.head * 2 < peakTimes.length) return;
  for (const list of [peakTimes, state.peakIndexes, state.peakWallets, state.peakEquities]) {
    list.splice(0, state.head);
  }
  state.head = 0;
}

/** Figures of one mark against the day and the trailing maximum. Fractions. */
export interface EquityReading {
  index: number;
  pnl: number;
  drawdown: number;
  /** Daily PnL and drawdown from realised money alone. */
  realisedPnl: number;
  realisedDrawdown: number;
  peak: number;
  peakAt: EpochMs;
}

export const createReading = (): EquityReading => ({
  index: 1,
  pnl: 0,
  drawdown: 0,
  realisedPnl: 0,
  realisedDrawdown: 0,
  peak: 1,
  peakAt: -1,
});

/** Reads a mark (good or not) without recording it. */
export function readMark(
  state: EquityState,
  mark: Mark,
  window: Ms,
  into: EquityReading,
): EquityReading {
  expirePeaks(state, mark.at, window);
  const index = indexOfMark(state, mark);
  const wallet = mark.walletBalance - mark.transfers;
  const has = (state.peakIndexes[state.head] ?? Number.NEGATIVE_INFINITY) >= index;
  const peak = has ? state.peakIndexes[state.head]! : index;
  into.index = index;
  into.peak = peak;
  into.peakAt = has ? state.peakTimes[state.head]! : mark.at;
  into.pnl = state.dayIndex > 0 ? index / state.dayIndex - 1 : 0;
  into.drawdown = peak > 0 ? 1 - index / peak : 0;
  into.realisedPnl = state.dayEquity > 0 ? (wallet - state.dayWallet) / state.dayEquity : 0;
  const peakEquity = has ? state.peakEquities[state.head]! : 0;
  into.realisedDrawdown =
    peakEquity > 0 ? (state.peakWallets[state.head]! - wallet) / peakEquity : 0;
  return into;
}
