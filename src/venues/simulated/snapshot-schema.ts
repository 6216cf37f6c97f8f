/** Form of a snapshot. Checked on restore, so that a foreign or damaged file is never misread. */
import { z } from 'zod';
import { type Decimal, formatDecimal, parseDecimal } from '../../domain/decimal.ts';
import { symbolId } from '../../domain/ids.ts';
import type { Notional } from './exact.ts';

export const SNAPSHOT_VERSION = 1;

const decimalText = z.string().refine((text) => parseDecimal(text) !== undefined, 'not a decimal');
/** Decimal text in the file, exact decimal in memory. */
const exact = decimalText.transform((text) => parseDecimal(text) as Decimal);
const notional = z
  .string()
  .regex(/^-?\d+$/)
  .transform((text) => BigInt(text) as Notional);
const instant = z.number().int();
const count = z.number().int().nonnegative();
const symbol = z.string().min(1).transform(symbolId);
const side = z.enum(['long', 'short']);
const action = z.enum(['open', 'reduce']);

/** Absent in files of before 0.2: no order said anything beyond the venue port. */
const specialSchema = z
  .strictObject({
    aim: z.enum(['stop', 'take_profit', 'trailing']).nullable(),
    working: z.enum(['contract', 'mark', 'either']),
    closePosition: z.boolean(),
    priceProtect: z.boolean(),
    selfTrade: z.enum(['none', 'expire_taker', 'expire_maker', 'expire_both']),
    goodTill: instant.nullable(),
    oneWay: z.boolean(),
    trail: z
      .strictObject({
        callback: exact,
        activation: exact.nullable(),
        active: z.boolean(),
        extreme: exact,
      })
      .nullable(),
    triggeredAt: instant.nullable(),
    prevented: z.boolean(),
  })
  .nullable()
  .default(null);

const orderSchema = z.strictObject({
  number: count,
  clientOrderId: z.string(),
  symbol,
  positionSide: side,
  action,
  type: z.enum(['limit', 'market', 'stop_market']),
  timeInForce: z.enum(['GTC', 'IOC', 'FOK', 'POST_ONLY']),
  quantity: exact,
  price: exact.nullable(),
  stopPrice: exact.nullable(),
  createdAt: instant,
  filled: exact,
  filledNotional: notional,
  status: z.enum(['new', 'partially_filled', 'filled', 'cancelled', 'expired', 'rejected']),
  updatedAt: instant,
  margin: exact,
  firstTrade: count,
  lastTrade: count,
  special: specialSchema,
});

const fillSchema = z.strictObject({
  kind: z.literal('fill'),
  tradeId: z.string(),
  clientOrderId: z.string(),
  symbol,
  positionSide: side,
  action,
  quantity: decimalText,
  price: decimalText,
  fee: decimalText,
  realisedPnl: decimalText,
  maker: z.boolean(),
  cause: z.enum(['order', 'liquidation', 'adl']),
  at: instant,
  oneWay: z.literal(true).exactOptional(),
});

const incomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('funding'),
    id: z.string(),
    symbol,
    positionSide: side,
    rate: z.number(),
    amount: decimalText,
    at: instant,
  }),
  z.strictObject({
    kind: z.literal('transfer'),
    id: z.string(),
    amount: decimalText,
    at: instant,
  }),
]);

const stepSchema = z.strictObject({
  symbol,
  at: instant,
  length: z.number(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  mark: z.number(),
  volume: z.number(),
  book: z.strictObject({ bids: z.array(z.number()), asks: z.array(z.number()) }),
});

const holdingSchema = z.strictObject({ quantity: exact, cost: notional, margin: exact });

const marketSchema = z.strictObject({
  symbol,
  leverage: z.number().int().positive(),
  crossed: z.boolean().default(false),
  long: holdingSchema,
  short: holdingSchema,
  resting: z.array(orderSchema),
  conditional: z.array(orderSchema),
  step: stepSchema.nullable(),
  /** What is left on each level of the step's book; null while our orders took nothing. */
  depth: z.strictObject({ bids: z.array(exact), asks: z.array(exact) }).nullable(),
  lastFundingAt: instant.nullable(),
  /** Absent in files from before there were countdowns. */
  countdownAt: instant.nullish(),
});

const coreSchema = z.strictObject({
  wallet: exact,
  books: z.strictObject({
    opening: exact,
    realised: exact,
    fees: exact,
    funding: exact,
    transfers: exact,
  }),
  lastOrderNumber: count,
  lastTransferNumber: count,
  revision: count,
  oneWay: z.boolean().default(false),
  markets: z.array(marketSchema),
});

export const snapshotSchema = z.strictObject({
  version: z.literal(SNAPSHOT_VERSION),
  core: coreSchema,
  ended: z.strictObject({ last: count, entries: z.array(orderSchema) }),
  trades: z.strictObject({ last: count, entries: z.array(fillSchema) }),
  income: z.strictObject({ last: count, entries: z.array(incomeSchema) }),
});

export type Snapshot = z.output<typeof snapshotSchema>;
/** The same as it stands in the file. */
export type SnapshotText = z.input<typeof snapshotSchema>;
export type MarketSnapshot = Snapshot['core']['markets'][number];

export const written = (value: Decimal | null): string | null =>
  value === null ? null : formatDecimal(value);
