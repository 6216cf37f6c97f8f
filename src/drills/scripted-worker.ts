/** Stands in for a strategy's worker: proposes what the script says, and keeps its entry latch. */
import type { StrategyConfig } from '../domain/config.ts';
import { assetOf } from '../domain/ids.ts';
import type { CandleClosed } from '../domain/market.ts';
import type { Signal } from '../domain/signal.ts';
import type { EpochMs } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import type { Proposer } from '../simulation/parts.ts';
import type { Act } from './scenario.ts';

export class ScriptedWorker implements Proposer {
  entries: 'paused' | 'open' = 'paused';
  evaluated = 0;
  lastCandleAt: EpochMs | null = null;
  private readonly config: StrategyConfig;
  private proposals = 0;

  constructor(config: StrategyConfig) {
    this.config = config;
  }

  readiness(): readonly [] {
    return [];
  }

  requiredHistory(): readonly [] {
    return [];
  }

  warmUp(): void {}

  setEntries(entries: 'paused' | 'open'): void {
    this.entries = entries;
  }

  onCandle({ timeframe, candle }: CandleClosed): readonly [] {
    if (timeframe !== this.config.timeframe) return [];
    this.evaluated += 1;
    this.lastCandleAt = candle.openTime + timeframeMs(timeframe);
    return [];
  }

  onPosition(): readonly [] {
    return [];
  }

  /** `price`: last trade of its symbol. */
  propose(act: Extract<Act, { do: 'enter' }>, price: number, at: EpochMs): Signal {
    const { config } = this;
    const symbol = config.symbols.find((each) => each === act.symbol) ?? config.symbols[0]!;
    this.proposals += 1;
    const { side, edge, stop, trailing, takeProfit, votes, notional } = act;
    return {
      id: `${config.id}-${assetOf(symbol)}-${at}-${side[0]}${this.proposals}`,
      ...{ strategy: config.id, symbol, side, edge, at },
      stopDistance: stop,
      referencePrice: price,
      expectedHoldingHours: config.expectedHoldingHours,
      requestedNotional: notional,
      capitalMultiplier: 1,
      leverageCeiling: config.leverageCeiling,
      onset: votes,
      paused: this.entries === 'paused',
      veto: null,
      exitPlan: {
        ...{ stop, trailing },
        minimalReturn: takeProfit === null ? [] : [[0, takeProfit]],
        baseTimeframe: timeframeMs(config.timeframe),
      },
    };
  }
}
