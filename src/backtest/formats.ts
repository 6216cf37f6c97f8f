/**
 * The file formats other programs read, as schemas: `decisions.ndjson` (one decision record a line)
 * and `report.json`. `npm run schemas` writes them as JSON Schema into `schemas/`.
 */
import { z } from 'zod';
import { CLOSURE_CAUSES } from '../domain/closure.ts';
import { DECISION_SCHEMA } from '../domain/decision.ts';
import { REASONS, type ReasonCode } from '../domain/reasons.ts';
import { REPORT_SCHEMA } from './report.ts';

const instant = z.number().int().describe('UTC, epoch milliseconds');
const decimalText = z
  .string()
  .regex(/^-?\d+(\.\d{1,8})?$/)
  .describe('exact decimal, at most 8 places');
const fraction = z.number().describe('fraction: 0.02 is 2 %');
const usdt = z.number().describe('USDT');
const side = z.enum(['long', 'short']);
const reason = z.enum(Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]]);
const reasonClass = z.enum(['deliberate', 'unexpected']);

const exitPlan = z.strictObject({
  stop: fraction,
  trailing: z.strictObject({ offset: fraction, distance: fraction }).nullable(),
  minimalReturn: z.array(z.tuple([z.number(), z.number()])).describe('[minutes open, profit]'),
  baseTimeframe: z.number().int().describe('ms'),
});

const signal = z.strictObject({
  id: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  side,
  edge: z.number().min(0).max(1),
  stopDistance: fraction,
  referencePrice: z.number(),
  at: instant,
  expectedHoldingHours: z.number(),
  requestedNotional: usdt.nullable(),
  capitalMultiplier: z.number(),
  leverageCeiling: z.number(),
  onset: z.boolean(),
  paused: z.boolean(),
  veto: z.enum(['cooldown', 'holding']).nullable(),
  exitPlan,
});

const closure = z.strictObject({
  id: z.string(),
  cause: z.enum(CLOSURE_CAUSES),
  scope: z.strictObject({ strategy: z.string().nullable(), symbol: z.string().nullable() }),
  since: instant,
  until: instant.nullable(),
  reason: z.string(),
});

const pair = z.strictObject({
  notional: z.number().describe('notional / gross capacity'),
  risk: z.number().describe('at-risk / risk capacity'),
});
const exposure = z.strictObject({
  strategy: pair,
  asset: pair,
  topThree: pair,
  total: pair,
  assetSameDirection: pair,
});

const order = z.strictObject({
  decision: z.number().int(),
  attempt: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  strategy: z.string(),
  symbol: z.string(),
  side,
  quantity: decimalText,
  limitPrice: decimalText,
  referencePrice: z.number(),
  stopDistance: fraction,
  timeout: z.number().describe('ms'),
  exitPlan,
  epoch: z.number().int(),
  writer: z.number().int(),
  decidedAt: instant,
  expiresAt: instant,
});

