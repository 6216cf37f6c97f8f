import { describe, expect, it } from 'vitest';
import type { Candle } from '../domain/market.ts';
import { DAY_MS, MINUTE_MS } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import { BASKET, BTC, closeOf, ETH, SOL, START, wander } from './testing/candles.ts';
import { configOf } from './testing/config.ts';
import { market, runTo, S1_EVENTS, S1_RAW, signalsIn, worker } from './testing/worker-fixture.ts';
import { createWorker } from './worker.ts';

describe('worker', () => {
  it('LAU-2 starts with paused entries, and every signal says so', () => {
    const paused = worker('s1', [BTC]);
    expect(paused.entries).toBe('paused');
    const signals = signalsIn(S1_EVENTS.flatMap((event) => paused.onCandle(event)));
    expect(signals.length).toBeGreaterThan(0);
    expect(signals.every((signal) => signal.paused && signal.onset)).toBe(true);
    expect(signals.length).toBe(S1_RAW.filter((raw) => raw.onset).length);
  });

  it('signals every candle of a run, the first one as its onset', () => {
    const open = worker('s1', [BTC]);
    open.setEntries('open');
    const signals = signalsIn(S1_EVENTS.flatMap((event) => open.onCandle(event)));
    expect(signals.map((signal) => [signal.at, signal.side, signal.edge, signal.onset])).toEqual(
      S1_RAW.map((raw) => [raw.candleCloseTime, raw.side, raw.edge, raw.onset]),
    );
    expect(new Set(signals.map((signal) => signal.id)).size).toBe(signals.length);
    expect(signals.some((signal) => signal.paused || signal.veto !== null)).toBe(false);
  });

  it('carries everything the kernel and the executor need', () => {
    const open = worker('s1', [BTC]);
    open.setEntries('open');
    const raw = S1_RAW[0]!;
    const [signal] = signalsIn(runTo(open, raw.candleCloseTime));
    const side = raw.side === 'long' ? 'L' : 'S';
    const candle = S1_EVENTS.find(
      (event) =>
        event.symbol === BTC && event.timeframe === '1m' && closeOf(event) === raw.candleCloseTime,
    )!;
    expect(signal).toEqual({
      id: `S1-BTC-${raw.candleCloseTime}-${side}`,
      strategy: 'S1',
      symbol: BTC,
      side: raw.side,
      edge: raw.edge,
      stopDistance: 0.018,
      referencePrice: candle.candle.close,
      at: raw.candleCloseTime,
      expectedHoldingHours: 0.5,
      requestedNotional: null,
      capitalMultiplier: 1,
      leverageCeiling: 3,
      onset: true,
      paused: false,
      veto: null,
      exitPlan: {
        stop: 0.018,
        trailing: { offset: 0.008, distance: 0.005 },
        minimalReturn: [
          [0, 0.0035],
          [12, 0.0018],
          [35, 0],
        ],
        baseTimeframe: MINUTE_MS,
      },
    });
  });

  it('counts every base candle it evaluates and remembers the last', () => {
    const busy = worker('s1', [BTC]);
    for (const event of S1_EVENTS) busy.onCandle(event);
    expect(busy.evaluated).toBe(2_500);
    expect(busy.lastCandleAt).toBe(START + 2_500 * MINUTE_MS);
  });

  it('takes a candle once: repeats and earlier ones change nothing', () => {
    const doubled = worker('s1', [BTC]);
    doubled.setEntries('open');
    const signals = S1_EVENTS.flatMap((event) =>
      signalsIn([...doubled.onCandle(event), ...doubled.onCandle(event)]),
    );
    expect(signals.length).toBe(S1_RAW.length);
    expect(doubled.evaluated).toBe(2_500);
  });

  it('leaves out a candle that is none', () => {
    const careful = worker('s1', [BTC]);
    const candle: Candle = { openTime: START, open: 1, high: 1, low: 1, close: 1, volume: 1 };
    const broken: Partial<Candle>[] = [
      { close: Number.NaN },
      { volume: Number.NaN },
      { volume: -1 },
      { low: 0 },
      { high: 0.5 },
      { high: Number.POSITIVE_INFINITY },
    ];
    for (const change of broken) {
      careful.onCandle({ symbol: BTC, timeframe: '1m', candle: { ...candle, ...change } });
    }
    expect(careful.evaluated).toBe(0);
  });

  it('refuses a configuration that validation should have refused', () => {
    const make = (change: object) => () =>
      createWorker(configOf('s6', [BTC], change), { basket: BASKET });
    expect(make({ implementation: 's9' })).toThrow('no implementation "s9"');
    expect(make({ timeframe: '15m' })).toThrow('runs on 1h');
    expect(make({ parameters: { adxmin: 1 } })).toThrow('unknown parameter');
    expect(() => createWorker(configOf('s6', [BTC]), { basket: [] })).toThrow('basket');
  });
});

describe('warm-up', () => {
  it('LAU-1 asks for what it reads and is warm once it has it', () => {
    const cold = worker('s5', [BTC]);
    expect(cold.warm).toBe(false);
    expect(cold.readiness()[0]?.lacking).toContain('1d: 0 of 200 candles');
    for (const { symbol, timeframe, minimum } of cold.requiredHistory()) {
      const length = timeframeMs(timeframe);
      const end = START + 250 * DAY_MS;
      cold.warmUp(symbol, timeframe, wander(3, minimum, length, 0.005, end - minimum * length));
    }
    expect(cold.readiness()[0]?.lacking).toEqual([]);
    expect(cold.warm).toBe(true);
    expect(cold.evaluated).toBe(0);
    expect(cold.lastCandleAt).toBe(START + 250 * DAY_MS);
  });

  it('asks for the basket although it trades one symbol of it only', () => {
    const asked = worker('s6', [ETH]).requiredHistory();
    expect(asked.map((need) => [need.symbol, need.timeframe])).toEqual([
      [ETH, '1h'],
      [ETH, '4h'],
      [BTC, '1h'],
      [SOL, '1h'],
    ]);
  });

  it('signals the same after a warm-up as without a break, whatever order history came in', () => {
    const split = START + 1_500 * MINUTE_MS;
    const warmed = worker('s1', [BTC]);
    warmed.setEntries('open');
    for (const timeframe of ['1m', '5m', '3m'] as const) {
      const history = S1_EVENTS.filter(
        (event) => event.symbol === BTC && event.timeframe === timeframe && closeOf(event) <= split,
      );
      warmed.warmUp(
        BTC,
        timeframe,
        history.map((event) => event.candle),
      );
    }
    const later = S1_EVENTS.filter((event) => closeOf(event) > split);
    const ids = signalsIn(later.flatMap((event) => warmed.onCandle(event))).map((s) => s.at);
    const expected = S1_RAW.filter((raw) => raw.candleCloseTime > split);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual(expected.map((raw) => raw.candleCloseTime));
  });
});

describe('capital state', () => {
  it('shrinks size and leverage of stressed signals of S7, and only those', () => {
    const open = worker('s7');
    open.setEntries('open');
    const signals = signalsIn(market('s7', 6_000, 0.012).flatMap((event) => open.onCandle(event)));
    const kinds = new Set(signals.map((s) => `${s.capitalMultiplier} ${s.leverageCeiling}`));
    expect(kinds).toEqual(new Set(['1 2', '0.35 1.4']));
  });
});
