import { describe, expect, it } from 'vitest';
import { symbolId } from '../domain/ids.ts';
import { TIMEFRAMES, timeframeMs } from '../domain/timeframe.ts';
import { defaultMarketConfig } from '../market/default-market.ts';
import { GeneratedMarket } from '../market/generated-market.ts';
import { DEFAULT_INSTRUMENTS } from '../venues/instruments.ts';
import { SimulatedExchange } from '../venues/simulated/exchange.ts';
import { BookTracker } from './book-tracker.ts';
import { SimMarket } from './sim-market.ts';

const BTC = symbolId('BTC/USDT:USDT');
const STARTS_AT = defaultMarketConfig.startsAt + 37 * 60_000;

function build(): { readonly market: SimMarket; readonly exchange: SimulatedExchange } {
  const exchange = new SimulatedExchange({
    instruments: DEFAULT_INSTRUMENTS,
    initialBalance: '100000',
  });
  const source = new GeneratedMarket({
    ...defaultMarketConfig,
    startsAt: STARTS_AT,
    historyDays: 2,
    stepLength: 10_000,
  });
  return { exchange, market: new SimMarket(source, exchange) };
}

describe('the market behind the exchange server', () => {
  it('has candles without a hole from history through the present one, in every timeframe', () => {
    const { market } = build();
    market.advance(STARTS_AT + 5 * 3_600_000 + 20_000, () => undefined);
    for (const timeframe of TIMEFRAMES) {
      const length = timeframeMs(timeframe);
      const candles = market.candles(BTC, timeframe);
      const times = candles.map((candle) => candle.openTime);
      expect(times.every((time, index) => index === 0 || time - times[index - 1]! === length)).toBe(
        true,
      );
      expect(times.at(-1)).toBe(market.now - (market.now % length));
    }
  });

  it('closes a candle as it showed it in progress', () => {
    const { market } = build();
    const shown = new Map<string, { high: number; low: number; open: number }>();
    let compared = 0;
    market.advance(STARTS_AT + 2 * 3_600_000, ({ closed }) => {
      for (const { symbol, timeframe, candle } of closed) {
        const before = shown.get(`${symbol} ${timeframe} ${candle.openTime}`);
        if (before === undefined) continue;
        expect(before.open).toBe(candle.open);
        expect(before.high).toBeLessThanOrEqual(candle.high);
        expect(before.low).toBeGreaterThanOrEqual(candle.low);
        compared += 1;
      }
      for (const timeframe of TIMEFRAMES) {
        const candle = market.current(BTC, timeframe);
        if (candle !== null) shown.set(`${BTC} ${timeframe} ${candle.openTime}`, candle);
      }
    });
    expect(compared).toBeGreaterThan(150);
  });

  it('does not depend on how its time is cut', () => {
    const whole = build();
    const cut = build();
    const end = STARTS_AT + 3_600_000;
    whole.market.advance(end, () => undefined);
    for (let at = STARTS_AT; at <= end; at += 7_000) cut.market.advance(at, () => undefined);
    cut.market.advance(end, () => undefined);
    expect(cut.market.candles(BTC, '1m', 90)).toEqual(whole.market.candles(BTC, '1m', 90));
    expect(cut.exchange.snapshot()).toBe(whole.exchange.snapshot());
  });

  it('numbers every change of a book, and its differences make up the next book', () => {
    const { market, exchange } = build();
    const tracker = new BookTracker(exchange);
    const sides = { bids: new Map<string, string>(), asks: new Map<string, string>() };
    let last = 0;
    const take = (): void => {
      const change = tracker.refresh(BTC);
      if (change === undefined) return;
      expect(change.id).toBe(last + 1);
      last = change.id;
      const { book } = tracker.read(BTC);
      for (const name of ['bids', 'asks'] as const) {
        for (const [price, quantity] of change.difference[name]) {
          if (quantity === '0') sides[name].delete(price);
          else sides[name].set(price, quantity);
        }
        expect(sides[name]).toEqual(new Map(book[name]));
      }
    };
    take();
    expect(tracker.refresh(BTC)).toBeUndefined();
    for (let step = 1; step <= 50; step += 1) {
      market.advance(STARTS_AT + step * 10_000, () => undefined);
      take();
    }
    exchange.submit(
      {
        ...{ kind: 'place', clientOrderId: 'a', symbol: BTC, positionSide: 'long', action: 'open' },
        ...{ type: 'market', quantity: '0.5', price: null, stopPrice: null, timeInForce: 'GTC' },
      },
      market.now,
    );
    const before = last;
    take();
    expect(last).toBe(before + 1);
  });
});