export const decisionSchema = z
  .strictObject({
    schema: z.literal(DECISION_SCHEMA),
    id: z.string().regex(/^d\d+$/),
    decision: z.number().int(),
    at: instant,
    verdict: z.enum(['allowed', 'refused']),
    reason: reason.nullable(),
    reasonClass: reasonClass.nullable(),
    text: z.string(),
    signal,
    retryOf: z.number().int().nullable(),
    configVersion: z.string(),
    epoch: z.number().int(),
    riskState: z.enum(['NORMAL', 'WARNING', 'FROZEN', 'HALTED']),
    profile: z.string(),
    regime: z.enum(['normal', 'high', 'extreme']),
    strictness: z.number().int().min(0).max(3),
    closures: z.array(closure).describe('closures that cover this entry'),
    capacity: z.strictObject({
      equity: usdt,
      leverage: z.number(),
      regimeLeverage: z.number(),
      gross: usdt,
      risk: usdt,
    }),
    weights: z.strictObject({
      bucket: z.string().nullable(),
      bucketWeight: fraction,
      strategyWeight: fraction,
    }),
    caps: z.strictObject({
      strategy: fraction,
      asset: fraction,
      topThree: fraction,
      total: fraction,
    }),
    multipliers: z.strictObject({
      risk: z.record(z.string(), z.number()),
      size: z.record(z.string(), z.number()),
    }),
    alignment: z.strictObject({
      value: z.number().nullable(),
      votes: z.number().int(),
      majority: side.nullable(),
      strategyCorrelation: z.number().nullable(),
      cluster: z.boolean(),
    }),
    checks: z.array(
      z.strictObject({
        check: z.string(),
        outcome: z.enum(['pass', 'deny', 'not_evaluated']),
        input: z.number().nullable(),
        limit: z.number().nullable(),
        unit: z.string(),
        note: z.string().optional(),
      }),
    ),
    size: z.array(
      z.strictObject({
        step: z.string(),
        factor: z.number().nullable(),
        limit: usdt.nullable(),
        notional: usdt.describe('USDT after the step'),
      }),
    ),
    bindingStep: z.string().nullable(),
    exposureBefore: exposure,
    exposureAfter: exposure,
    openTrades: z.strictObject({ before: z.number(), limit: z.number() }),
    counterfactual: z.strictObject({ notionalWithoutCorrelation: usdt.nullable() }),
    order: order.nullable(),
  })
  .describe('One decision about one signal: a line of decisions.ndjson');

const tradeFigures = {
  trades: z.number().int(),
  wins: z.number().int(),
  losses: z.number().int(),
  winRate: fraction.nullable(),
  profitFactor: z.number().nullable(),
  grossPnl: decimalText,
  fees: decimalText,
  funding: decimalText,
  netPnl: decimalText,
  averageHoldingMinutes: z.number().nullable(),
};

export const reportSchema = z
  .strictObject({
    schema: z.literal(REPORT_SCHEMA),
    build: z.string(),
    configVersion: z.string(),
    profile: z.string(),
    seed: z.number().int(),
    from: instant,
    to: instant,
    symbols: z.array(z.string()),
    data: z.array(z.string()),
    notes: z.array(z.string()),
    bars: z.number().int(),
    portfolio: z.strictObject({
      ...tradeFigures,
      initialEquity: usdt,
      finalEquity: usdt,
      totalReturn: fraction,
      maxDrawdown: usdt,
      maxDrawdownFraction: fraction,
      sharpe: z.number().nullable(),
      averageExposure: z.number(),
      maxExposure: z.number(),
      maxOpenPositions: z.number().int(),
    }),
    strategies: z.array(
      z.strictObject({
        ...tradeFigures,
        strategy: z.string(),
        bucket: z.string(),
        candlesEvaluated: z.number().int(),
        signals: z.number().int(),
        allowed: z.number().int(),
        refused: z.number().int(),
        maxDrawdown: usdt,
        sharpe: z.number().nullable(),
        timeInMarket: fraction,
        pnl: usdt,
      }),
    ),
    decisions: z.strictObject({
      total: z.number().int(),
      allowed: z.number().int(),
      refused: z.number().int(),
      byReason: z.array(z.strictObject({ reason, class: reasonClass, count: z.number().int() })),
    }),
    orders: z.record(z.string(), z.number().int()),
    fired: z.record(z.string(), z.number().int()),
    timeline: z.array(
      z.strictObject({
        at: instant,
        kind: z.string(),
        severity: z.enum(['info', 'warning', 'critical']),
        text: z.string(),
      }),
    ),
    timelineOmitted: z.number().int(),
    ledger: z.strictObject({
      openingBalance: decimalText,
      entries: z.number().int(),
      byKind: z.record(z.string(), decimalText),
      sum: decimalText,
      finalBalance: decimalText,
      exact: z.boolean(),
    }),
    journal: z.strictObject({ records: z.number().int(), head: z.string() }),
    stateHashes: z.record(z.string(), z.string()),
  })
  .describe('report.json of a backtest');

/** JSON Schema (draft 2020-12) by file name in `schemas/`. */
export function formatSchemaTexts(): Readonly<Record<string, string>> {
  const text = (schema: z.ZodType): string =>
    `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
  return {
    'decision.schema.json': text(decisionSchema),
    'report.schema.json': text(reportSchema),
  };
}
