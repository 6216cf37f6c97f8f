import { describe, expect, it } from 'vitest';
import type { Candle } from '../domain/market.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import { rawSignals } from './raw-signals.ts';
import { BASKET, BTC, closeOf, ETH, feed, SOL, START, wander } from './testing/candles.ts';
import { configOf } from './testing/config.ts';
import { market, position, RUN, S1_EVENTS, S1_RAW, worker } from './testing/worker-fixture.ts';
import { createWorker } from './worker.ts';

describe('holes and missing candles', () => {
  const S7 = configOf('s7', [BTC]);
  const candles = wander(11, 6_000, 900_000, 0.003);
  const raw = (from: readonly Candle[]) => [
    ...rawSignals(S7, { basket: [] }, feed('15m', [], new Map([[BTC, from]]))),
  ];

  it('does not signal on the candle right after a hole; the run begins with the next one', () => {
    const first = S1_RAW[RUN]!;
    const before = first.candleCloseTime - MINUTE_MS;
    const cut = S1_EVENTS.filter(
      (event) => event.timeframe !== '1m' || event.symbol !== BTC || closeOf(event) !== before,
    );
    const seen = [...rawSignals(configOf('s1', [BTC]), { basket: [] }, cut)];
    const run = seen.filter((signal) => signal.candleCloseTime >= before);
    expect(run[0]).toMatchObject({
      candleCloseTime: first.candleCloseTime + MINUTE_MS,
      side: first.side,
      onset: true,
    });
  });

  it('starts anew after a hole of more than a day: no signal until it is warm again', () => {
    const shifted = candles.map((candle, index) =>
      index < 3_000 ? candle : { ...candle, openTime: candle.openTime + 2 * DAY_MS },
    );
    const resumed = START + 3_000 * 900_000 + 2 * DAY_MS;
    const after = raw(shifted).filter((signal) => signal.candleCloseTime > resumed);
    expect(after[0]!.candleCloseTime).toBeGreaterThanOrEqual(resumed + 110 * 900_000);
    const fresh = raw(shifted.slice(3_000));
    expect(after).toEqual(fresh);
  });

  it('does not signal while a candle of the higher timeframe is missing', () => {
    const events = market('s3', 4_000, 0.006);
    const config = configOf('s3', BASKET);
    const whole = [...rawSignals(config, { basket: [] }, events)];
    const signal = whole.at(-1)!;
    const hour = signal.candleCloseTime - (signal.candleCloseTime % HOUR_MS);
    const without = events.filter(
      (event) =>
        !(event.symbol === signal.symbol && event.timeframe === '1h' && closeOf(event) === hour),
    );
    const seen = [...rawSignals(config, { basket: [] }, without)];
    expect(
      seen.some(
        (other) =>
          other.symbol === signal.symbol && other.candleCloseTime === signal.candleCloseTime,
      ),
    ).toBe(false);
  });
});

describe('S6 and its basket', () => {
  const events = market('s6', 2_500, 0.006);
  const config = configOf('s6', [ETH]);
  const whole = [...rawSignals(config, { basket: BASKET }, events)];

  it('decides with the last candle of the basket, whichever symbol brings it', () => {
    const rank = new Map([
      [SOL, 0],
      [ETH, 1],
      [BTC, 2],
    ]);
    const reordered = [...events].sort(
      (a, b) =>
        closeOf(a) - closeOf(b) ||
        timeframeMs(b.timeframe) - timeframeMs(a.timeframe) ||
        rank.get(a.symbol)! - rank.get(b.symbol)!,
    );
    expect(whole.length).toBeGreaterThan(0);
    expect([...rawSignals(config, { basket: BASKET }, reordered)]).toEqual(whole);
  });

  it('does not signal when a candle of the basket is missing', () => {
    const at = whole[0]!.candleCloseTime;
    const without = events.filter(
      (event) => !(event.symbol === SOL && event.timeframe === '1h' && closeOf(event) === at),
    );
    const seen = [...rawSignals(config, { basket: BASKET }, without)];
    expect(seen.some((signal) => signal.candleCloseTime === at)).toBe(false);
  });

  it('EXIT-1 still leaves through its EMA when the basket is incomplete', () => {
    const alone = createWorker(config, { basket: BASKET });
    const own = events.filter((event) => event.symbol === ETH);
    const at = whole.find((signal) => signal.side === 'long')!.candleCloseTime;
    for (const event of own) if (closeOf(event) <= at) alone.onCandle(event);
    alone.onPosition(position('S6', at + 1_000, { symbol: ETH }), at + 1_000);
    const outputs = own
      .filter((event) => closeOf(event) > at)
      .flatMap((event) => alone.onCandle(event));
    const reasons = outputs.map((output) => output.kind === 'exit' && output.request.reason);
    expect(['close_through_ema', 'capital_state']).toContain(reasons[0]);
  });

  it('counts a candle once although it is looked at again with the basket', () => {
    const counting = worker('s6');
    for (const event of events) counting.onCandle(event);
    expect(counting.evaluated).toBe(3 * 2_500);
  });
});
