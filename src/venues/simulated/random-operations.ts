/** Random histories for the property tests, on two symbols around a price of 50,000. */
import fc from 'fast-check';
import type { Side } from '../../domain/market.ts';
import type { SimulatedExchange } from './exchange.ts';
import { BTC, ETH } from './exchange-fixture.ts';

/** One thing that happens to an exchange at an instant. */
export type Operation = (exchange: SimulatedExchange, now: number) => void;

const symbol = fc.constantFrom(BTC, ETH);
const side = fc.constantFrom<Side>('long', 'short');
const clientOrderId = fc.integer({ min: 0, max: 60 }).map((number) => `o${number}`);
/** Prices on the tick around 50,000, wide enough for stops, targets and liquidations. */
const price = fc.integer({ min: 420_000, max: 580_000 }).map((tenths) => tenths / 10);
const near = fc.integer({ min: 490_000, max: 510_000 }).map((tenths) => tenths / 10);
/** Ends of a step's range: mostly near, at times far enough to liquidate. */
const extreme = fc.oneof({ weight: 5, arbitrary: near }, { weight: 1, arbitrary: price });
const quantity = fc.integer({ min: 1, max: 4_000 }).map((lots) => String(lots / 1_000));

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
  })
  .map(
    (placed): Operation =>
      (exchange, now) =>
        exchange.submit(
          {
            kind: 'place',
            ...placed,
            price: placed.type === 'limit' ? placed.price : null,
            stopPrice: placed.type === 'stop_market' ? placed.stopPrice : null,
          },
          now,
        ),
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
);
/** A history: orders of all kinds, steps, cancels, funding, transfers, leverage, ADL. */
export const operations = fc.array(operation, { minLength: 20, maxLength: 100, size: 'max' });
