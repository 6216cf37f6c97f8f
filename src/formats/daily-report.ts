/** `reports/daily/<day>.json`, and `septet report daily --format json`: one JSON object. */
import { z } from 'zod';
import { DAILY_REPORT_SCHEMA, type DailyReport } from '../domain/daily-report.ts';
import { decimalText, fraction, instant, usdt } from './decision.ts';
import { dayThrottleSchema } from './throttle.ts';

const whole = z.number().int();
const mark = z.strictObject({ at: instant, equity: usdt });
const worst = z.strictObject({ value: fraction, at: instant });
const rateOf = { value: z.number().nullable(), samples: whole };
const rate = z.strictObject(rateOf).describe('a ratio; null below the least number of samples');

const pnlRow = z.strictObject({
  key: z.string(),
  booked: decimalText.describe('USDT, exact: realised + fees + funding + adjustments'),
  realised: decimalText,
  fees: decimalText,
  funding: decimalText,
  unrealisedChange: usdt,
  net: usdt.describe('USDT: booked + unrealisedChange'),
  closed: whole,
  won: whole,
  lost: whole,
  closedNet: decimalText,
});

const measures = {
  key: z.string(),
  notional: z.number().describe('notional / gross capacity'),
  risk: z.number().describe('at-risk / risk capacity'),
  cap: fraction,
};
const exposure = z.strictObject({ ...measures, overCap: z.boolean() });
export const maximum = z.strictObject({
  ...measures,
  at: instant,
  overCapFor: z.number().describe('ms over its cap'),
});
export const change = z.strictObject({
  at: instant,
  from: z.string(),
  to: z.string(),
  text: z.string(),
});
const inForce = z.strictObject({
  name: z.string(),
  times: whole,
  inForce: z.number().describe('ms'),
  open: z.boolean(),
});
export const reasonCount = z.strictObject({
  reason: z.string(),
  class: z.enum(['deliberate', 'unexpected', 'none']),
  count: whole,
});

export const start = z.strictObject({
  at: instant,
  writer: whole,
  configVersion: z.string(),
  build: z.string(),
});
export const incident = z.strictObject({
  id: z.string(),
  class: z.string(),
  title: z.string(),
  state: z.string(),
  openedAt: instant,
  times: z
    .strictObject({
      detect: whole,
      acknowledge: whole.nullable(),
      mitigate: whole.nullable(),
      resolve: whole.nullable(),
    })
    .exactOptional()
    .describe('ms since the cause'),
});
const byName = z.record(z.string(), usdt);
const hour = z.strictObject({
  at: instant,
  equity: usdt,
  pnl: usdt,
  index: z.number().describe('equity without transfers, 1 at the first mark ever'),
  byStrategy: byName,
  byAsset: byName,
  beyond: z
    .strictObject({ plan: usdt, held: usdt })
    .describe('what a world without correlation throttling has beyond this one'),
});

