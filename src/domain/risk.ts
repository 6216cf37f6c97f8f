import type { BucketId, StrategyId } from './ids.ts';

/** One bucket's or strategy's weight with its figures. */
export interface WeightRecord {
  readonly bucket: BucketId;
  readonly strategy: StrategyId | null;
  readonly active: boolean;
  /** Daily volatility used (fraction), after floor and stand-ins. */
  readonly volatility: number;
  /** How many daily returns it rests on. */
  readonly samples: number;
  readonly raw: number;
  readonly floor: number;
  readonly cap: number;
  readonly weight: number;
}

export const BREAKER_IDS = [
  'daily_soft',
  'daily_hard',
  'drawdown_warning',
  'drawdown_breaker',
  'loss_streak',
  'volatility',
] as const;
export type BreakerId = (typeof BREAKER_IDS)[number];
