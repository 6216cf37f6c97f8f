/** Alignment, strategy correlation and the cluster event by domain specification 1.7 and 1.11. */
import type { CorrelationConfig } from '../../../src/domain/config.ts';
import type { EquityMark } from '../../../src/domain/execution.ts';
import { assetOf } from '../../../src/domain/ids.ts';
import type { Side } from '../../../src/domain/market.ts';
import type { Signal } from '../../../src/domain/signal.ts';
import { type EpochMs, HOUR_MS } from '../../../src/domain/time.ts';

export interface Alignment {
  readonly value: number | null;
  readonly votes: number;
  readonly majority: Side | null;
}

interface Ranked {
  readonly at: EpochMs;
  readonly percentile: number;
}

export class CorrelationReference {
  cluster = false;
  private readonly config: CorrelationConfig;
  private readonly strategies: readonly string[];
  private readonly votes = new Map<string, { side: Side; at: EpochMs }>();
  private readonly edges = new Map<string, number[]>();
  private readonly ranked = new Map<string, Ranked[]>();
  /** By signal id, as ranked when it came. */
  readonly percentiles = new Map<string, number>();
  private belowSince: EpochMs | null = null;
  private readonly hourly = new Map<string, number[]>();
  private hour: number | null = null;
  private hourOpen: Readonly<Record<string, number>> = {};
  private lastPnl: Readonly<Record<string, number>> = {};
  private known: number | null | undefined;

  constructor(config: CorrelationConfig, strategies: readonly string[]) {
    this.config = config;
    this.strategies = strategies;
  }

  signal(signal: Signal): void {
    const { percentileSignals, percentileMinSignals } = this.config.cluster;
    if (signal.onset && this.votesOn(signal.symbol)) {
      this.votes.set(`${signal.strategy} ${assetOf(signal.symbol)}`, {
        side: signal.side,
        at: signal.at,
      });
    }
    const edges = [...(this.edges.get(signal.strategy) ?? []), signal.edge].slice(
      -percentileSignals,
    );
    this.edges.set(signal.strategy, edges);
    const percentile =
      edges.length < percentileMinSignals
        ? signal.edge
        : edges.filter((edge) => edge <= signal.edge).length / edges.length;
    const list = this.ranked.get(signal.strategy) ?? [];
    list.push({ at: signal.at, percentile });
    this.percentiles.set(signal.id, percentile);
    this.ranked.set(signal.strategy, list);
  }

  private votesOn(symbol: Signal['symbol']): boolean {
    return this.config.alignmentAssets.includes(assetOf(symbol));
  }

  alignment(now: EpochMs): Alignment {
    const { voteWindow, minVotes, minAssetsWithVotes } = this.config;
    const assets = new Set<string>();
    let long = 0;
    let short = 0;
    for (const [key, { side, at }] of this.votes) {
      if (at <= now - voteWindow) continue;
      assets.add(key.split(' ')[1]!);
      if (side === 'long') long += 1;
      else short += 1;
    }
    const votes = long + short;
    const majority = long === short ? null : long > short ? 'long' : 'short';
    const defined = votes >= minVotes && assets.size >= minAssetsWithVotes;
    return { value: defined ? Math.max(long, short) / votes : null, votes, majority };
  }

  /** The cluster event as time passes and after every signal. */
  evaluate(now: EpochMs): void {
    const { enter, exit, exitHold } = this.config.cluster;
    const { value } = this.alignment(now);
    if (!this.cluster) {
      if (value !== null && value >= enter - 1e-9) {
        this.cluster = true;
        this.belowSince = null;
      }
      return;
    }
    if (value !== null && value >= exit - 1e-9) {
      this.belowSince = null;
      return;
    }
    this.belowSince ??= now;
    if (now - this.belowSince >= exitHold) this.cluster = false;
  }

  /** Strategy with the lowest mean percentile over the window; null: fewer than two signalled. */
  worst(now: EpochMs): readonly string[] {
    const { edgeWindow, minStrategies } = this.config.cluster;
    const means: { readonly strategy: string; readonly mean: number }[] = [];
    for (const strategy of this.strategies) {
      const recent = (this.ranked.get(strategy) ?? []).filter(({ at }) => at > now - edgeWindow);
      this.ranked.set(strategy, recent);
      if (recent.length === 0) continue;
      const mean = recent.reduce((sum, { percentile }) => sum + percentile, 0) / recent.length;
      means.push({ strategy, mean });
    }
    if (means.length < minStrategies) return [];
    const lowest = Math.min(...means.map(({ mean }) => mean));
    return means.filter(({ mean }) => mean <= lowest + 1e-9).map(({ strategy }) => strategy);
  }

  mark(mark: EquityMark): void {
    if (mark.quality !== 'good') return;
    // A mark on the hour still belongs to the hour that ends there.
    const hour = Math.ceil(mark.at / HOUR_MS);
    if (this.hour === null) {
      this.hourOpen = mark.strategyPnl;
    } else {
      for (; this.hour < hour; this.hour += 1) this.endHour();
    }
    this.hour = hour;
    this.lastPnl = mark.strategyPnl;
  }

  private endHour(): void {
    const hours = this.config.guard.window / HOUR_MS;
    for (const strategy of this.strategies) {
      const change = (this.lastPnl[strategy] ?? 0) - (this.hourOpen[strategy] ?? 0);
      const list = this.hourly.get(strategy) ?? [];
      list.push(change);
      if (list.length > hours) list.shift();
      this.hourly.set(strategy, list);
    }
    this.hourOpen = this.lastPnl;
    this.known = undefined;
  }

  /** Mean Pearson over the pairs that are active enough; null below the minimum of pairs. */
  strategyCorrelation(): number | null {
    if (this.known !== undefined) return this.known;
    const { minActiveHours, minPairs } = this.config.guard;
    const active = this.strategies.filter(
      (s) => (this.hourly.get(s) ?? []).filter((v) => v !== 0).length >= minActiveHours,
    );
    const values: number[] = [];
    active.forEach((a, i) => {
      for (const b of active.slice(i + 1)) {
        values.push(pearson(this.hourly.get(a)!, this.hourly.get(b)!));
      }
    });
    this.known =
      values.length < minPairs ? null : values.reduce((x, y) => x + y, 0) / values.length;
    return this.known;
  }

  multipliers(now: EpochMs): { alignment: number; correlation: number; cluster: number } {
    const { level1, guard, cluster } = this.config;
    if (this.cluster) return { alignment: 1, correlation: 1, cluster: cluster.riskMultiplier };
    const { value } = this.alignment(now);
    const correlation = this.strategyCorrelation();
    return {
      alignment: value !== null && value >= level1.threshold - 1e-9 ? level1.riskMultiplier : 1,
      correlation:
        correlation !== null && correlation >= guard.threshold - 1e-9 ? guard.riskMultiplier : 1,
      cluster: 1,
    };
  }
}

function pearson(xs: readonly number[], ys: readonly number[]): number {
  const n = xs.length;
  const mx = xs.reduce((a, b) => a + b, 0) / n;
  const my = ys.reduce((a, b) => a + b, 0) / n;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i += 1) {
    xy += (xs[i]! - mx) * (ys[i]! - my);
    xx += (xs[i]! - mx) ** 2;
    yy += (ys[i]! - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}
