import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, ZERO } from '../../domain/decimal.ts';
import type { VenueEvent } from '../../domain/venue.ts';
import type { SimulatedExchange } from './exchange.ts';
import { BTC, ETH, exchangeWith, type Recorder, START, step } from './exchange-fixture.ts';
import { APART, type Modes, modes, type Operation, operations } from './random-operations.ts';
import type { FillEvent } from './state.ts';

/** How many operations pass between two looks at the books. */
const CHECK_EVERY = 8;

const total = (texts: readonly string[]): Decimal =>
  texts.reduce((sum, text) => sum + decimal(text), 0n) as Decimal;

/** The wallet that a listener computes from what it was told alone. */
function walletFromEvents(heard: Recorder): Decimal {
  const fills = heard.of('fill');
  const moves = [
    ...fills.map((fill) => fill.realisedPnl),
    ...heard.of('funding').map((event) => event.amount),
    ...heard.of('transfer').map((event) => event.amount),
  ];
  return (decimal('100000') + total(moves) - total(fills.map((fill) => fill.fee))) as Decimal;
}

function positionsFromEvents(heard: Recorder): Map<string, Decimal> {
  const positions = new Map<string, Decimal>();
  for (const fill of heard.of('fill')) {
    const key = `${fill.symbol} ${fill.positionSide}`;
    const change = decimal(fill.quantity);
    const before = positions.get(key) ?? ZERO;
    const after = fill.action === 'open' ? before + change : before - change;
    expect(after >= 0n).toBe(true);
    positions.set(key, after as Decimal);
  }
  return positions;
}

/** Per life of an order: fills within its quantity and equal to what its states told. */
function checkOrders(heard: Recorder): void {
  const filled = new Map<string, Decimal>();
  for (const event of heard.events) {
    if (event.kind === 'accepted') filled.set(event.clientOrderId, ZERO);
    if (event.kind === 'fill' && event.clientOrderId !== '') {
      const before = filled.get(event.clientOrderId) ?? ZERO;
      filled.set(event.clientOrderId, (before + decimal(event.quantity)) as Decimal);
    }
    if (event.kind === 'order') {
      expect(filled.get(event.clientOrderId)).toBe(decimal(event.filledQuantity));
    }
  }
}

function checkBooks(exchange: SimulatedExchange, heard: Recorder): void {
  const books = exchange.books();
  expect(decimal(books.wallet)).toBe(walletFromEvents(heard));
  const positions = positionsFromEvents(heard);
  for (const position of exchange.account(START).positions) {
    const key = `${position.symbol} ${position.side}`;
    expect(decimal(position.quantity)).toBe(positions.get(key));
    positions.delete(key);
  }
  for (const quantity of positions.values()) expect(quantity).toBe(0n);
  const markets = exchange.parts().core.markets;
  const margins = markets.flatMap((market) => [
    market.long.margin,
    market.short.margin,
    ...market.resting.map((order) => order.margin),
  ]);
  const crossed = markets.some((market) => market.crossed) ? decimal(books.crossUnrealised) : 0n;
  const lost = crossed < 0n ? crossed : 0n;
  expect(decimal(books.wallet) - total(margins) + lost).toBe(decimal(books.available));
  for (const margin of margins) expect(decimal(margin) >= 0n).toBe(true);
  for (const { long, short } of markets) {
    if (exchange.oneWay) expect([long.quantity, short.quantity]).toContain('0');
  }
}

/** An exchange that has seen a price of 50,000 on both symbols. */
const ORDINARY: Modes = { oneWay: false, btc: false, eth: false, daring: false };
function started({ oneWay, btc, eth, daring }: Modes = ORDINARY) {
  const made = exchangeWith();
  if (oneWay) made.exchange.setPositionMode(true);
  if (btc) made.exchange.setMarginType(BTC, true);
  if (eth) made.exchange.setMarginType(ETH, true);
  if (daring) made.exchange.withdraw('80000', START - 1);
  for (const where of [BTC, ETH]) {
    if (daring) made.exchange.setLeverage(where, 50);
    made.exchange.onPriceStep(step(50_000, START - 1, { symbol: where }));
  }
  return made;
}

function run(list: readonly Operation[], exchange: SimulatedExchange, from = 0): void {
  list.forEach((one, index) => {
    one(exchange, START + (from + index) * APART);
  });
}

const newest = (fills: readonly FillEvent[]): readonly number[] =>
  fills.map((fill) => Number(fill.tradeId));

