/** Orders, trades and accounts as the venue's REST interface writes them, read. */
import { z } from 'zod';
import {
  type DecimalText,
  decimal,
  decimalOf,
  formatDecimal,
  negate,
  parseDecimal,
} from '../../domain/decimal.ts';
import { type SymbolId, symbolId, symbolOfMarketId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type {
  OrderAction,
  OrderType,
  VenueEvent,
  VenueOrder,
  VenueOrderStatus,
  VenuePosition,
} from '../../domain/venue.ts';

/** A decimal of at most 8 places, written as text or as a number; always text here. */
export const digits = z.union([z.string(), z.number()]).transform((value, context) => {
  const exact = typeof value === 'number' ? numberText(value) : value || '0';
  const parsed = parseDecimal(exact);
  if (parsed !== undefined) return formatDecimal(parsed);
  context.addIssue(`expected a decimal of at most 8 places, not ${JSON.stringify(value)}`);
  return z.NEVER;
});
/** An average may be told with more places than anything can be traded at: the rest is cut. */
export const averageDigits = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = typeof value === 'number' ? numberText(value) : value || '0';
  const parsed = parseDecimal(text.replace(/(\.\d{8})\d+$/, '$1'));
  if (parsed !== undefined) return formatDecimal(parsed);
  context.addIssue(`expected a decimal, not ${JSON.stringify(value)}`);
  return z.NEVER;
});
const numberText = (value: number): string =>
  Math.abs(value) < 1e13 ? formatDecimal(decimalOf(value)) : String(value);
/** Ids and times: text or number, never rounded by arithmetic. */
export const label = z.union([z.string(), z.number()]).transform(String);
export const instant = z.union([z.string(), z.number()]).transform(Number);

const STATUS: Readonly<Record<string, VenueOrderStatus>> = {
  NEW: 'new',
  PENDING_NEW: 'new',
  PARTIALLY_FILLED: 'partially_filled',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  CANCELLED: 'cancelled',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
  REJECTED: 'rejected',
};
export const statusOf = (text: string): VenueOrderStatus | undefined => STATUS[text];

export const orderRow = z.object({
  orderId: label,
  clientOrderId: z.string(),
  symbol: z.string(),
  status: z.string(),
  side: z.string(),
  positionSide: z.string(),
  type: z.string(),
  origType: z.string().default(''),
  reduceOnly: z.boolean().default(false),
  origQty: digits,
  executedQty: digits,
  avgPrice: averageDigits.default('0'),
  price: digits.default('0'),
  stopPrice: digits.default('0'),
  updateTime: instant,
});
export type OrderRow = z.infer<typeof orderRow>;

export const algoRow = z.object({
  algoId: label,
  clientAlgoId: z.string(),
  symbol: z.string(),
  algoStatus: z.string(),
  orderType: z.string(),
  side: z.string(),
  positionSide: z.string(),
  reduceOnly: z.boolean().default(false),
  quantity: digits.default('0'),
  triggerPrice: digits.default('0'),
  price: digits.default('0'),
  actualOrderId: label.nullish().transform((value) => value ?? ''),
  updateTime: instant,
});
export type AlgoRow = z.infer<typeof algoRow>;

export const tradeRow = z.object({
  id: label,
  orderId: label,
  symbol: z.string(),
  side: z.string(),
  positionSide: z.string(),
  price: digits,
  qty: digits,
  realizedPnl: digits,
  commission: digits,
  commissionAsset: z.string(),
  maker: z.boolean(),
  time: instant,
});
export type TradeRow = z.infer<typeof tradeRow>;

export const balanceRow = z.object({ asset: z.string(), balance: digits });

export const positionRow = z.object({
  symbol: z.string(),
  positionSide: z.string(),
  positionAmt: digits,
  entryPrice: averageDigits,
  liquidationPrice: averageDigits,
});

export const incomeRow = z.object({
  symbol: z.string().default(''),
  incomeType: z.string(),
  income: digits,
  asset: z.string(),
  time: instant,
  tranId: label,
});
export type IncomeRow = z.infer<typeof incomeRow>;

