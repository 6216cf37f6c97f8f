/** Schemas of a decision record and of what it is made of: a line of `decisions.ndjson`. */
import { z } from 'zod';
import { CLOSURE_CAUSES } from '../domain/closure.ts';
import { DECISION_SCHEMA } from '../domain/decision.ts';
import { REASONS, type ReasonCode } from '../domain/reasons.ts';

export const instant = z.number().int().describe('UTC, epoch milliseconds');
export const decimalText = z
  .string()
  .regex(/^-?\d+(\.\d{1,8})?$/)
  .describe('exact decimal, at most 8 places');
export const fraction = z.number().describe('fraction: 0.02 is 2 %');
export const usdt = z.number().describe('USDT');
export const side = z.enum(['long', 'short']);
export const reason = z.enum(Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]]);
export const reasonClass = z.enum(['deliberate', 'unexpected']);

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

export const closure = z.strictObject({
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
    build: z.string().optional().describe('absent: unknown; of a kernel file, or an old build'),
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
    overrides: z
      .array(z.string())
      .optional()
      .describe('overrides in force, `O3 breaker daily_soft off`; absent: none'),
    counterfactual: z.strictObject({ notionalWithoutCorrelation: usdt.nullable() }),
    order: order.nullable(),
  })
  .describe('One decision about one signal: a line of decisions.ndjson');
