/** The report of a run as data: what `report.json` holds. Contains nothing of the machine or the hour. */
import type { DecimalText } from '../domain/decimal.ts';
import type { LedgerKind } from '../domain/execution.ts';
import type { ReasonClass } from '../domain/reasons.ts';
import type { EpochMs } from '../domain/time.ts';
import type { TradeStatistics } from './statistics.ts';

export const REPORT_SCHEMA = 'septet.backtest/1';

export interface PortfolioFigures extends TradeStatistics {
  readonly initialEquity: number;
  readonly finalEquity: number;
  /** finalEquity / initialEquity - 1 (no transfers happen in a backtest). */
  readonly totalReturn: number;
  /** Deepest fall of equity from its peak, USDT and fraction, at every mark. */
  readonly maxDrawdown: number;
  readonly maxDrawdownFraction: number;
  readonly sharpe: number | null;
  /** Gross notional / equity over all marks. */
  readonly averageExposure: number;
  readonly maxExposure: number;
  readonly maxOpenPositions: number;
}

export interface StrategyFigures extends TradeStatistics {
  readonly strategy: string;
  readonly bucket: string;
  /** Base candles evaluated, over all symbols. */
  readonly candlesEvaluated: number;
  readonly signals: number;
  readonly allowed: number;
  readonly refused: number;
  /** Deepest fall of the strategy's cumulative net PnL, USDT. */
  readonly maxDrawdown: number;
  /** Of the strategy's daily PnL against the portfolio's equity at the start of the day. */
  readonly sharpe: number | null;
  /** Fraction of marks at which it held a position. */
  readonly timeInMarket: number;
  /** Net realised and unrealised PnL at the end, USDT. */
  readonly pnl: number;
}

export interface ReasonCount {
  readonly reason: string;
  readonly class: ReasonClass;
  readonly count: number;
}

/** Something that fired: breakers, throttles, regime, risk state, trouble. */
export interface TimelineEntry {
  readonly at: EpochMs;
  readonly kind: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly text: string;
}

export interface LedgerProof {
  readonly openingBalance: DecimalText;
  readonly entries: number;
  readonly byKind: Readonly<Record<LedgerKind, DecimalText>>;
  /** Sum of all entries after the opening balance. */
  readonly sum: DecimalText;
  /** Wallet balance as the venue states it at the end. */
  readonly finalBalance: DecimalText;
  /** openingBalance + sum = finalBalance, to the last digit. */
  readonly exact: boolean;
}

export interface BacktestReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly build: string;
  readonly configVersion: string;
  readonly profile: string;
  readonly seed: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly symbols: readonly string[];
  /** Market data read: file names without folders, or the generator's name. */
  readonly data: readonly string[];
  readonly notes: readonly string[];
  /** 1m candles of all symbols. */
  readonly bars: number;
  readonly portfolio: PortfolioFigures;
  readonly strategies: readonly StrategyFigures[];
  readonly decisions: {
    readonly total: number;
    readonly allowed: number;
    readonly refused: number;
    readonly byReason: readonly ReasonCount[];
  };
  readonly orders: {
    readonly filled: number;
    readonly partiallyFilled: number;
    readonly timedOut: number;
    readonly rejected: number;
    readonly cancelled: number;
    readonly refused: number;
  };
  /** Count of each kind of event in the timeline, and the events themselves (bounded). */
  readonly fired: Readonly<Record<string, number>>;
  readonly timeline: readonly TimelineEntry[];
  readonly timelineOmitted: number;
  readonly ledger: LedgerProof;
  /** Head of the hash-chained journal of decisions and outputs. */
  readonly journal: { readonly records: number; readonly head: string };
  readonly stateHashes: Readonly<Record<string, string>>;
}

/** One row of `equity.csv`, hourly. */
export interface EquityPoint {
  readonly at: EpochMs;
  readonly equity: number;
  readonly walletBalance: DecimalText;
  readonly unrealisedPnl: number;
  readonly dailyPnl: number | null;
  readonly drawdown: number | null;
  /** Gross notional / equity. */
  readonly exposure: number;
  readonly openPositions: number;
  readonly riskState: string;
  readonly regime: string;
  /** Cumulative net PnL by strategy, in the order of `report.strategies`. */
  readonly strategyPnl: readonly number[];
}
