/** The figures that alerts rest on, cheap enough to be read with every batch. Reads only. */
import type { Closure } from '../domain/closure.ts';
import type { Regime } from '../domain/decision.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/time.ts';
import { percent, utc } from './basis/text.ts';
import { drawdownText, hardLimit } from './breakers/breaker-effects.ts';
import { type Rate, rateOf, WATCHED_REJECTS } from './guards/rates.ts';
import { slippageIsHigh } from './guards/slippage-check.ts';
import type { KernelState } from './state.ts';

export interface KernelReadings {
  /**
   * Fractions; null while the equity mark is missing or doubtful and the breaker itself has not
   * tripped: then the figure it tripped on counts.
   */
  readonly dailyPnl: number | null;
  readonly dailyText: string;
  /** Hard daily limit of this day, a negative fraction. */
  readonly hardLimit: number;
  readonly drawdown: number | null;
  readonly drawdownText: string;
  /** Losing closed trades in a row. */
  readonly losses: number;
  readonly timeouts: Rate;
  readonly rejected: Rate;
  /** The same over the window and the samples of the rollback trigger. */
  readonly rejectedWatched: Rate;
  /** Symbols whose slippage was above the limit of a bucket in three checks in a row. */
  readonly slippage: readonly SymbolId[];
  /** Since when a cluster event is in force; null: none. */
  readonly clusterSince: EpochMs | null;
  readonly regime: Regime;
  readonly regimeZ: number | null;
  readonly funding: readonly { readonly symbol: SymbolId; readonly since: EpochMs }[];
  readonly closures: readonly Closure[];
}

export function kernelReadings(state: KernelState, at: EpochMs): KernelReadings {
  const { equity, reading, daily, drawdown, lossStreak, cluster, regime, config, rates } = state;
  const good = equity.lastAt >= 0 && equity.quality === 'good';
  const limit = hardLimit(state);
  const { window, rejectedWindow, minSamples } = config.rates;
  return {
    dailyPnl: good ? reading.pnl : daily.hardTripped ? Math.min(reading.realisedPnl, limit) : null,
    dailyText: `daily PnL ${percent(reading.pnl)}: index ${equity.dayIndex.toFixed(6)} at ${utc(equity.dayStartAt)} to ${reading.index.toFixed(6)}`,
    hardLimit: limit,
    drawdown: good
      ? reading.drawdown
      : drawdown.frozen
        ? Math.max(reading.realisedDrawdown, drawdown.fireLevel)
        : null,
    drawdownText: drawdownText(reading),
    losses: lossStreak.losses,
    timeouts: rateOf(rates.timeouts, at, window, minSamples),
    rejected: rateOf(rates.rejected, at, rejectedWindow, minSamples),
    rejectedWatched: rateOf(rates.rejected, at, WATCHED_REJECTS.window, WATCHED_REJECTS.minSamples),
    slippage: highSlippage(state),
    clusterSince: cluster.active ? cluster.since : null,
    regime: regime.regime,
    regimeZ: regime.z,
    funding: degradedFunding(state),
    closures: [...state.closures.all.values()],
  };
}

function highSlippage({ slippage, index }: KernelState): readonly SymbolId[] {
  const buckets = index.buckets.length;
  return index.symbols.flatMap(({ id }, symbol) =>
    index.buckets.some((_, bucket) => slippageIsHigh(slippage, symbol * buckets + bucket))
      ? [id]
      : [],
  );
}

function degradedFunding({ market, index }: KernelState): KernelReadings['funding'] {
  return market.funding.flatMap((funding, symbol) =>
    funding?.status === 'degraded'
      ? [{ symbol: index.symbols[symbol]!.id, since: funding.degradedSince }]
      : [],
  );
}
