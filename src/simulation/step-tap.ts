import type { FundingSettlement, MarketSource, PriceStep } from '../domain/market.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { StepSource } from '../execution/driver.ts';

/**
 * One market for two readers: the feed reads it, and what it read is put here for the executor.
 */
export class StepTap implements StepSource {
  readonly stepLength: Ms;
  private readonly market: MarketSource;
  private pending: PriceStep[] = [];

  constructor(market: MarketSource) {
    this.market = market;
    this.stepLength = market.stepLength;
  }

  put(step: PriceStep): void {
    this.pending.push(step);
  }

  /** Everything put and not yet taken; the simulation puts only what has happened by `until`. */
  advance(_until: EpochMs): readonly PriceStep[] {
    if (this.pending.length === 0) return this.pending;
    const steps = this.pending;
    this.pending = [];
    return steps;
  }

  settlements(from: EpochMs, to: EpochMs): readonly FundingSettlement[] {
    return this.market.settlements(from, to);
  }
}
