/** Random histories for the property tests, on two symbols around a price of 50,000. */
import fc from 'fast-check';
import type { Side } from '../../domain/market.ts';
import type { PlaceOrder } from '../../domain/venue.ts';
import type { SimulatedExchange } from './exchange.ts';
import { BTC, ETH } from './exchange-fixture.ts';
import { PLAIN, type SpecialTerms } from './special.ts';

/** One thing that happens to an exchange at an instant. */
export type Operation = (exchange: SimulatedExchange, now: number) => void;

/** Operations are 30 s apart: an order good till a date may see its end. */
export const APART = 30_000;
const LEAST_LIFE = 600_001;

const symbol = fc.constantFrom(BTC, ETH);
const side = fc.constantFrom<Side>('long', 'short');
const clientOrderId = fc.integer({ min: 0, max: 60 }).map((number) => `o${number}`);
/** Prices on the tick around 50,000, wide enough for stops, targets and liquidations. */
const price = fc.integer({ min: 420_000, max: 580_000 }).map((tenths) => tenths / 10);
const near = fc.integer({ min: 490_000, max: 510_000 }).map((tenths) => tenths / 10);
/** Ends of a step's range: mostly near, at times far enough to liquidate. */
const extreme = fc.oneof({ weight: 5, arbitrary: near }, { weight: 1, arbitrary: price });
const quantity = fc.integer({ min: 1, max: 4_000 }).map((lots) => String(lots / 1_000));

/** Mostly nothing beyond the venue port; else any way to trigger, to end, to meet our own. */
const special = fc.record({
  aim: fc.constantFrom<SpecialTerms['aim']>(null, 'stop', 'take_profit', 'trailing'),
  working: fc.constantFrom<SpecialTerms['working']>('contract', 'mark', 'either'),
  closePosition: fc.boolean(),
  priceProtect: fc.boolean(),
  selfTrade: fc.constantFrom<SpecialTerms['selfTrade']>(
    'none',
    'expire_taker',
    'expire_maker',
    'expire_both',
  ),
  goodTill: fc.boolean(),
  callback: fc.integer({ min: 1, max: 100 }).map((thousandths) => String(thousandths / 1_000)),
  activation: fc.option(price.map(String)),
});

const placing = fc
  .record({
    symbol,
    clientOrderId,
    positionSide: side,
    action: fc.constantFrom('open' as const, 'open' as const, 'reduce' as const),
    type: fc.constantFrom('limit' as const, 'market' as const, 'stop_market' as const),
    timeInForce: fc.constantFrom(
      'GTC' as const,
      'IOC' as const,
      'FOK' as const,
      'POST_ONLY' as const,
    ),
    price: near.map(String),
    stopPrice: price.map(String),
    quantity,
    special: fc.option(special, { freq: 2 }),
  })
  .map(
    ({ special: said, ...placed }): Operation =>
      (exchange, now) => {
        const triggers = placed.type === 'stop_market' || (said?.aim ?? null) !== null;
        const limited = placed.type === 'limit';
        const command: PlaceOrder = {
          kind: 'place',
          ...placed,
          price: limited ? placed.price : null,
          stopPrice: triggers ? placed.stopPrice : null,
        };
        if (said === null && !exchange.oneWay) {
          exchange.submit(command, now);
          return;
        }
        const terms = { ...PLAIN, ...said, oneWay: exchange.oneWay };
        // Combinations that no request makes: a limit has no trail, a market order no trigger.
        const aim =
          placed.type === 'market' || (limited && terms.aim === 'trailing')
            ? null
            : (terms.aim ?? (placed.type === 'stop_market' ? 'stop' : null));
        const closePosition = terms.closePosition && placed.type === 'stop_market';
        const goodTill = said?.goodTill ? now + LEAST_LIFE : null;
        exchange.submit(
          {
            ...command,
            stopPrice: aim === null || aim === 'trailing' ? null : placed.stopPrice,
            action: closePosition ? 'reduce' : placed.action,
            special: {
              ...terms,
              aim,
              closePosition: closePosition && aim !== 'trailing',
              goodTill,
              callback: aim === 'trailing' ? terms.callback : null,
              activation: aim === 'trailing' ? terms.activation : null,
            },
          },
          now,
        );
      },
  );

const stepping = fc
  .record({
    symbol,
    points: fc.tuple(near, near, extreme, extreme),
    mark: price,
    volume: fc.double({ min: 0, max: 40, noNaN: true }),
    spread: fc.integer({ min: 1, max: 20 }),
    size: fc.double({ min: 0.001, max: 3, noNaN: true }),
  })
  .map(({ symbol, points, mark, volume, spread, size }): Operation => {
    const [open, close] = points;
    const half = spread / 10;
    return (exchange, now) =>
      exchange.onPriceStep({
        symbol,
        at: now,
        length: 1,
        open,
        close,
        low: Math.min(...points),
        high: Math.max(...points),
        mark: mark > 430_00 && mark < 570_00 ? close : mark,
        volume,
        book: {
          bids: [close - half, size, close - 3 * half, 2 * size],
          asks: [close + half, size, close + 3 * half, 2 * size],
        },
      });
  });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 8, arbitrary: placing },
  { weight: 6, arbitrary: stepping },
  {
    weight: 2,
    arbitrary: fc.tuple(clientOrderId, symbol, fc.boolean()).map(
      ([id, where, conditional]): Operation =>
        (exchange, now) =>
          exchange.submit({ kind: 'cancel', clientOrderId: id, symbol: where, conditional }, now),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(symbol, fc.double({ min: -0.01, max: 0.01, noNaN: true })).map(
      ([where, rate]): Operation =>
        (exchange, now) =>
          exchange.settleFunding({ symbol: where, at: now, rate }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 3_000_000 })).map(
      ([into, cents]): Operation =>
        (exchange, now) => {
          const amount = String(cents / 100);
          if (into) exchange.deposit(amount, now);
          else exchange.withdraw(amount, now);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(symbol, fc.integer({ min: 1, max: 20 })).map(
      ([where, leverage]): Operation =>
        (exchange) => {
          exchange.setLeverage(where, leverage);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(symbol, side, quantity).map(
      ([where, which, amount]): Operation =>
        (exchange, now) =>
          exchange.autoDeleverage(where, which, amount, now),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(clientOrderId, symbol, near, quantity).map(
      ([id, where, at, amount]): Operation =>
        (exchange, now) => {
          const change = { price: String(at), quantity: amount };
          exchange.amend({ clientOrderId: id, symbol: where }, change, now);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(symbol, side, fc.integer({ min: -5_000, max: 5_000 })).map(
      ([where, which, amount]): Operation =>
        (exchange) => {
          exchange.changeMargin(where, which, String(amount));
        },
    ),
  },
);
/** How an account begins: in which mode, which symbols are crossed, with little and high leverage. */
export interface Modes {
  readonly oneWay: boolean;
  readonly btc: boolean;
  readonly eth: boolean;
  readonly daring: boolean;
}
export const modes: fc.Arbitrary<Modes> = fc.record({
  oneWay: fc.boolean(),
  btc: fc.boolean(),
  eth: fc.boolean(),
  daring: fc.boolean(),
});

/** A history: orders of all kinds, steps, cancels, changes, funding, transfers, leverage, ADL. */
export const operations = fc.array(operation, { minLength: 20, maxLength: 100, size: 'max' });
