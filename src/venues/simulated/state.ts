/**
 * State of the simulated exchange: one account, per symbol two holdings (in one-way mode one of
 * them is empty) and two order books (limit orders, conditional orders). Mutable on purpose and
 * owned by one engine; the functions beside it are its only writers.
 */
import { type Decimal, decimal, ONE, ZERO } from '../../domain/decimal.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Instrument, PriceStep, Side } from '../../domain/market.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { VenueEvent } from '../../domain/venue.ts';
import { BoundedLog } from './bounded-log.ts';
import type { Limits, SimulatedExchangeConfig } from './config.ts';
import type { Depth } from './depth.ts';
import { NO_NOTIONAL, type Notional } from './exact.ts';
import type { Order } from './order.ts';
import { OrderHistory } from './order-history.ts';
import type { Terms } from './terms.ts';

/** `oneWay`: of a position that has no side of its own. */
export type FillEvent = Extract<VenueEvent, { kind: 'fill' }> & { readonly oneWay?: true };
export type FundingEvent = Extract<VenueEvent, { kind: 'funding' }>;
export type TransferEvent = Extract<VenueEvent, { kind: 'transfer' }>;
/** What moves the wallet besides trades. */
type IncomeEvent = FundingEvent | TransferEvent;

/** One side of a symbol. */
export interface Holding {
  quantity: Decimal;
  /** Sum of entry notional of what is held: average entry price x quantity, unrounded. */
  cost: Notional;
  /** Margin of this side, USDT: isolated, or what a crossed side binds. */
  margin: Decimal;
}

export interface Market {
  readonly terms: Terms;
  readonly long: Holding;
  readonly short: Holding;
  leverage: number;
  /** Its positions share the wallet as their margin. */
  crossed: boolean;
  /** Limit orders at rest, by acceptance. */
  readonly resting: Order[];
  /** Conditional orders not yet triggered, by acceptance: a book of their own. */
  readonly conditional: Order[];
  step: PriceStep | null;
  /** The last step's book less what our own orders took from it; built on first use. */
  depth: Depth | null;
  lastFundingAt: EpochMs;
  /** When the limit orders at rest are cancelled unless told otherwise; never: infinity. */
  countdownAt: EpochMs;
  /** Nothing can happen in a step that stays strictly between these two prices. */
  fallTrigger: number;
  riseTrigger: number;
  /** Instant at which the first of its orders expires. */
  nextExpiry: EpochMs;
}

/** Sums since opening; wallet = opening + realised - fees + funding + transfers, exactly. */
export interface Books {
  opening: Decimal;
  realised: Decimal;
  fees: Decimal;
  funding: Decimal;
  transfers: Decimal;
}

export interface ExchangeState {
  readonly config: SimulatedExchangeConfig;
  readonly limits: Limits;
  readonly markets: Map<SymbolId, Market>;
  /** One position a symbol instead of a long and a short one. */
  oneWay: boolean;
  /** Is any symbol's margin crossed? */
  crossing: boolean;
  /** Live orders of both books by client order id. */
  readonly live: Map<string, Order>;
  readonly ended: OrderHistory;
  readonly trades: BoundedLog<FillEvent>;
  readonly income: BoundedLog<IncomeEvent>;
  readonly books: Books;
  wallet: Decimal;
  /** Sum of the holdings' margins and of the resting orders' margins. */
  positionMargin: Decimal;
  orderMargin: Decimal;
  lastOrderNumber: number;
  lastTransferNumber: number;
  /** The earliest countdown of all markets; infinity while none runs. */
  countdownAt: EpochMs;
  /** Moves with every change worth saving; prices alone do not move it. */
  revision: number;
  readonly emit: (event: VenueEvent) => void;
}

export const holdingOf = (market: Market, side: Side): Holding =>
  side === 'long' ? market.long : market.short;
const emptyHolding = (): Holding => ({ quantity: ZERO, cost: NO_NOTIONAL, margin: ZERO });

/** Largest power of ten, at most 1, that divides a step: 0.1 for a step of 0.5. */
function placeOf(step: Decimal): Decimal {
  let place: bigint = ONE;
  while (place > 1n && step % place !== 0n) place /= 10n;
  return place as Decimal;
}

function termsOf(instrument: Instrument): Terms {
  return {
    symbol: instrument.symbol,
    tickSize: decimal(instrument.tickSize),
    lotSize: decimal(instrument.lotSize),
    pricePlace: placeOf(decimal(instrument.tickSize)),
    quantityPlace: placeOf(decimal(instrument.lotSize)),
    minQuantity: decimal(instrument.minQuantity),
    maxQuantity: decimal(instrument.maxQuantity),
    minNotional: decimal(instrument.minNotional),
    makerFee: decimal(instrument.makerFee),
    takerFee: decimal(instrument.takerFee),
    maintenanceMarginRate: decimal(instrument.maintenanceMarginRate),
    maxLeverage: instrument.maxLeverage,
  };
}

/** A symbol nothing has happened on yet. */
export function newMarket(instrument: Instrument, leverage: number): Market {
  return {
    terms: termsOf(instrument),
    long: emptyHolding(),
    short: emptyHolding(),
    leverage: Math.min(leverage, instrument.maxLeverage),
    crossed: false,
    resting: [],
    conditional: [],
    step: null,
    depth: null,
    lastFundingAt: Number.NEGATIVE_INFINITY,
    countdownAt: Number.POSITIVE_INFINITY,
    fallTrigger: Number.NEGATIVE_INFINITY,
    riseTrigger: Number.POSITIVE_INFINITY,
    nextExpiry: Number.POSITIVE_INFINITY,
  };
}

/** A fresh exchange with nothing but its opening balance. */
export function createState(
  config: SimulatedExchangeConfig,
  emit: (event: VenueEvent) => void,
): ExchangeState {
  const opening = decimal(config.initialBalance);
  return {
    config,
    limits: {
      volumeShare: decimal(config.volumeShare),
      priceCollar: decimal(config.priceCollar),
      beyondDepthSlippage: decimal(config.beyondDepthSlippage),
      liquidationFee: decimal(config.liquidationFee),
      maxOpenOrders: config.maxOpenOrders,
      maxConditionalOrders: config.maxConditionalOrders,
    },
    markets: new Map(
      config.instruments.map((instrument) => [
        instrument.symbol,
        newMarket(instrument, config.leverage),
      ]),
    ),
    oneWay: false,
    crossing: false,
    live: new Map(),
    ended: new OrderHistory(config.historyLimit),
    trades: new BoundedLog(config.historyLimit),
    income: new BoundedLog(config.historyLimit),
    books: { opening, realised: ZERO, fees: ZERO, funding: ZERO, transfers: ZERO },
    wallet: opening,
    positionMargin: ZERO,
    orderMargin: ZERO,
    lastOrderNumber: 0,
    lastTransferNumber: 0,
    countdownAt: Number.POSITIVE_INFINITY,
    revision: 0,
    emit,
  };
}
