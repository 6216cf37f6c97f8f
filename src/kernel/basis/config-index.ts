/**
 * Everything the kernel looks up while deciding, interned to small whole numbers once: strategies,
 * symbols, assets and buckets are positions in configuration order. Derived from the
 * configuration alone, so it is never saved.
 */
import type {
  BucketConfig,
  KernelConfig,
  ProfileConfig,
  StrategyConfig,
} from '../../domain/config.ts';
import {
  type AssetId,
  assetOf,
  EXTERNAL,
  type StrategyId,
  type SymbolId,
} from '../../domain/ids.ts';
import { type ExactInstrument, exactInstrument } from './exact.ts';

export interface StrategyEntry {
  readonly id: StrategyId;
  readonly config: StrategyConfig;
  readonly bucket: number;
  readonly bucketConfig: BucketConfig;
  readonly risky: boolean;
  /** By symbol position: 1 when the strategy may trade it. */
  readonly allowed: readonly number[];
}

export interface SymbolEntry {
  readonly id: SymbolId;
  readonly asset: number;
  /** Position among the alignment assets, or -1. */
  readonly alignment: number;
  readonly exact: ExactInstrument;
}

export interface KernelIndex {
  readonly strategies: readonly StrategyEntry[];
  /** Position of a strategy; EXTERNAL has the one after the last. */
  readonly strategyOf: ReadonlyMap<string, number>;
  readonly external: number;
  readonly symbols: readonly SymbolEntry[];
  readonly symbolOf: ReadonlyMap<string, number>;
  readonly assets: readonly AssetId[];
  /** Cap of each asset before the profile's multiplier, fraction. */
  readonly assetCaps: readonly number[];
  readonly buckets: readonly BucketConfig[];
  /** Strategies of each bucket, in configuration order. */
  readonly bucketMembers: readonly (readonly number[])[];
  readonly profiles: readonly ProfileConfig[];
  readonly regimeSymbol: number;
}

/** Throws a RangeError on a configuration that refers to what it does not define. */
export function indexConfig(config: KernelConfig): KernelIndex {
  const bucketOf = positions(config.buckets.map((bucket) => bucket.id));
  const symbolOf = positions(config.instruments.map((instrument) => instrument.symbol));
  const strategyOf = positions(config.strategies.map((strategy) => strategy.id));
  const external = config.strategies.length;
  if (strategyOf.has(EXTERNAL)) throw new RangeError(`strategy id ${EXTERNAL} is reserved`);
  strategyOf.set(EXTERNAL, external);
  const assets = [...new Set(config.instruments.map((instrument) => assetOf(instrument.symbol)))];
  const strategies = config.strategies.map((strategy) =>
    strategyEntry(strategy, config, bucketOf, symbolOf),
  );
  if (config.profiles.length === 0) throw new RangeError('no profile is configured');
  const { symbol } = config.breakers.volatility;
  const regimeSymbol = symbolOf.get(symbol);
  if (regimeSymbol === undefined) {
    throw new RangeError(`the regime is measured on an unknown symbol ${symbol}`);
  }
  return {
    strategies,
    strategyOf,
    external,
    symbols: config.instruments.map((instrument) => ({
      id: instrument.symbol,
      asset: assets.indexOf(assetOf(instrument.symbol)),
      alignment: config.correlation.alignmentAssets.indexOf(assetOf(instrument.symbol)),
      exact: exactInstrument(instrument),
    })),
    symbolOf,
    assets,
    assetCaps: assets.map((asset) => config.caps.asset[asset] ?? config.caps.otherAsset),
    buckets: config.buckets,
    bucketMembers: config.buckets.map((_, bucket) =>
      strategies.flatMap((strategy, at) => (strategy.bucket === bucket ? [at] : [])),
    ),
    profiles: config.profiles,
    regimeSymbol,
  };
}

function strategyEntry(
  strategy: StrategyConfig,
  config: KernelConfig,
  bucketOf: ReadonlyMap<string, number>,
  symbolOf: ReadonlyMap<string, number>,
): StrategyEntry {
  const bucket = bucketOf.get(strategy.bucket);
  if (bucket === undefined) {
    throw new RangeError(`strategy ${strategy.id} names an unknown bucket ${strategy.bucket}`);
  }
  const allowed: number[] = new Array(config.instruments.length).fill(0);
  for (const symbol of strategy.symbols) {
    const at = symbolOf.get(symbol);
    if (at === undefined) {
      throw new RangeError(`strategy ${strategy.id} names an unknown symbol ${symbol}`);
    }
    allowed[at] = 1;
  }
  return {
    id: strategy.id,
    config: strategy,
    bucket,
    bucketConfig: config.buckets[bucket]!,
    risky: config.breakers.riskyStrategies.includes(strategy.id),
    allowed,
  };
}

function positions(ids: readonly string[]): Map<string, number> {
  const map = new Map(ids.map((id, at) => [id, at] as const));
  if (map.size !== ids.length) throw new RangeError(`an id appears twice: ${ids.join(', ')}`);
  return map;
}

/** Position of a profile by name; -1 when there is none. */
export function profileOf(index: KernelIndex, name: string): number {
  return index.profiles.findIndex((profile) => profile.name === name);
}
