/**
 * Limits that an override may change for some hours: a declared list, each with its unit, its bounds
 * and which way it loosens. Names are those of the configuration files. What workers, feed or
 * executor read by themselves is not among them: an override is the kernel's.
 */
import type { KernelConfig } from '../../domain/config.ts';
import { orderProblem } from './limit-orders.ts';

type Unit = 'fraction' | 'number' | 'whole' | 'bps' | 'USDT' | 'duration';

export interface LimitKey {
  /** `risk.yaml:caps.asset.BTC` */
  readonly key: string;
  readonly unit: Unit;
  readonly looser: 'up' | 'down';
  readonly min: number;
  readonly max: number;
  /** Where it stands in the kernel's configuration. */
  readonly place: readonly (string | number)[];
}

type Row = readonly [path: string, unit: Unit, looser: 'up' | 'down', min: number, max: number];

const HOUR = 3_600_000;

const CAPS: readonly Row[] = [
  ['caps.otherAsset', 'fraction', 'up', 0.001, 1],
  ['caps.topThree', 'fraction', 'up', 0.001, 1],
  ['caps.total', 'fraction', 'up', 0.001, 1],
  ['sizing.maxOrderNotional', 'USDT', 'up', 1, 1e7],
  ['breakers.dailySoft.limit', 'fraction', 'down', -0.2, -0.001],
  ['breakers.dailySoft.freeze', 'duration', 'down', 0, 24 * HOUR],
  ['breakers.drawdown.warning', 'fraction', 'up', 0.005, 0.3],
  ['breakers.drawdown.breaker', 'fraction', 'up', 0.005, 0.3],
  ['breakers.drawdown.warningSizeMultiplier', 'number', 'up', 0.05, 1],
  ['breakers.drawdown.recoveryRiskMultiplier', 'number', 'up', 0.05, 1],
  ['breakers.lossStreak.warning', 'whole', 'up', 1, 100],
  ['breakers.lossStreak.critical', 'whole', 'up', 1, 100],
  ['breakers.lossStreak.severe', 'whole', 'up', 1, 100],
  ['breakers.volatility.high', 'number', 'up', 0.5, 10],
  ['breakers.volatility.extreme', 'number', 'up', 0.5, 10],
  ['correlation.level1.threshold', 'fraction', 'up', 0.5, 1],
  ['correlation.level1.riskMultiplier', 'number', 'up', 0.05, 1],
  ['correlation.guard.threshold', 'fraction', 'up', 0.05, 1],
  ['correlation.guard.riskMultiplier', 'number', 'up', 0.05, 1],
  ['correlation.cluster.riskMultiplier', 'number', 'up', 0.05, 1],
];
const GUARDS: readonly Row[] = [
  ['guards.priceCollar', 'fraction', 'up', 0.0005, 0.1],
  ['guards.maxEntriesPerMinute', 'whole', 'up', 1, 100],
  ['guards.maxIdenticalInARow', 'whole', 'up', 1, 20],
  ['guards.funding.reduceAbove', 'fraction', 'up', 0.00001, 0.01],
  ['guards.funding.refuseRate', 'fraction', 'up', 0.00001, 0.01],
];
const PROFILE: readonly Row[] = [
  ['leverage', 'number', 'up', 0.1, 10],
  ['maxOpenTrades', 'whole', 'up', 1, 100],
  ['riskBudget', 'fraction', 'up', 0.0005, 0.1],
  ['perStrategyCap', 'fraction', 'up', 0.01, 1],
  ['hardDailyLoss', 'fraction', 'down', -0.2, -0.001],
  ['slippageMultiplier', 'number', 'up', 0.1, 3],
];
const BUCKET: readonly Row[] = [
  ['maxSpreadBps', 'bps', 'up', 0.1, 200],
  ['maxSlippageBps', 'bps', 'up', 0.1, 200],
];

const row = (
  file: string,
  prefix: string,
  at: readonly (string | number)[],
  [path, unit, looser, min, max]: Row,
): LimitKey => ({
  key: `${file}:${prefix}${path}`,
  unit,
  looser,
  min,
  max,
  place: [...at, ...path.split('.')],
});

