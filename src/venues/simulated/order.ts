/** An order as the simulated exchange keeps it, from acceptance to its end. */
import type { Decimal } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { OrderAction, OrderType, TimeInForce, VenueOrderStatus } from '../../domain/venue.ts';
import type { Notional } from './exact.ts';
import type { Special } from './special.ts';

export interface Order {
  /** The venue's own number, ascending in order of acceptance. */
  readonly number: number;
  readonly clientOrderId: string;
  readonly symbol: SymbolId;
  readonly positionSide: Side;
  readonly action: OrderAction;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** 0 while an order that closes the whole position has not triggered. */
  quantity: Decimal;
  price: Decimal | null;
  /** A trailing order's is null until it is active, then follows the market. */
  stopPrice: Decimal | null;
  readonly createdAt: EpochMs;
  filled: Decimal;
  /** Sum of quantity x price over its fills. */
  filledNotional: Notional;
  status: VenueOrderStatus;
  updatedAt: EpochMs;
  /** Initial margin reserved while an opening order rests. */
  margin: Decimal;
  /** Its trades lie within these trade numbers; 0 while it has none. */
  firstTrade: number;
  lastTrade: number;
  /** Null: nothing beyond what the venue port can say. */
  special: Special | null;
}

/** Does the order buy? Opening long and reducing short buy. */
export const isBuy = (order: Pick<Order, 'positionSide' | 'action'>): boolean =>
  (order.positionSide === 'long') === (order.action === 'open');

/** Was it placed to wait for a price? The venue port knows stops alone. */
export const isConditional = (order: {
  readonly type: OrderType;
  readonly special?: Pick<Special, 'aim'> | null;
}): boolean => order.type === 'stop_market' || (order.special?.aim ?? null) !== null;

/** Conditional orders rest in a book of their own until they trigger. */
export const awaitsTrigger = (order: Order): boolean =>
  isConditional(order) && (order.special?.triggeredAt ?? null) === null;

export const remainingOf = (order: Order): Decimal => (order.quantity - order.filled) as Decimal;
