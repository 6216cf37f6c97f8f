/** Messages of the user-data stream, read: what became of orders, and hints that money moved. */
import { z } from 'zod';
import { decimal } from '../../domain/decimal.ts';
import type { VenueEvent, VenueOrderStatus } from '../../domain/venue.ts';
import {
  averageDigits,
  causeOf,
  digits,
  directionOf,
  feeOf,
  instant,
  label,
  statusOf,
  symbolOf,
} from './read-order.ts';

const orderMessage = z.object({
  e: z.literal('ORDER_TRADE_UPDATE'),
  o: z.object({
    s: z.string(),
    c: z.string(),
    S: z.string(),
    x: z.string(),
    X: z.string(),
    i: label,
    l: digits.default('0'),
    z: digits.default('0'),
    L: digits.default('0'),
    ap: averageDigits.default('0'),
    N: z.string().nullish(),
    n: digits.nullish(),
    T: instant,
    t: label,
    m: z.boolean().default(false),
    R: z.boolean().default(false),
    ps: z.string(),
    rp: digits.default('0'),
  }),
});
type OrderMessage = z.infer<typeof orderMessage>['o'];

const algoMessage = z.object({
  e: z.literal('ALGO_UPDATE'),
  T: instant,
  o: z.object({
    caid: z.string(),
    s: z.string(),
    X: z.string(),
    ai: label.nullish().transform((value) => value ?? ''),
  }),
});
type AlgoMessage = z.infer<typeof algoMessage>;

const accountMessage = z.object({
  e: z.literal('ACCOUNT_UPDATE'),
  a: z.object({ m: z.string() }),
});

export type UserNews =
  /** Of an order; `orderId` is the venue's own number. */
  | {
      readonly kind: 'order';
      readonly orderId: string;
      readonly clientOrderId: string;
      /** For the client order id that it turns out to belong to. */
      readonly events: (clientOrderId: string) => readonly VenueEvent[];
    }
  /** Of a conditional order; `orderId` is that of the order it made, empty before. */
  | {
      readonly kind: 'conditional';
      readonly clientOrderId: string;
      readonly orderId: string;
      readonly events: readonly VenueEvent[];
    }
  /** Funding, a transfer: the list of incomes says which. */
  | { readonly kind: 'money' }
  | { readonly kind: 'key_expired' }
  | { readonly kind: 'problem'; readonly text: string };

/** Undefined for messages that mean nothing to an executor. */
export function readUserMessage(message: unknown): UserNews | undefined {
  const { e } = (message ?? {}) as { readonly e?: unknown };
  switch (e) {
    case 'ORDER_TRADE_UPDATE':
      return parsed(orderMessage, message, ({ o }) => orderNews(o));
    case 'ALGO_UPDATE':
      return parsed(algoMessage, message, algoNews);
    case 'ACCOUNT_UPDATE':
      return parsed(accountMessage, message, ({ a }) =>
        a.m === 'ORDER' ? undefined : { kind: 'money' },
      );
    case 'listenKeyExpired':
      return { kind: 'key_expired' };
    default:
      return undefined;
  }
}

function parsed<T>(
  schema: z.ZodType<T>,
  message: unknown,
  read: (value: T) => UserNews | undefined,
): UserNews | undefined {
  const result = schema.safeParse(message);
  if (result.success) return read(result.data);
  const where = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { kind: 'problem', text: `unreadable message of the venue: ${where.join('; ')}` };
}

function orderNews(o: OrderMessage): UserNews | undefined {
  const cause = causeOf(o.c);
  const isFill = (o.x === 'TRADE' || o.x === 'CALCULATED') && decimal(o.l) > 0n;
  const status = statusOf(o.X);
  return {
    kind: 'order',
    orderId: o.i,
    clientOrderId: cause === 'order' ? o.c : '',
    events: (clientOrderId) => [
      ...(isFill ? [fillEvent(o, clientOrderId, cause)] : []),
      ...(cause === 'order' && status !== undefined
        ? [stateEvent(clientOrderId, status, o.z, o.ap, o.T)]
        : []),
    ],
  };
}

function fillEvent(
  o: OrderMessage,
  clientOrderId: string,
  cause: 'order' | 'liquidation' | 'adl',
): VenueEvent {
  return {
    kind: 'fill',
    tradeId: o.t,
    clientOrderId,
    symbol: symbolOf(o.s),
    ...directionOf(o.S, o.ps, o.R),
    quantity: o.l,
    price: o.L,
    fee: feeOf(o.n ?? '0', o.N ?? 'USDT'),
    realisedPnl: o.rp,
    maker: o.m,
    cause,
    at: o.T,
  };
}

const stateEvent = (
  clientOrderId: string,
  status: VenueOrderStatus,
  filledQuantity: string,
  averagePrice: string,
  at: number,
): VenueEvent => ({ kind: 'order', clientOrderId, status, filledQuantity, averagePrice, at });

function algoNews({ o, T }: AlgoMessage): UserNews {
  const status = algoState(o.X);
  const known = status === undefined ? [] : [stateEvent(o.caid, status, '0', '0', T)];
  return { kind: 'conditional', clientOrderId: o.caid, orderId: o.ai, events: known };
}

/**
 * State of a conditional order by its own word; undefined from its trigger on: the order it made
 * tells the rest.
 */
export function algoState(word: string): VenueOrderStatus | undefined {
  switch (word) {
    case 'NEW':
      return 'new';
    case 'CANCELED':
      return 'cancelled';
    case 'EXPIRED':
    case 'REJECTED':
      return 'expired';
    default:
      return undefined;
  }
}
