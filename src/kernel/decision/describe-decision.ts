/** Expands a packed decision into the record that people and files read. */
import type { KernelConfig } from '../../domain/config.ts';
import {
  type CheckRecord,
  DECISION_SCHEMA,
  type DecisionRecord,
  type ExposureRecord,
  type SizeStep,
} from '../../domain/decision.ts';
import { type ReasonCode, reasonClass } from '../../domain/reasons.ts';
import { reasonOf } from './decide.ts';
import { REGIMES, RISK_STATES } from './figures.ts';
import type { PackedDecision } from './packed-decision.ts';
import * as P from './packed-layout.ts';

/** Null for "no figure". */
const figure = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : value;

export function describeDecision(config: KernelConfig, packed: PackedDecision): DecisionRecord {
  const { figures: f, signal, order, closures } = packed;
  const at = (slot: number): number => f[slot]!;
  const reason = reasonOf(at(P.REASON));
  const strategy = config.strategies[at(P.STRATEGY)]!;
  const profile = config.profiles[at(P.PROFILE)]!;
  const binding = at(P.BINDING);
  return {
    schema: DECISION_SCHEMA,
    id: `d${at(P.DECISION)}`,
    decision: at(P.DECISION),
    at: at(P.AT),
    verdict: at(P.ALLOWED) === 1 ? 'allowed' : 'refused',
    reason,
    reasonClass: reason === null ? null : reasonClass(reason),
    text: textOf(packed, reason),
    signal,
    retryOf: figure(at(P.RETRY_OF)),
    configVersion: config.version,
    epoch: at(P.EPOCH),
    riskState: RISK_STATES[at(P.RISK_STATE)]!,
    profile: profile.name,
    regime: REGIMES[at(P.REGIME)]!,
    strictness: at(P.STRICTNESS),
    closures,
    capacity: {
      equity: at(P.EQUITY),
      leverage: profile.leverage,
      regimeLeverage: at(P.REGIME_LEVERAGE),
      gross: at(P.GROSS),
      risk: at(P.RISK_CAPACITY),
    },
    weights: {
      bucket: strategy.bucket,
      bucketWeight: at(P.BUCKET_WEIGHT),
      strategyWeight: at(P.STRATEGY_WEIGHT),
    },
    caps: {
      strategy: at(P.CAP_STRATEGY),
      asset: at(P.CAP_ASSET),
      topThree: at(P.CAP_TOP_THREE),
      total: at(P.CAP_TOTAL),
    },
    multipliers: {
      risk: named(P.RISK_MULTIPLIERS, f, P.MULTIPLIERS),
      size: named(P.SIZE_MULTIPLIERS, f, P.MULTIPLIERS + P.RISK_MULTIPLIERS.length),
    },
    alignment: {
      value: figure(at(P.ALIGNMENT)),
      votes: at(P.VOTES),
      majority: ([null, 'long', 'short'] as const)[at(P.MAJORITY)]!,
      strategyCorrelation: figure(at(P.STRATEGY_CORRELATION)),
      cluster: at(P.CLUSTER) > 0,
    },
    checks: checksOf(f),
    size: sizeSteps(f),
    bindingStep: binding < 0 ? null : P.LIMITS[binding]!,
    exposureBefore: exposureOf(f, P.BEFORE),
    exposureAfter: exposureOf(f, order === null ? P.BEFORE : P.AFTER),
    openTrades: { before: at(P.OPEN_TRADES), limit: at(P.OPEN_LIMIT) },
    counterfactual: { notionalWithoutCorrelation: figure(at(P.COUNTERFACTUAL)) },
    order,
  };
}

function named(
  names: readonly string[],
  f: readonly number[],
  slot: number,
): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, f[slot + i]!]));
}

/** Checks up to the one that failed; those after it were not reached and are absent. */
function checksOf(f: readonly number[]): CheckRecord[] {
  const failed = f[P.FAILED_CHECK]!;
  const last = failed < 0 ? P.CHECKS.length - 1 : failed;
  const records: CheckRecord[] = [];
  for (let i = 0; i <= last; i += 1) {
    const [check, unit] = P.CHECKS[i]!;
    const failing = i === failed;
    const denied = f[P.FAILED_OUTCOME] === 1 ? 'deny' : 'not_evaluated';
    const [measured, held] = P.checkFigures(f, i);
    const input = figure(measured);
    records.push({
      check,
      outcome: failing ? denied : 'pass',
      input,
      limit: figure(held),
      unit,
      ...noteOf(i, failing, measured),
    });
  }
  return records;
}

function noteOf(check: number, failing: boolean, measured: number): { note?: string } {
  if (check === P.CHECK_SLIPPAGE && measured === Number.POSITIVE_INFINITY) {
    return { note: 'the book is too thin for this size' };
  }
  return Number.isNaN(measured) && !failing ? { note: 'does not apply to this entry' } : {};
}

/** The chain of 1.6 with the notional after each step. */
function sizeSteps(f: readonly number[]): SizeStep[] {
  if (f[P.BINDING]! < 0) return [];
  const steps: SizeStep[] = [];
  let notional = f[P.BASE_NOTIONAL]!;
  steps.push({ step: 'risk_share', factor: null, limit: notional, notional });
  const multiply = (step: string, factor: number): void => {
    notional *= factor;
    steps.push({ step, factor, limit: null, notional });
  };
  const limit = (slot: number): void => {
    const value = f[P.SIZE_LIMITS + slot]!;
    if (Number.isNaN(value)) return;
    notional = Math.min(notional, value);
    steps.push({ step: P.LIMITS[slot]!, factor: null, limit: value, notional });
  };
  P.RISK_MULTIPLIERS.forEach((name, i) => {
    multiply(name, f[P.MULTIPLIERS + i]!);
  });
  limit(P.LIMIT_POSITION_SHARE);
  limit(P.LIMIT_SHARE_LEFT);
  P.SIZE_MULTIPLIERS.forEach((name, i) => {
    multiply(name, f[P.MULTIPLIERS + P.RISK_MULTIPLIERS.length + i]!);
  });
  for (let slot = P.LIMIT_REQUESTED; slot < P.LIMITS.length; slot += 1) limit(slot);
  return steps;
}

function exposureOf(f: readonly number[], slot: number): ExposureRecord {
  const pair = (i: number) => ({ notional: f[slot + i]!, risk: f[slot + i + 1]! });
  return {
    strategy: pair(0),
    asset: pair(2),
    topThree: pair(4),
    total: pair(6),
    assetSameDirection: pair(8),
  };
}

function textOf(packed: PackedDecision, reason: ReasonCode | null): string {
  const { figures: f, signal, order, closures } = packed;
  const who = `${signal.strategy} ${signal.side} ${signal.symbol}`;
  if (order !== null) {
    const bound = P.LIMITS[f[P.BINDING]!]!;
    return `allowed: ${who}, ${order.quantity} at ${order.limitPrice} (${f[P.SIZE_LIMITS + P.LIMIT_LOTS]!.toFixed(2)} USDT, bound by ${bound})`;
  }
  const closure = closures[0];
  if (closure !== undefined) return `refused ${reason}: ${who}, ${closure.reason}`;
  const failed = f[P.FAILED_CHECK]!;
  const [check, unit] = P.CHECKS[failed]!;
  const [input, limit] = P.checkFigures(f, failed).map(figure);
  const bound = f[P.BINDING]! < 0 ? '' : `, bound by ${P.LIMITS[f[P.BINDING]!]}`;
  return `refused ${reason}: ${who}, ${check} ${input ?? 'unknown'} against ${limit ?? 'none'} ${unit}${bound}`;
}
