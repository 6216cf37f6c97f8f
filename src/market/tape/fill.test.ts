import { describe, expect, it } from 'vitest';
import { symbolId } from '../../domain/ids.ts';
import type { Candle, PriceStep } from '../../domain/market.ts';
import { fillOutputs } from './fill.ts';

const BTC = symbolId('BTC/USDT:USDT');
const MINUTE = 60_000;
const LAST: PriceStep = {
  ...{ symbol: BTC, at: 90_000, length: 5_000, open: 100, high: 100, low: 100, close: 100 },
  ...{ mark: 100, volume: 1, book: { bids: [99.9, 2], asks: [100.1, 3] } },
};
const candle = (openTime: number, close: number): Candle => ({
  ...{ openTime, open: 100, high: 110, low: 90, close, volume: 7 },
});
const minutes = [candle(0, 100), candle(MINUTE, 101), candle(2 * MINUTE, 103)];
const fill = (last: PriceStep | undefined) =>
  fillOutputs(
    [
      { symbol: BTC, timeframe: '1m', candles: minutes },
      { symbol: BTC, timeframe: '3m', candles: [candle(0, 103)] },
    ],
    LAST.at,
    Number.POSITIVE_INFINITY,
    () => last,
    () => 0.1,
  );

describe('what nobody recorded', () => {
  it('CHG-2 is made of the candles since: prices first, then candles, longest first', () => {
    const outputs = fill(LAST);
    expect(outputs.map(({ kind }) => kind)).toEqual([
      'price',
      'candle',
      'price',
      'candle',
      'candle',
    ]);
    expect(outputs.at(3)).toMatchObject({ event: { timeframe: '3m' } });
    expect(outputs[2]).toMatchObject({
      step: { at: 180_000, length: MINUTE, high: 110, low: 90, close: 103, mark: 103 },
    });
  });

  it('CHG-2 moves the last known book to the close, on the grid', () => {
    const step = fill(LAST)[2];
    expect(step).toMatchObject({ step: { book: { bids: [102.9, 2], asks: [103.1, 3] } } });
  });

  it('CHG-2 takes only the close of the minute in which recording stopped: its extremes may be from before', () => {
    expect(fill(LAST)[0]).toMatchObject({ step: { open: 101, high: 101, low: 101, close: 101 } });
  });

  it('CHG-2 makes no price of a symbol that had none: it has no book', () => {
    expect(fill(undefined).map(({ kind }) => kind)).toEqual(['candle', 'candle', 'candle']);
  });
});
