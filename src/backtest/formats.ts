/**
 * The file formats other programs read, as schemas: `report.json` here, decisions and the bare
 * kernel's files in `src/formats`. `npm run schemas` writes them as JSON Schema into `schemas/`.
 */
import { z } from 'zod';
import { dailyReportSchema } from '../formats/daily-report.ts';
import {
  decimalText,
  decisionSchema,
  fraction,
  instant,
  reason,
  reasonClass,
  usdt,
} from '../formats/decision.ts';
import { kernelInputSchema, kernelOutputSchema } from '../formats/kernel-file.ts';
import { messageSchema } from '../formats/message.ts';
import { preflightReportSchema } from '../formats/preflight-report.ts';
import { weeklyReportSchema } from '../formats/weekly-report.ts';
import { REPORT_SCHEMA } from './report.ts';

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
    `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
  return {
    'daily-report.schema.json': text(dailyReportSchema),
    'weekly-report.schema.json': text(weeklyReportSchema),
    'decision.schema.json': text(decisionSchema),
    'kernel-decisions.schema.json': text(kernelOutputSchema),
    'kernel-events.schema.json': text(kernelInputSchema),
    'message.schema.json': text(messageSchema),
    'preflight.schema.json': text(preflightReportSchema),
    'report.schema.json': text(reportSchema),
  };
}