describe('whatever happens', () => {
  it('includes every way a position can change', () => {
    const reached = new Set<string>();
    const histories = fc.sample(fc.tuple(operations, modes), { numRuns: 200, seed: 7 });
    for (const [list, mode] of histories) {
      const { exchange, heard } = started(mode);
      run(list, exchange);
      for (const fill of heard.of('fill')) {
        reached.add(`${fill.action} ${fill.cause} ${fill.maker ? 'maker' : 'taker'}`);
        if (fill.cause === 'liquidation' && exchange.isCrossed(fill.symbol)) {
          reached.add('liquidation of crossed positions');
        }
      }
      for (const event of heard.of('order')) reached.add(event.status);
      for (const { special, filled, type } of exchange.orders({})) {
        const traded = Number(filled) > 0;
        if (special?.prevented) reached.add('met our own');
        if (special?.aim && traded) reached.add(`${special.aim} ${type}`);
        if (special?.closePosition && traded) reached.add('closed the position');
        if (special?.goodTill && traded) reached.add('good till a date');
      }
    }
    expect([...reached].sort()).toEqual([
      'cancelled',
      'closed the position',
      'expired',
      'filled',
      'good till a date',
      'liquidation of crossed positions',
      'met our own',
      'new',
      'open order maker',
      'open order taker',
      'partially_filled',
      'reduce adl taker',
      'reduce liquidation taker',
      'reduce order maker',
      'reduce order taker',
      'stop limit',
      'stop stop_market',
      'take_profit limit',
      'take_profit stop_market',
      'trailing stop_market',
    ]);
  });

  it('the wallet equals opening + realised - fees + funding + transfers to the last digit, fills add up to positions and stay within orders', () => {
    fc.assert(
      fc.property(operations, modes, (list, mode) => {
        const { exchange, heard } = started(mode);
        list.forEach((one, index) => {
          one(exchange, START + index * APART);
          if (index % CHECK_EVERY === 0) checkBooks(exchange, heard);
        });
        checkBooks(exchange, heard);
        checkOrders(heard);
        const ids = newest(heard.of('fill'));
        expect(ids).toEqual(ids.map((_, index) => index + 1));
      }),
      { numRuns: 200 },
    );
  });

  it('every order that was accepted is live or has ended, never both', () => {
    fc.assert(
      fc.property(operations, modes, (list, mode) => {
        const { exchange, heard } = started(mode);
        run(list, exchange);
        const live = new Set<string>();
        for (const event of heard.events) {
          if (event.kind === 'accepted') live.add(event.clientOrderId);
          if (event.kind === 'order' && event.status !== 'new') {
            if (event.status !== 'partially_filled') live.delete(event.clientOrderId);
          }
        }
        const open = exchange.account(START).openOrders.map((order) => order.clientOrderId);
        expect(new Set(open)).toEqual(live);
      }),
      { numRuns: 100 },
    );
  });

  it('makers never take more than their share of a step, takers never more than the book', () => {
    fc.assert(
      fc.property(operations, modes, (list, mode) => {
        const { exchange } = started(mode);
        let told: VenueEvent[] = [];
        exchange.onEvent((event) => told.push(event));
        list.forEach((one, index) => {
          told = [];
          one(exchange, START + index * APART);
          const fills = told.filter((event): event is FillEvent => event.kind === 'fill');
          const made = total(fills.filter((fill) => fill.maker).map((fill) => fill.quantity));
          for (const market of exchange.parts().core.markets) {
            if (market.step?.at !== START + index * APART) continue;
            expect(Number(made) / 1e8).toBeLessThanOrEqual(market.step.volume * 0.1 + 1e-8);
          }
          for (const market of exchange.parts().core.markets) {
            for (const left of [...(market.depth?.bids ?? []), ...(market.depth?.asks ?? [])]) {
              expect(decimal(left) >= 0n).toBe(true);
            }
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('an exchange restored from a snapshot goes on exactly like the one it was taken from', () => {
    fc.assert(
      fc.property(operations, operations, modes, (before, after, mode) => {
        const first = started(mode);
        run(before, first.exchange);
        const second = exchangeWith();
        const text = first.exchange.snapshot();
        expect(second.exchange.restore(text)).toEqual({ ok: true });
        expect(second.exchange.snapshot()).toBe(text);
        first.heard.take();
        run(after, first.exchange, before.length);
        run(after, second.exchange, before.length);
        expect(second.heard.events).toEqual(first.heard.events);
        expect(second.exchange.snapshot()).toBe(first.exchange.snapshot());
      }),
      { numRuns: 200 },
    );
  });

  it('the same operations give the same events', () => {
    fc.assert(
      fc.property(operations, modes, (list, mode) => {
        const runs = [0, 1].map(() => {
          const { exchange, heard } = started(mode);
          run(list, exchange);
          return heard.take();
        });
        expect(runs[1]).toEqual(runs[0]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('restoring', () => {
  it('refuses what is not a snapshot of this exchange, in words, and changes nothing', () => {
    const { exchange } = exchangeWith();
    const text = exchange.snapshot();
    const cases: readonly (readonly [string, RegExp])[] = [
      ['', /not JSON/],
      ['{}', /malformed at version/],
      [text.replace('"version":1', '"version":2'), /malformed at version/],
      [text.replace('"wallet":"100000"', '"wallet":"100001"'), /wallet 100001 is not the sum/],
      [text.replace('"leverage":5', '"leverage":5,"extra":1'), /extra/],
    ];
    for (const [bad, message] of cases) {
      const result = exchange.restore(bad);
      expect(result.ok ? '' : result.error).toMatch(message);
    }
    expect(exchange.snapshot()).toBe(text);
  });

  it('refuses positions of a symbol that has no instrument any more', () => {
    const { exchange } = exchangeWith();
    exchange.onPriceStep({
      symbol: ETH,
      at: START,
      length: 1,
      open: 2_000,
      high: 2_000,
      low: 2_000,
      close: 2_000,
      mark: 2_000,
      volume: 1,
      book: { bids: [1_999, 10], asks: [2_001, 10] },
    });
    exchange.submit(
      {
        kind: 'place',
        clientOrderId: 'e',
        symbol: ETH,
        positionSide: 'long',
        action: 'open',
        type: 'market',
        quantity: '1',
        price: null,
        stopPrice: null,
        timeInForce: 'GTC',
      },
      START,
    );
    const other = exchangeWith({ instruments: exchange.instruments.slice(0, 1) });
    const result = other.exchange.restore(exchange.snapshot());
    expect(result.ok ? '' : result.error).toMatch(/ETH\/USDT:USDT, which has no instrument/);
  });
});
