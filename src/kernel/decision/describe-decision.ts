/** Expands a decision into the record that people and files read. */
import type { KernelConfig } from '../../domain/config.ts';
import {
  type CheckRecord,
  DECISION_SCHEMA,
  type DecisionRecord,
  type EntryOrder,
  type ExposureRecord,
  type SizeStep,
} from '../../domain/decision.ts';
import { reasonClass } from '../../domain/reasons.ts';
import type { Decision } from '../events.ts';
import { approvedOrder, type DecidedBy } from './approved-order.ts';
import * as C from './checks.ts';
import { REGIMES, RISK_STATES } from './figures.ts';
import * as L from './layout.ts';

/** Null for "no figure". */
const figure = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function describeDecision(kernel: DecidedBy, decision: Decision): DecisionRecord {
  const { figures: f, signal, closures, reason } = decision;
  const { config } = kernel;
  const at = (slot: number): number => f[slot]!;
  const order = decision.verdict === 'allowed' ? approvedOrder(kernel, decision) : null;
  const checks = checksOf(config, decision);
  const strategy = config.strategies[at(L.STRATEGY)]!;
  const profile = config.profiles[at(L.PROFILE)]!;
  const binding = at(L.BINDING);
  return {
    schema: DECISION_SCHEMA,
    id: `d${decision.decision}`,
    decision: decision.decision,
    at: decision.at,
    verdict: decision.verdict,
    reason,
    reasonClass: reason === null ? null : reasonClass(reason),
    text: textOf(decision, order, checks),
    signal,
    retryOf: figure(at(L.RETRY_OF)),
    configVersion: config.version,
    epoch: at(L.EPOCH),
    riskState: RISK_STATES[at(L.RISK_STATE)]!,
    profile: profile.name,
    regime: REGIMES[at(L.REGIME)]!,
    strictness: at(L.STRICTNESS),
    closures,
    capacity: {
      equity: at(L.EQUITY),
      leverage: profile.leverage,
      regimeLeverage: at(L.REGIME_LEVERAGE),
      gross: at(L.GROSS),
      risk: at(L.RISK_CAPACITY),
    },
    weights: {
      bucket: strategy.bucket,
      bucketWeight: at(L.BUCKET_WEIGHT),
      strategyWeight: at(L.STRATEGY_WEIGHT),
    },
    caps: {
      strategy: at(L.CAP_STRATEGY),
      asset: at(L.CAP_ASSET),
      topThree: at(L.CAP_TOP_THREE),
      total: at(L.CAP_TOTAL),
    },
    multipliers: {
      risk: named(L.RISK_MULTIPLIERS, f, L.MULTIPLIERS),
      size: named(L.SIZE_MULTIPLIERS, f, L.MULTIPLIERS + L.RISK_MULTIPLIERS.length),
    },
    alignment: {
      value: figure(at(L.ALIGNMENT)),
      votes: at(L.VOTES),
      majority: ([null, 'long', 'short'] as const)[at(L.MAJORITY)]!,
      strategyCorrelation: figure(at(L.STRATEGY_CORRELATION)),
      cluster: at(L.CLUSTER) > 0,
    },
    checks,
    size: sizeSteps(f),
    bindingStep: binding < 0 ? null : L.LIMITS[binding]!,
    exposureBefore: exposureOf(f, L.BEFORE),
    exposureAfter: exposureOf(f, order === null ? L.BEFORE : L.AFTER),
    openTrades: { before: at(L.OPEN_TRADES), limit: at(L.OPEN_LIMIT) },
    counterfactual: { notionalWithoutCorrelation: figure(at(L.COUNTERFACTUAL)) },
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
function checksOf(config: KernelConfig, decision: Decision): CheckRecord[] {
  const { figures: f, signal } = decision;
  const failed = f[L.FAILED_CHECK]!;
  const reached = failed < 0 ? C.CHECKS : C.CHECKS.slice(0, failed + 1);
  return reached.map(({ check, unit, input, limit }, i) => {
    const failing = i === failed;
    const denied = f[L.FAILED_OUTCOME] === 1 ? 'deny' : 'not_evaluated';
    const outcome = failing ? denied : 'pass';
    // What could not be evaluated has no figure, whatever stands in its slot.
    const measured = outcome === 'not_evaluated' ? Number.NaN : input(f, signal, config);
    const held = Number.isNaN(measured) && !failing ? Number.NaN : limit(f, signal, config);
    return {
      check,
      outcome,
      input: figure(measured),
      limit: figure(held),
      unit,
      ...noteOf(failing, measured),
    };
  });
}

function noteOf(failing: boolean, measured: number): { note?: string } {
  // Only the walk through a book that ends before the size does has no bound.
  if (measured === Number.POSITIVE_INFINITY) {
    return { note: 'the book is too thin for this size' };
  }
  return Number.isNaN(measured) && !failing ? { note: 'does not apply to this entry' } : {};
}

/** The chain of 1.6 with the notional after each step. */
function sizeSteps(f: readonly number[]): SizeStep[] {
  if (f[L.BINDING]! < 0) return [];
  const steps: SizeStep[] = [];
  let notional = f[L.BASE_NOTIONAL]!;
  steps.push({ step: 'risk_share', factor: null, limit: notional, notional });
  const multiply = (step: string, factor: number): void => {
    notional *= factor;
    steps.push({ step, factor, limit: null, notional });
  };
  const limit = (slot: number): void => {
    const value = f[L.SIZE_LIMITS + slot]!;
    // Without a request, and for an order that was never priced, there is no such limit.
    if (!Number.isFinite(value)) return;
    notional = Math.min(notional, value);
    steps.push({ step: L.LIMITS[slot]!, factor: null, limit: value, notional });
  };
  L.RISK_MULTIPLIERS.forEach((name, i) => {
    multiply(name, f[L.MULTIPLIERS + i]!);
  });
  limit(L.LIMIT_POSITION_SHARE);
  limit(L.LIMIT_SHARE_LEFT);
  L.SIZE_MULTIPLIERS.forEach((name, i) => {
    multiply(name, f[L.MULTIPLIERS + L.RISK_MULTIPLIERS.length + i]!);
  });
  for (let slot = L.LIMIT_REQUESTED; slot < L.LIMITS.length; slot += 1) limit(slot);
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

function textOf(
  { figures: f, signal, closures, reason }: Decision,
  order: EntryOrder | null,
  checks: readonly CheckRecord[],
): string {
  const who = `${signal.strategy} ${signal.side} ${signal.symbol}`;
  const bound = f[L.BINDING]! < 0 ? null : `bound by ${L.LIMITS[f[L.BINDING]!]}`;
  if (order !== null) {
    return `allowed: ${who}, ${order.quantity} at ${order.limitPrice} (${f[L.NOTIONAL]!.toFixed(2)} USDT, ${bound})`;
  }
  const closure = closures[0];
  if (closure !== undefined) return `refused ${reason}: ${who}, ${closure.reason}`;
  const { check, unit, input, limit } = checks.at(-1)!;
  return `refused ${reason}: ${who}, ${check} ${input ?? 'unknown'} against ${limit ?? 'none'} ${unit}${bound === null ? '' : `, ${bound}`}`;
}