export const dailyReportSchema = z
  .strictObject({
    schema: z.literal(DAILY_REPORT_SCHEMA),
    portfolio: z.string(),
    day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    from: instant,
    to: instant,
    closed: z.boolean().describe('false: the day still ran'),
    madeAt: instant,
    configVersion: z.string(),
    build: z.string(),
    profile: z.string(),
    riskState: z.string(),
    regime: z.string(),
    starts: z.array(start),
    gaps: z.array(z.strictObject({ from: instant, to: instant })).describe('nothing recorded'),
    equity: z.strictObject({
      open: mark.nullable(),
      close: mark.nullable(),
      high: mark.nullable(),
      low: mark.nullable(),
      pnl: usdt.describe('USDT, without deposits and withdrawals'),
      return: fraction,
      transfers: usdt,
      samples: z.array(
        z.strictObject({ at: instant, equity: usdt, pnl: fraction, drawdown: fraction }),
      ),
      marks: whole,
      limits: z.strictObject({
        dailySoft: fraction,
        dailyHard: fraction.nullable(),
        drawdownWarning: fraction,
        drawdownBreaker: fraction,
      }),
    }),
    drawdown: z.strictObject({
      rolling: worst.nullable(),
      ofDay: worst.nullable(),
      atClose: fraction.nullable(),
    }),
    pnl: z.strictObject({
      byStrategy: z.array(pnlRow),
      byAsset: z.array(pnlRow),
      strategyDifference: usdt,
      assetDifference: usdt,
    }),
    ledger: z.strictObject({
      open: decimalText,
      close: decimalText,
      byKind: z.array(z.strictObject({ kind: z.string(), entries: whole, amount: decimalText })),
      exact: z.boolean(),
      late: whole,
    }),
    exposure: z.strictObject({
      gross: usdt,
      riskCapacity: usdt,
      atClose: z.strictObject({
        total: exposure.nullable(),
        topThree: exposure.nullable(),
        strategies: z.array(exposure),
        assets: z.array(exposure),
      }),
      maxima: z.strictObject({
        total: maximum.nullable(),
        topThree: maximum.nullable(),
        strategies: z.array(maximum),
        assets: z.array(maximum),
      }),
      openPositions: whole,
    }),
    breakers: z.array(
      z.strictObject({
        at: instant,
        breaker: z.enum([
          'daily_soft',
          'daily_hard',
          'drawdown_warning',
          'drawdown_breaker',
          'loss_streak',
          'volatility',
        ]),
        transition: z.string(),
        text: z.string(),
      }),
    ),
    breakerCounts: z
      .array(z.strictObject({ breaker: z.string(), transition: z.string(), count: whole }))
      .exactOptional(),
    hours: z.array(hour).exactOptional().describe('full hours and the close, since the open'),
    throttle: dayThrottleSchema.exactOptional(),
    throttles: z.array(inForce),
    riskStates: z.array(inForce),
    regimes: z.array(change),
    profiles: z.array(change),
    closures: z.array(z.strictObject({ cause: z.string(), opened: whole })),
    halts: z.array(
      z.strictObject({
        since: instant,
        until: instant.nullable(),
        actor: z.string(),
        reason: z.string(),
      }),
    ),
    entries: z.strictObject({
      allowed: whole,
      refused: whole,
      refusedByReason: z.array(reasonCount),
      byStrategy: z.array(z.strictObject({ strategy: z.string(), allowed: whole, refused: whole })),
    }),
    execution: z.strictObject({
      ends: z.array(z.strictObject({ end: z.string(), count: whole })),
      fillRatio: rate,
      slippageBps: rate,
      rejectedRate: rate,
      timeoutRate: rate,
      rows: z.array(
        z.strictObject({
          bucket: z.string(),
          symbol: z.string(),
          orders: whole,
          submitted: usdt,
          filled: usdt,
          fillRatio: rate,
          slippageBps: rate,
        }),
      ),
      endedByReason: z.array(reasonCount),
      counts: z
        .strictObject({
          attempts: whole,
          rejected: whole,
          ended: whole,
          timedOut: whole,
          minSamples: whole,
        })
        .exactOptional(),
    }),
    alerts: z.array(z.strictObject({ name: z.string(), severity: z.string(), count: whole })),
    incidents: z.array(incident),
    cadence: z.strictObject({
      tasks: z.array(
        z.strictObject({
          id: z.string(),
          title: z.string(),
          state: z.enum(['due', 'overdue', 'done', 'missed']),
          by: z.string().nullable(),
          doneAt: instant.nullable(),
          wasOverdue: z.boolean(),
          outcome: z.string(),
        }),
      ),
      done: whole,
      open: whole,
      overdue: whole,
      missed: whole,
    }),
    overrides: z.array(z.string()),
    troubles: z.array(z.strictObject({ code: z.string(), count: whole })),
    rejectedInputs: whole,
    omitted: z.record(z.string(), whole),
  })
  .describe('daily operations report') satisfies z.ZodType<DailyReport>;
