/**
 * The files of the bare kernel, one JSON value a line: events in (`septet.kernel-events/1`), outputs
 * out (`septet.kernel-decisions/1`). The shape is checked here, strictly; what a value means is
 * judged by the kernel, which refuses a bad one as `rejected_input` and goes on.
 */
import { z } from 'zod';
import { ENTRY_ENDS } from '../domain/execution.ts';
import { closure, decisionSchema, instant, reason, side } from './decision.ts';

export const KERNEL_EVENTS_SCHEMA = 'septet.kernel-events/1';
export const KERNEL_DECISIONS_SCHEMA = 'septet.kernel-decisions/1';

/** JSON has no NaN and no infinities: they are written as text, so that refusals can be tried. */
const figure = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
  .transform(Number)
  .describe('a number, or "NaN", "Infinity", "-Infinity"');
const at = figure.describe('when it happens, UTC, epoch milliseconds');

const signal = z.strictObject({
  id: z.string().describe('unique for all time'),
  strategy: z.string(),
  symbol: z.string(),
  side,
  edge: figure.describe('strength in [0, 1]'),
  stopDistance: figure.describe('fraction of price, (0, 1]'),
  referencePrice: figure.describe('USDT, > 0'),
  at,
  expectedHoldingHours: figure.describe('hours, > 0'),
  requestedNotional: figure.nullable().describe('USDT, or null'),
  capitalMultiplier: figure.describe('(0, 1]'),
  leverageCeiling: figure.describe('> 0'),
  onset: z.boolean().describe('first candle of a run of signals'),
  paused: z.boolean(),
  veto: z.enum(['cooldown', 'holding']).nullable(),
  exitPlan: z.strictObject({
    stop: figure.describe('fraction, (0, 1]'),
    trailing: z.strictObject({ offset: figure, distance: figure }).nullable(),
    minimalReturn: z.array(z.tuple([figure, figure])).describe('[minutes open, profit]'),
    baseTimeframe: figure.describe('ms'),
  }),
});

const levels = z.array(figure).describe('price, quantity, price, quantity, ...; best first');
const operator = { actor: z.string().min(1), reason: z.string() };
const event = <K extends string, S extends z.ZodRawShape>(kind: K, shape: S) =>
  z.strictObject({ kind: z.literal(kind), at, ...shape });

/** Every event of the kernel, by `kind`; `src/kernel/events.ts` is the same as types. */
export const kernelEventSchema = z.discriminatedUnion('kind', [
  event('time', {}),
  event('equity', {
    equity: figure.describe('wallet balance + unrealised PnL, USDT'),
    walletBalance: figure,
    transfers: figure.describe('deposits - withdrawals since the opening balance, USDT'),
    quality: z.enum(['good', 'stale', 'implausible']),
    strategyPnl: z.record(z.string(), figure).describe('net PnL since inception, USDT'),
  }),
  event('trade_closed', {
    strategy: z.string(),
    symbol: z.string(),
    side,
    netPnl: figure.describe('net of fees and funding, USDT'),
  }),
  event('candle_1h', {
    symbol: z.string(),
    openTime: figure,
    open: figure,
    high: figure,
    low: figure,
    close: figure,
  }),
  event('book', { symbol: z.string(), mark: figure, bids: levels, asks: levels }),
  event('funding', {
    symbol: z.string(),
    status: z.enum(['ok', 'degraded', 'absent']),
    rate: figure.describe('fraction a settlement; a long pays a positive one'),
    nextFundingTime: figure,
    interval: figure.describe('ms'),
  }),
  event('signal', { signal }),
  event('entry_progress', {
    decision: figure,
    filledQuantity: figure.describe('cumulative'),
    averagePrice: figure,
  }),
  event('entry_ended', {
    decision: figure,
    end: z.enum(ENTRY_ENDS),
    reason: reason.nullable(),
    filledQuantity: figure.describe('cumulative'),
    averagePrice: figure,
  }),
  event('position', {
    strategy: z.string(),
    symbol: z.string(),
    side,
    decision: figure.describe('that opened it; 0 when none did'),
    quantity: figure.describe('now; 0 is closed'),
    entryPrice: figure,
    stopPrice: figure.nullable(),
  }),
  event('close', { closure }),
  event('release', { closureId: z.string(), by: z.string() }),
  event('set_profile', { profile: z.string(), ...operator }),
  event('set_strategy_enabled', { strategy: z.string(), enabled: z.boolean(), ...operator }),
  event('set_strictness', { strictness: figure.describe('0, 1, 2 or 3') }),
  event('set_ceiling', { profile: z.string(), from: figure, until: figure, ...operator }),
  event('trip_drawdown', operator),
  event('start_cluster', operator),
  event('set_overrides', {
    breakersOff: z.array(z.string()).describe('all that are switched off from now on'),
    exempt: z.array(z.string()).describe('strategies that extreme volatility does not close'),
    text: z.string(),
  }),
]);

/** First line of an event file. */
export const kernelHeaderSchema = z.strictObject({
  schema: z.literal(KERNEL_EVENTS_SCHEMA),
  at: instant.min(0).describe('when the kernel begins, UTC, epoch milliseconds'),
  writer: z.number().int().min(1).default(1).describe('writer epoch that orders carry'),
  epoch: z.number().int().min(1).default(1).describe('gate epoch to begin at'),
});
export type KernelHeader = z.output<typeof kernelHeaderSchema>;

export const kernelInputSchema = z
  .union([kernelHeaderSchema, kernelEventSchema])
  .describe(
    'A line of an event file of the bare kernel: the first is the header, others are events',
  );

const line = z.number().int().min(0).describe('line of the event file that caused it');
const counts = z.record(z.string(), z.number().int());
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** A line of the output: header first, one line an output, the summary last. */
export const kernelOutputSchema = z
  .union([
    z.strictObject({
      schema: z.literal(KERNEL_DECISIONS_SCHEMA),
      config: z.string().describe('version of the configuration'),
      at: instant,
    }),
    z.strictObject({ line, decision: decisionSchema }),
    z.strictObject({
      line,
      output: z
        .looseObject({ kind: z.string(), at: instant })
        .describe('any output but a decision, as in src/kernel/events.ts'),
    }),
    z.strictObject({
      summary: z.strictObject({
        events: z.number().int(),
        allowed: z.number().int(),
        refused: z.number().int(),
        byReason: counts,
        rejectedInputs: z.number().int(),
        byRejection: counts,
        stateHash: hash.describe('SHA-256 over the modules\' hashes, "name hash" a line'),
        modules: z.record(z.string(), hash),
      }),
    }),
  ])
  .describe("A line of the bare kernel's output file");
