import type { StrategyConfig } from '../domain/config.ts';
import { assetOf } from '../domain/ids.ts';
import type { ExitPlan, Signal } from '../domain/signal.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import type { RawEntry } from './rules.ts';
import type { Evaluation } from './symbol-track.ts';

/** How a position of this strategy is left without anybody deciding. */
export function exitPlanOf(config: StrategyConfig): ExitPlan {
  return {
    stop: config.stop,
    trailing: config.trailing,
    minimalReturn: config.minimalReturn,
    baseTimeframe: timeframeMs(config.timeframe),
  };
}

/** The proposal a raw entry makes; size and leverage shrink in capital state 1. */
export function signalOf(
  config: StrategyConfig,
  evaluation: Evaluation,
  entry: RawEntry,
  told: Pick<Signal, 'paused' | 'veto' | 'exitPlan'>,
): Signal {
  const { symbol, closeTime: at } = evaluation;
  const stressed = entry.state === 1;
  return {
    id: `${config.id}-${assetOf(symbol)}-${at}-${entry.side === 'long' ? 'L' : 'S'}`,
    strategy: config.id,
    symbol,
    side: entry.side,
    edge: entry.edge,
    stopDistance: config.stop,
    referencePrice: evaluation.close,
    at,
    expectedHoldingHours: config.expectedHoldingHours,
    requestedNotional: null,
    capitalMultiplier: stressed ? config.capitalMultiplierStressed : 1,
    leverageCeiling: stressed ? config.leverageCeilingStressed : config.leverageCeiling,
    onset: evaluation.onset,
    ...told,
  };
}
