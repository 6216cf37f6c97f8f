/** `reports/weekly/<week>.json`, and `septet report weekly --format json`: one JSON object. */
import { z } from 'zod';
import { WEEKLY_REPORT_SCHEMA, type WeeklyReport } from '../domain/weekly-report.ts';
import { change, incident, maximum, reasonCount, start } from './daily-report.ts';
import { fraction, instant, usdt } from './decision.ts';
import { openImpactSchema, throttleRowSchema, uncountedSchema } from './throttle.ts';

const whole = z.number().int();
const ms = z.number().describe('ms');
const figure = z
  .strictObject({
    value: z.number().nullable(),
    samples: whole,
    baseline: z
      .number()
      .nullable()
      .describe('median of the days of the week before; null: too few of them'),
    worse: z.boolean().describe('beyond the baseline by more than a quarter, to the worse'),
  })
  .describe('a ratio; null below the least number of samples');
const weekPnl = z.strictObject({
  key: z.string(),
  net: usdt,
  closed: whole,
  won: whole,
  lost: whole,
});
const contributions = z
  .array(z.strictObject({ key: z.string(), pnl: usdt }))
  .describe('largest loss first');
const outcome = z.strictObject({
  pnl: usdt,
  drawdown: usdt.describe('USDT, deepest fall between two full hours'),
});

export const weeklyReportSchema = z
  .strictObject({
    schema: z.literal(WEEKLY_REPORT_SCHEMA),
    portfolio: z.string(),
    week: z.string().describe('`2025-W14`, or `7 days to 2025-04-04`'),
    from: instant,
    to: instant,
    closed: z.boolean().describe('false: the week still ran'),
    madeAt: instant,
    configVersion: z.string().describe('of its newest day'),
    build: z.string().describe('of its newest day'),
    days: z.array(
      z.strictObject({
        day: z.string(),
        recorded: z.boolean().describe('false: there is no report of it, and it is in no sum'),
        closed: z.boolean(),
        pnl: usdt,
        return: fraction,
        impact: usdt.describe('USDT, of correlation throttling, by exit plan'),
      }),
    ),
    notes: z.array(z.string()).describe('what is missing, in words'),
    equity: z.strictObject({
      open: usdt.nullable(),
      close: usdt.nullable(),
      pnl: usdt.describe('USDT, without deposits and withdrawals'),
      return: fraction.describe('chained over the days'),
      transfers: usdt,
    }),
    hours: z.array(
      z.strictObject({
        at: instant,
        pnl: usdt.describe('USDT since the week opened'),
        index: z.number().describe('equity without transfers, 1 at the first mark ever'),
        without: z
          .strictObject({ plan: usdt, held: usdt })
          .describe('PnL without correlation throttling'),
      }),
    ),
    pnl: z.strictObject({ byStrategy: z.array(weekPnl), byAsset: z.array(weekPnl) }),
    drawdown: z.strictObject({
      rolling: z.strictObject({ value: fraction, at: instant }).nullable(),
      leg: z
        .strictObject({
          peakAt: instant,
          troughAt: instant,
          depth: fraction,
          pnl: usdt,
          byStrategy: contributions,
          byAsset: contributions,
        })
        .nullable()
        .describe('the deepest fall between two full hours'),
    }),
    breakers: z.array(
      z.strictObject({ breaker: z.string(), transition: z.string(), count: whole }),
    ),
    entries: z.strictObject({
      allowed: whole,
      refused: whole,
      refusedByReason: z.array(reasonCount).describe('most frequent first'),
      endedByReason: z.array(reasonCount),
    }),
    concentration: z.array(
      maximum.extend({ kind: z.enum(['all', 'top three', 'asset', 'strategy']) }),
    ),
    throttleTimes: z.array(z.strictObject({ name: z.string(), times: whole, inForce: ms })),
    throttle: z
      .strictObject({
        ...openImpactSchema.omit({ count: true }).shape,
        rows: z.array(throttleRowSchema),
        uncounted: z.array(uncountedSchema),
        open: openImpactSchema.describe('still open when the week closed, at mark'),
        minutesMissing: z.number(),
        with: outcome,
        withoutByPlan: outcome,
        withoutByHolding: outcome,
        interval: z
          .strictObject({
            low: usdt,
            high: usdt,
            level: fraction.describe('share of resamples between the two'),
            hours: whole,
            blockHours: whole,
            resamples: whole,
          })
          .nullable()
          .describe('of byPlan, from the hours of the week; null: too few of them'),
      })
      .describe('net impact of correlation throttling'),
    incidents: z.array(incident),
    execution: z.strictObject({
      fillRatio: figure,
      slippageBps: figure,
      rejectedRate: figure,
      timeoutRate: figure,
      rows: z.array(
        z.strictObject({
          bucket: z.string(),
          symbol: z.string(),
          orders: whole,
          submitted: usdt,
          filled: usdt,
          fillRatio: figure,
          slippageBps: figure,
        }),
      ),
    }),
    cadence: z.array(
      z.strictObject({ task: z.string(), done: whole, missed: whole, overdue: whole }),
    ),
    uptime: z.strictObject({ expected: ms, recorded: ms, gaps: whole, starts: z.array(start) }),
    changes: z.strictObject({
      profiles: z.array(change),
      overrides: z.array(z.string()),
      office: z
        .array(
          z.strictObject({
            at: instant,
            what: z.string(),
            actor: z.string(),
            text: z.string(),
          }),
        )
        .nullable()
        .describe('what the change office recorded; null: it was not asked'),
    }),
  })
  .describe('weekly review') satisfies z.ZodType<WeeklyReport>;
