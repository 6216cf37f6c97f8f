/** Raw entry signals of a strategy: its conditions alone, before any position, cooldown or veto. */
import type { StrategyConfig } from '../domain/config.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { CandleClosed, Side } from '../domain/market.ts';
import type { EpochMs } from '../domain/time.ts';
import { Evaluator, type EvaluatorOptions } from './evaluator.ts';

export interface RawSignal {
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  readonly candleCloseTime: EpochMs;
  readonly side: Side;
  /** Strength in [0, 1]. */
  readonly edge: number;
  /** First candle of its run. */
  readonly onset: boolean;
}

/**
 * Runs one strategy over closed candles of its symbols (and of the basket, where it reads one), in
 * order of closing, higher timeframes first at one instant; timeframes it does not read are
 * ignored, so any source will do that has its base and context timeframes.
 */
export function* rawSignals(
  config: StrategyConfig,
  options: EvaluatorOptions,
  candles: Iterable<CandleClosed>,
): Generator<RawSignal, void, void> {
  const evaluator = new Evaluator(config, options);
  for (const event of candles) {
    for (const evaluation of evaluator.onCandle(event)) {
      if (evaluation.entry === null) continue;
      yield {
        strategy: config.id,
        symbol: evaluation.symbol,
        candleCloseTime: evaluation.closeTime,
        side: evaluation.entry.side,
        edge: evaluation.entry.edge,
        onset: evaluation.onset,
      };
    }
  }
}
