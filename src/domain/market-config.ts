/** The generated market as configured. */
import type { SymbolId } from './ids.ts';
import type { Ms } from './time.ts';

export interface MarketConfig {
  readonly seed: number;
  /** First live instant of the generated market, epoch ms; the history lies before it. */
  readonly startsAt: number;
  readonly historyDays: number;
  readonly stepLength: Ms; // 5 s
  readonly assets: readonly MarketAssetConfig[];
  /** Correlation of the common factor, per regime; see the generator's documentation. */
  readonly regimes: readonly MarketRegimeConfig[];
  readonly fundingInterval: Ms; // 8 h
}
export interface MarketAssetConfig {
  readonly symbol: SymbolId;
  /** Price at the start of the generated history, quote per base. */
  readonly initialPrice: number;
  /** Price step of the generated prices; derived from `initialPrice` where absent. */
  readonly tickSize?: number;
  /** Annualised volatility in the calm regime. */
  readonly volatility: number;
  /** Loading on the common factor, 0..1. */
  readonly correlation: number;
  readonly spreadBps: number;
  /** Typical quantity resting on each level, USDT. */
  readonly levelNotional: number;
  /** Typical turnover per minute, USDT. */
  readonly turnoverPerMinute: number;
}
export interface MarketRegimeConfig {
  readonly name: string;
  readonly volatilityMultiplier: number;
  readonly driftPerDay: number;
  readonly meanDuration: Ms;
  readonly jumpsPerDay: number;
  readonly jumpSize: number;
}