/** Also of contracts that the portfolio does not know: what was traded by hand must be seen. */
export const symbolOf = (marketId: string): SymbolId =>
  symbolOfMarketId(marketId) ?? symbolId(marketId);

interface Direction {
  readonly positionSide: Side;
  readonly action: OrderAction;
}

/** In one-way mode (`BOTH`) an order names no side: what does not reduce opens in its direction. */
export function directionOf(side: string, positionSide: string, reduceOnly = false): Direction {
  const buy = side === 'BUY';
  if (positionSide === 'LONG') return { positionSide: 'long', action: buy ? 'open' : 'reduce' };
  if (positionSide === 'SHORT') return { positionSide: 'short', action: buy ? 'reduce' : 'open' };
  const long = buy !== reduceOnly;
  return { positionSide: long ? 'long' : 'short', action: reduceOnly ? 'reduce' : 'open' };
}

const typeOf = (row: OrderRow): OrderType => (row.type === 'MARKET' ? 'market' : 'limit');
const priceOf = (text: DecimalText): DecimalText | null => (decimal(text) > 0n ? text : null);

export const openOrder = (row: OrderRow): VenueOrder => ({
  clientOrderId: row.clientOrderId,
  symbol: symbolOf(row.symbol),
  ...directionOf(row.side, row.positionSide, row.reduceOnly),
  type: typeOf(row),
  quantity: row.origQty,
  filledQuantity: row.executedQty,
  price: priceOf(row.price),
  stopPrice: priceOf(row.stopPrice),
  status: statusOf(row.status) ?? 'new',
});

export const openAlgoOrder = (row: AlgoRow): VenueOrder => ({
  clientOrderId: row.clientAlgoId,
  symbol: symbolOf(row.symbol),
  ...directionOf(row.side, row.positionSide, row.reduceOnly),
  type: 'stop_market',
  quantity: row.quantity,
  filledQuantity: '0',
  price: priceOf(row.price),
  stopPrice: priceOf(row.triggerPrice),
  status: 'new',
});

/** Undefined for a side that holds nothing. */
export function position(row: z.infer<typeof positionRow>): VenuePosition | undefined {
  const amount = decimal(row.positionAmt);
  if (amount === 0n) return undefined;
  const named =
    row.positionSide === 'LONG' ? 'long' : row.positionSide === 'SHORT' ? 'short' : null;
  return {
    symbol: symbolOf(row.symbol),
    side: named ?? (amount > 0n ? 'long' : 'short'),
    quantity: formatDecimal(amount > 0n ? amount : negate(amount)),
    entryPrice: row.entryPrice,
    liquidationPrice: priceOf(row.liquidationPrice),
  };
}

/** How the venue names the orders it makes by itself. */
export function causeOf(clientOrderId: string): Extract<VenueEvent, { kind: 'fill' }>['cause'] {
  if (clientOrderId.startsWith('autoclose-')) return 'liquidation';
  return clientOrderId.startsWith('adl_autoclose') ? 'adl' : 'order';
}

/** A fill told by the list of trades, of the order with that client order id. */
export function fillOfTrade(row: TradeRow, clientOrderId: string): VenueEvent {
  // Number 0: nobody's order, as the simulated exchange writes what it closed by force.
  const cause = row.orderId === '0' ? 'liquidation' : causeOf(clientOrderId);
  return {
    kind: 'fill',
    tradeId: row.id,
    clientOrderId: cause === 'order' ? clientOrderId : '',
    symbol: symbolOf(row.symbol),
    ...directionOf(row.side, row.positionSide),
    quantity: row.qty,
    price: row.price,
    fee: feeOf(row.commission, row.commissionAsset),
    realisedPnl: row.realizedPnl,
    maker: row.maker,
    cause,
    at: row.time,
  };
}

/** A fee in another coin does not touch the wallet of this ledger (pre-flight refuses the setting). */
export const feeOf = (amount: DecimalText, asset: string): DecimalText =>
  asset === 'USDT' ? amount : '0';
