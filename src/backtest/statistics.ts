/**
 * Figures of a run, per strategy and for the portfolio. Money is exact decimal text where it is a
 * sum of ledger amounts, float where it is a ratio or statistic.
 */
import {
  add,
  type Decimal,
  type DecimalText,
  decimal,
  formatDecimal,
  ZERO,
} from '../domain/decimal.ts';
import type { TradeClosed } from '../domain/execution.ts';

/** Crypto trades every day of the year. */
const DAYS_A_YEAR = 365;

export interface TradeStatistics {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  /** wins / trades; null without trades. */
  readonly winRate: number | null;
  /** Sum of winning net PnL / |sum of losing net PnL|; null when nothing was lost or nothing traded. */
  readonly profitFactor: number | null;
  readonly grossPnl: DecimalText;
  readonly fees: DecimalText;
  readonly funding: DecimalText;
  /** gross - fees + funding over closed trades. */
  readonly netPnl: DecimalText;
  readonly averageHoldingMinutes: number | null;
}

/** Statistics over closed trades, in any order. */
export function tradeStatistics(trades: readonly TradeClosed[]): TradeStatistics {
  let gross: Decimal = ZERO;
  let fees: Decimal = ZERO;
  let funding: Decimal = ZERO;
  let net: Decimal = ZERO;
  let won: Decimal = ZERO;
  let lost: Decimal = ZERO;
  let wins = 0;
  let losses = 0;
  let heldMs = 0;
  for (const trade of trades) {
    const netPnl = decimal(trade.netPnl);
    gross = add(gross, decimal(trade.grossPnl));
    fees = add(fees, decimal(trade.fees));
    funding = add(funding, decimal(trade.funding));
    net = add(net, netPnl);
    heldMs += trade.closedAt - trade.openedAt;
    if (netPnl > 0n) {
      wins += 1;
      won = add(won, netPnl);
    } else if (netPnl < 0n) {
      losses += 1;
      lost = add(lost, netPnl);
    }
  }
  return {
    trades: trades.length,
    wins,
    losses,
    winRate: trades.length === 0 ? null : wins / trades.length,
    profitFactor: lost === 0n ? null : Number(won) / -Number(lost),
    grossPnl: formatDecimal(gross),
    fees: formatDecimal(fees),
    funding: formatDecimal(funding),
    netPnl: formatDecimal(net),
    averageHoldingMinutes: trades.length === 0 ? null : heldMs / trades.length / 60_000,
  };
}

/**
 * Annualised Sharpe ratio of daily returns (fractions), risk-free rate 0: mean / sample standard
 * deviation x sqrt(365). Null below two days or without any variation.
 */
export function sharpeRatio(dailyReturns: readonly number[]): number | null {
  if (dailyReturns.length < 2) return null;
  const mean = dailyReturns.reduce((sum, value) => sum + value, 0) / dailyReturns.length;
  const squares = dailyReturns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (dailyReturns.length - 1));
  return deviation === 0 ? null : (mean / deviation) * Math.sqrt(DAYS_A_YEAR);
}

/** Follows a level (equity, cumulative PnL) and remembers its deepest fall from a peak. */
export class DrawdownMeter {
  private peak: number | undefined;
  private deepest = 0;
  private deepestFraction = 0;

  add(level: number): void {
    if (this.peak === undefined || level > this.peak) this.peak = level;
    const fall = this.peak - level;
    if (fall > this.deepest) this.deepest = fall;
    if (this.peak > 0 && fall / this.peak > this.deepestFraction) {
      this.deepestFraction = fall / this.peak;
    }
  }

  /** Deepest fall in the level's own unit, >= 0. */
  get amount(): number {
    return this.deepest;
  }

  /** Deepest fall as a fraction of the peak before it, >= 0; 0 while no peak was above 0. */
  get fraction(): number {
    return this.deepestFraction;
  }
}
