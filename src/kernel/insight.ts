/** What the runbook looks at beside the status: whether an effect is in force, and what guards saw. */
import type { ProfileName } from '../domain/decision.ts';
import type { SymbolId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/time.ts';
import type { KernelState } from './state.ts';

export interface KernelInsight {
  readonly ceilings: readonly {
    readonly profile: ProfileName;
    readonly from: EpochMs;
    readonly until: EpochMs;
  }[];
  /** Day whose start closes the risky strategies (playbook A); null: none is due. */
  readonly riskyClosedFrom: EpochMs | null;
  /** From the trip of the drawdown breaker to the resume. */
  readonly drawdownFrozen: boolean;
  readonly recovering: boolean;
  readonly cluster: {
    readonly active: boolean;
    readonly since: EpochMs;
    readonly belowSince: EpochMs | null;
  };
  readonly strictness: 0 | 1 | 2 | 3;
  /** Of the last book, basis points of mid; null: no book yet. */
  readonly spreads: readonly { readonly symbol: SymbolId; readonly bps: number | null }[];
  /** Slippage checks in a row above the limit, by symbol and bucket in configured order. */
  readonly slippageRuns: readonly {
    readonly symbol: SymbolId;
    readonly bucket: string;
    readonly run: number;
  }[];
}

export function kernelInsight(state: KernelState): KernelInsight {
  const { index, market, slippage, cluster } = state;
  const buckets = index.buckets.length;
  return {
    ceilings: state.profile.ceilings.map(({ profile, from, until }) => ({
      profile: index.profiles[profile]!.name,
      from,
      until,
    })),
    riskyClosedFrom: state.core.playbookFrom,
    drawdownFrozen: state.drawdown.frozen,
    recovering: state.drawdown.recovering,
    cluster: { active: cluster.active, since: cluster.since, belowSince: cluster.belowSince },
    strictness: state.core.strictness,
    spreads: index.symbols.map(({ id }, symbol) => ({
      symbol: id,
      bps: spreadBps(market.bids[symbol]?.[0], market.asks[symbol]?.[0]),
    })),
    slippageRuns: slippage.runs.map((run, key) => ({
      symbol: index.symbols[Math.floor(key / buckets)]!.id,
      bucket: index.buckets[key % buckets]!.id,
      run,
    })),
  };
}

function spreadBps(bid: number | undefined, ask: number | undefined): number | null {
  if (bid === undefined || ask === undefined) return null;
  return ((ask - bid) / ((ask + bid) / 2)) * 10_000;
}
