/**
 * Why the kernel refuses an input: one closed list with stable codes, each with what it means and
 * what would be right. A refused input is told and counted; nothing else of the state moves.
 */
export interface Rejection {
  readonly meaning: string;
  /** What the sender should have sent. */
  readonly right: string;
}

/** Bounds of what is a price, a size, a sum or an id at all. Beyond them a figure is an error. */
export const PLAUSIBLE = {
  /** Price of one unit, USDT. */
  minPrice: 1e-9,
  maxPrice: 1e9,
  /** Notional of one order or position, USDT. */
  maxNotional: 1e12,
  /** Quantity of a level, order or position, units of the base. */
  maxQuantity: 1e15,
  /** Equity, balance, PnL or sum of transfers, USDT, on either side of zero. */
  maxMoney: 1e15,
  /** Growth of the account without its transfers since the first mark, on either side of zero. */
  maxIndex: 1e9,
  /** Fraction of price: a stop nearer than this is none. */
  minStop: 1e-6,
  /** A fill this many times off its order, in price or quantity, is not that order's. */
  maxFillRatio: 10,
  /** Longest id, characters. */
  idLength: 200,
  /** Price levels of one side of a book. */
  maxLevels: 5_000,
  /** Rows of a minimal-return table. */
  maxRows: 100,
} as const;

const { minPrice, maxPrice, maxNotional, maxMoney, maxFillRatio, maxLevels } = PLAUSIBLE;
const PRICE = `a price of ${minPrice} to ${maxPrice} USDT`;

export const REJECTIONS = {
  // The event itself.
  EVENT_INVALID: {
    meaning: 'What came in is no event at all.',
    right: 'An object with a `kind` and a time.',
  },
  UNKNOWN_EVENT: {
    meaning: 'The event is of a kind that this build does not know.',
    right: 'One of the kinds in `src/kernel/events.ts`; both sides of the same version.',
  },
  TIME_INVALID: {
    meaning: 'The time of the event is no instant.',
    right: 'UTC epoch milliseconds, a whole number.',
  },
  TIME_BACKWARDS: {
    meaning: 'The event is older than what was consumed already.',
    right: 'Events in the order of their time; late news carries the time at which it is told.',
  },
  TIME_JUMP: {
    meaning: 'The event lies more than 366 days after the one before it.',
    right: 'The true time; a clock that leaps is to be repaired before anything else.',
  },
  UNKNOWN_STRATEGY: {
    meaning: 'The strategy is not in the configuration in force.',
    right: 'A configured strategy; `EXTERNAL` only for positions and trades.',
  },
  UNKNOWN_SYMBOL: {
    meaning: 'The symbol is not in the configuration in force.',
    right: 'A configured symbol, for example `BTC/USDT:USDT`.',
  },
  // Signals.
  SIGNAL_INVALID: {
    meaning: 'A field of the signal is missing, of the wrong type or out of its range.',
    right:
      'Edge in [0, 1], stop distance in (0, 1], positive prices, a known side, a whole exit plan; the text names the field.',
  },
  SIGNAL_DUPLICATE: {
    meaning: 'A signal with this id came before.',
    right: 'A new id for a new signal; the same signal once.',
  },
  // The account.
  EQUITY_INVALID: {
    meaning: 'A figure of the equity mark is missing, not finite or absurd.',
    right: `Equity, wallet, transfers and PnL within ${maxMoney} USDT, quality good, stale or implausible, and an account that did not multiply a billion times.`,
  },
  TRADE_INVALID: {
    meaning: 'The closed trade has no side or no net PnL.',
    right: `Side long or short, net PnL within ${maxMoney} USDT.`,
  },
  POSITION_INVALID: {
    meaning: 'A figure of the position is missing, negative, not finite or absurd.',
    right: `Side long or short, a quantity >= 0, ${PRICE}, a stop price or null, a decision >= 0, at most ${maxNotional} USDT.`,
  },
  // Orders on the way.
  FILL_INVALID: {
    meaning: 'What was filled is missing, negative, not finite, or not of this order.',
    right: `Quantity >= 0 and, with a fill, a price, both within ${maxFillRatio} times the order's; a known end and reason.`,
  },
  UNKNOWN_DECISION: {
    meaning: 'No entry of this decision is open.',
    right: 'The number of a decision that was allowed and has not ended; told once.',
  },
  // The market.
  BOOK_INVALID: {
    meaning: 'The mark or a level of the book is missing, not positive, not finite or absurd.',
    right: `Pairs of ${PRICE} and a positive quantity, at most ${maxLevels} levels a side.`,
  },
  BOOK_EMPTY: {
    meaning: 'A side of the book has no level.',
    right: 'At least one bid and one ask; no book at all while there are none.',
  },
  BOOK_CROSSED: {
    meaning: 'The best bid is at or above the best ask.',
    right: 'A consistent snapshot; resynchronise the feed.',
  },
  BOOK_UNSORTED: {
    meaning: 'The levels of a side are not in order.',
    right: 'Best level first: bids falling, asks rising.',
  },
  CANDLE_INVALID: {
    meaning:
      'A price of the candle is none, its range does not hold its prices, or it starts off the hour.',
    right: `Low <= open, close <= high, each ${PRICE}; the open time a full hour.`,
  },
  CANDLE_NOT_CLOSED: {
    meaning: 'The candle ends after the time at which it was told.',
    right: 'Closed candles only.',
  },
  CANDLE_OUT_OF_ORDER: {
    meaning: 'A candle of this hour or a later one came before.',
    right: 'Candles of a symbol in order, each once; history before what is live.',
  },
  FUNDING_INVALID: {
    meaning: 'The state or a figure of the funding data is missing or absurd.',
    right:
      'Status ok, degraded or absent; a rate within 100 %, the next settlement within a year, an interval of a minute to a year in whole milliseconds.',
  },
  // Commands.
  CLOSURE_INVALID: {
    meaning: 'The closure lacks an id, a known cause, a scope, a reason or whole times.',
    right: 'A closure as `src/domain/closure.ts` describes it.',
  },
  CLOSURE_OVER: {
    meaning: 'The closure ends at or before the time at which it is to begin.',
    right: 'An end in the future, or none.',
  },
  UNKNOWN_CLOSURE: {
    meaning: 'No closure with this id is in force.',
    right: 'The id of a closure in force, as the status lists them.',
  },
  COMMAND_INVALID: {
    meaning: 'The command does not say who, why or what.',
    right: 'Actor and reason as texts, the value one of those there are.',
  },
  UNKNOWN_PROFILE: {
    meaning: 'No profile of this name is configured.',
    right: 'A name from the configuration.',
  },
  PROFILE_ABOVE_CEILING: {
    meaning: 'A step-down that is in force does not allow this profile.',
    right: 'A profile at or below the ceiling, until it ends.',
  },
} as const satisfies Readonly<Record<string, Rejection>>;

export type RejectionCode = keyof typeof REJECTIONS;