/** All that may be overridden under this configuration. */
export function limitKeys(config: KernelConfig): readonly LimitKey[] {
  return [
    ...Object.keys(config.caps.asset).map((asset) =>
      row('risk.yaml', 'caps.asset.', ['caps', 'asset'], [asset, 'fraction', 'up', 0.001, 1]),
    ),
    ...CAPS.map((each) => row('risk.yaml', '', [], each)),
    ...GUARDS.map((each) => row('guards.yaml', '', [], each)),
    ...config.profiles.flatMap(({ name }, index) =>
      PROFILE.map((each) => row('profiles.yaml', `profiles.${name}.`, ['profiles', index], each)),
    ),
    ...config.buckets.flatMap(({ id }, index) =>
      BUCKET.map((each) => row('buckets.yaml', `buckets.${id}.`, ['buckets', index], each)),
    ),
  ];
}

export const limitValue = (config: KernelConfig, { place }: LimitKey): number =>
  place.reduce<unknown>(
    (value, part) => (value as Record<string, unknown>)[part],
    config,
  ) as number;

/** The configuration with that limit; everything else is the same. */
export const withLimit = (config: KernelConfig, { place }: LimitKey, value: number): KernelConfig =>
  replaced(config, place, value) as KernelConfig;

function replaced(
  node: unknown,
  [first, ...rest]: readonly (string | number)[],
  value: number,
): unknown {
  if (first === undefined) return value;
  if (Array.isArray(node)) {
    return node.map((item, index) => (index === first ? replaced(item, rest, value) : item));
  }
  const object = node as Record<string, unknown>;
  return { ...object, [first]: replaced(object[first], rest, value) };
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: HOUR };
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** The value of a text as the configuration files write it; words when it is none. */
export function readLimit({ unit }: LimitKey, text: string): number | string {
  const written = text.trim();
  if (unit === 'duration') {
    const match = /^(\d+(?:\.\d+)?)\s*(s|m|h)$/.exec(written);
    const value = match === null ? Number.NaN : Number(match[1]) * UNIT_MS[match[2]!]!;
    return Number.isSafeInteger(value)
      ? value
      : `"${written}" is no duration: write 90s, 30m or 2h`;
  }
  const percent = unit === 'fraction' && written.endsWith('%');
  const plain = percent ? written.slice(0, -1).trim() : written;
  if (!NUMBER.test(plain)) {
    return `"${written}" is no ${unit === 'fraction' ? 'fraction: write 35% or 0.35' : 'number'}`;
  }
  const value = percent ? Number(`${plain}e-2`) : Number(plain);
  if (unit === 'whole' && !Number.isSafeInteger(value)) return `"${written}" is no whole number`;
  return value;
}

export function showLimit({ unit }: LimitKey, value: number): string {
  if (unit === 'fraction') return `${Number((value * 100).toPrecision(12))}%`;
  if (unit === 'duration') return value % HOUR === 0 ? `${value / HOUR}h` : `${value / 60_000}m`;
  return unit === 'bps' || unit === 'USDT' ? `${value} ${unit}` : String(value);
}

/** Why the limit may not have this value; null: it may. */
export function limitProblem(config: KernelConfig, key: LimitKey, value: number): string | null {
  const show = (figure: number): string => showLimit(key, figure);
  if (value < key.min || value > key.max) {
    return `${key.key} may be overridden from ${show(key.min)} to ${show(key.max)}, not to ${show(value)}`;
  }
  if (limitValue(config, key) === value) return `${key.key} is ${show(value)} already`;
  return orderProblem(withLimit(config, key, value));
}

/** For people: value in force, bounds, which way it loosens. */
export const describeLimits = (
  config: KernelConfig,
): readonly { readonly key: string; readonly text: string }[] =>
  limitKeys(config).map((key) => {
    const show = (value: number): string => showLimit(key, value);
    const value = show(limitValue(config, key));
    const looser = key.looser === 'up' ? 'higher' : 'lower';
    return {
      key: key.key,
      text: `${value} (${show(key.min)} to ${show(key.max)}, ${looser} loosens)`,
    };
  });
