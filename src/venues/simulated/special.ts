/** What an order may say beyond the venue port: how it triggers, how it ends, whom it must not meet. */
import type { Decimal, DecimalText } from '../../domain/decimal.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { PlaceOrder } from '../../domain/venue.ts';

/** `stop` trades when the price moves against the position, `take_profit` with it. */
export type Aim = 'stop' | 'take_profit' | 'trailing';
/** Which price triggers: the last, the mark, or whichever comes first. */
export type WorkingPrice = 'contract' | 'mark' | 'either';
/** What happens when an order would trade with one of our own. */
export type SelfTradeMode = 'none' | 'expire_taker' | 'expire_maker' | 'expire_both';

/** What a new order says. */
export interface SpecialTerms {
  /** Null: not conditional. */
  readonly aim: Aim | null;
  readonly working: WorkingPrice;
  /** Trades whatever the position is when it triggers; its own quantity is 0 until then. */
  readonly closePosition: boolean;
  /** Ends instead of triggering while last and mark price are further apart than the collar. */
  readonly priceProtect: boolean;
  readonly selfTrade: SelfTradeMode;
  /** Expires at this market time. */
  readonly goodTill: EpochMs | null;
  /** Placed in one-way mode. */
  readonly oneWay: boolean;
  /** Trailing orders: distance from the best price, fraction. */
  readonly callback: DecimalText | null;
  /** Trailing orders: the price from which on they follow; null: at once. */
  readonly activation: DecimalText | null;
}

/** An order of the venue port with what it says besides. */
export interface ExchangeOrder extends PlaceOrder {
  readonly special?: SpecialTerms;
}

export interface Trail {
  /** Fraction. */
  readonly callback: Decimal;
  readonly activation: Decimal | null;
  active: boolean;
  /** Best price since it became active: the highest for a sale, the lowest for a purchase. */
  extreme: Decimal;
}

/** The same as an accepted order keeps it. */
export interface Special extends Omit<SpecialTerms, 'callback' | 'activation'> {
  readonly trail: Trail | null;
  triggeredAt: EpochMs | null;
  /** Ended because it would have met one of our own. */
  prevented: boolean;
}

export const PLAIN: SpecialTerms = {
  aim: null,
  working: 'either',
  closePosition: false,
  priceProtect: false,
  selfTrade: 'none',
  goodTill: null,
  oneWay: false,
  callback: null,
  activation: null,
};
