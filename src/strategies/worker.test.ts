import { describe, expect, it } from 'vitest';
import type { VirtualPosition } from '../domain/execution.ts';
import { strategyId } from '../domain/ids.ts';
import type { Candle, CandleClosed, Side } from '../domain/market.ts';
import type { Signal } from '../domain/signal.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { timeframeMs } from '../domain/timeframe.ts';
import { type Implementation, strategyCatalog } from './catalog.ts';
import { rawSignals } from './raw-signals.ts';
import { BASKET, BTC, closeOf, ETH, feed, SOL, START, wander } from './testing/candles.ts';
import { configOf } from './testing/config.ts';
import { createWorker, type Worker, type WorkerOutput } from './worker.ts';

const worker = (implementation: Implementation, symbols = BASKET): Worker =>
  createWorker(configOf(implementation, symbols), { basket: BASKET });

const market = (implementation: Implementation, count: number, volatility: number, seed = 11) => {
  const { timeframe, contexts } = strategyCatalog[implementation];
  const length = timeframeMs(timeframe);
  return feed(
    timeframe,
    contexts,
    new Map(BASKET.map((symbol, n) => [symbol, wander(n + seed, count, length, volatility)])),
  );
};

const signalsIn = (outputs: readonly WorkerOutput[]): Signal[] =>
  outputs.flatMap((output) => (output.kind === 'signal' ? [output.signal] : []));

const position = (
  strategy: string,
  openedAt: number,
  change: Partial<VirtualPosition> = {},
): VirtualPosition => ({
  strategy: strategyId(strategy),
  symbol: BTC,
  side: 'long',
  decision: 1,
  quantity: '1',
  entryPrice: '100',
  openedAt,
  stopPrice: null,
  stopOnVenue: false,
  trailingArmed: false,
  ...change,
});

/** S1 on BTC: two runs of signals at least, and the candles they come from. */
const S1_EVENTS = market('s1', 2_500, 0.0012);
const S1_RAW = [...rawSignals(configOf('s1', [BTC]), { basket: [] }, S1_EVENTS)];
const RUN = S1_RAW.findIndex((raw, index) => raw.onset && S1_RAW[index + 1]?.onset === false);

const runTo = (target: Worker, at: number, events = S1_EVENTS): WorkerOutput[] =>
  events.filter((event) => closeOf(event) <= at).flatMap((event) => target.onCandle(event));

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

describe('positions', () => {
  const onset = S1_RAW[RUN]!;
  const opened = (change: Partial<VirtualPosition> = {}) =>
    position('S1', onset.candleCloseTime + 1_000, { side: onset.side, ...change });
  const rest = S1_EVENTS.filter((event) => closeOf(event) > onset.candleCloseTime);

  it('tells only the onsets while it holds a position, with the veto', () => {
    const holding = worker('s1', [BTC]);
    holding.setEntries('open');
    runTo(holding, onset.candleCloseTime);
    holding.onPosition(opened(), onset.candleCloseTime + 1_000);
    const signals = signalsIn(rest.flatMap((event) => holding.onCandle(event)));
    const onsets = S1_RAW.filter((raw) => raw.onset && raw.candleCloseTime > onset.candleCloseTime);
    expect(signals.map((signal) => signal.at)).toEqual(onsets.map((raw) => raw.candleCloseTime));
    expect(signals.every((signal) => signal.veto === 'holding')).toBe(true);
  });

  it('cools down for 6 candles after a close: only those that close within', () => {
    const cooling = worker('s1', [BTC]);
    cooling.setEntries('open');
    runTo(cooling, onset.candleCloseTime);
    const closedAt = onset.candleCloseTime + 30_000;
    cooling.onPosition(opened(), closedAt - 1_000);
    expect(cooling.onPosition(opened({ quantity: '0' }), closedAt)).toEqual([]);
    const signals = signalsIn(rest.flatMap((event) => cooling.onCandle(event)));
    const until = closedAt + 6 * MINUTE_MS;
    for (const signal of signals) {
      expect(signal.veto).toBe(signal.at <= until ? 'cooldown' : null);
    }
    const wanted = S1_RAW.filter(
      (raw) =>
        raw.candleCloseTime > onset.candleCloseTime && (raw.onset || raw.candleCloseTime > until),
    );
    expect(signals.map((s) => s.at)).toEqual(wanted.map((raw) => raw.candleCloseTime));
  });

  it('ignores positions of other strategies, and a late word on an earlier one', () => {
    const calm = worker('s1', [BTC]);
    calm.setEntries('open');
    runTo(calm, onset.candleCloseTime);
    calm.onPosition(opened({ strategy: strategyId('S2') }), onset.candleCloseTime);
    calm.onPosition(opened({ decision: 2 }), onset.candleCloseTime);
    calm.onPosition(opened({ decision: 1, quantity: '0' }), onset.candleCloseTime);
    const signals = signalsIn(rest.flatMap((event) => calm.onCandle(event)));
    expect(signals.every((signal) => signal.veto === 'holding')).toBe(true);
  });

  /** First candle after the entry that fulfils the exit rule of S1, by the rules alone. */
  const exitsOf = (target: Worker, events: readonly CandleClosed[], side: Side) =>
    events.flatMap((event) =>
      target.onCandle(event).flatMap((output) => {
        if (output.kind !== 'exit') return [];
        expect(output.request).toMatchObject({ strategy: 'S1', symbol: BTC, side });
        return [output.request.at];
      }),
    );

  it('EXIT-1 requests a due exit at every candle until the position is closed, even paused', () => {
    const held = worker('s1', [BTC]);
    runTo(held, onset.candleCloseTime);
    held.onPosition(opened(), onset.candleCloseTime + 1_000);
    const exits = exitsOf(held, rest, onset.side);
    expect(exits.length).toBeGreaterThan(2);
    expect(exits[0]).toBeGreaterThan(onset.candleCloseTime);
    for (let index = 1; index < exits.length; index += 1) {
      expect(exits[index]! - exits[index - 1]!).toBe(MINUTE_MS);
    }
    held.onPosition(opened({ quantity: '0' }), START + 3_000 * MINUTE_MS);
    const more: Candle = {
      openTime: START + 2_500 * MINUTE_MS,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
    };
    expect(held.onCandle({ symbol: BTC, timeframe: '1m', candle: more })).toEqual([]);
  });

  it('EXIT-1 after a restart requests at once the exit that fell due while it was down', () => {
    const steady = worker('s1', [BTC]);
    runTo(steady, onset.candleCloseTime);
    steady.onPosition(opened(), onset.candleCloseTime + 1_000);
    const due = exitsOf(steady, rest, onset.side)[0]!;

    const restarted = worker('s1', [BTC]);
    for (const event of S1_EVENTS.filter((each) => closeOf(each) <= due)) {
      restarted.warmUp(event.symbol, event.timeframe, [event.candle]);
    }
    expect(restarted.onPosition(opened(), due + 5)).toMatchObject([
      { kind: 'exit', request: { symbol: BTC, side: onset.side, at: due + 5 } },
    ]);

    const early = worker('s1', [BTC]);
    for (const event of S1_EVENTS.filter((each) => closeOf(each) < due)) {
      early.warmUp(event.symbol, event.timeframe, [event.candle]);
    }
    expect(early.onPosition(opened(), due - 5)).toEqual([]);
  });

  it('EXIT-1 judges a position told before any candle, once candles come', () => {
    const late = worker('s1', [BTC]);
    expect(late.onPosition(opened(), onset.candleCloseTime + 1_000)).toEqual([]);
    expect(exitsOf(late, S1_EVENTS, onset.side).length).toBeGreaterThan(0);
  });

  it('never leaves on a candle that closed before the position was open', () => {
    const held = worker('s1', [BTC]);
    runTo(held, onset.candleCloseTime);
    const steady = worker('s1', [BTC]);
    runTo(steady, onset.candleCloseTime);
    steady.onPosition(opened(), onset.candleCloseTime + 1_000);
    const due = exitsOf(steady, rest, onset.side)[0]!;
    runTo(held, due);
    expect(held.onPosition(opened({ openedAt: due + 1 }), due + 1)).toEqual([]);
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

describe('holes and missing candles', () => {
  const S7 = configOf('s7', [BTC]);
  const candles = wander(11, 6_000, 900_000, 0.003);
  const raw = (from: readonly Candle[]) => [
    ...rawSignals(S7, { basket: [] }, feed('15m', [], new Map([[BTC, from]]))),
  ];

  it('does not signal on the candle right after a hole, and a hole ends a run', () => {
    const whole = raw(candles);
    const first = whole.find((signal, index) => signal.onset && whole[index + 1]?.onset === false)!;
    const missing = first.candleCloseTime - 2 * 900_000;
    const cut = raw(candles.filter((candle) => candle.openTime !== missing));
    expect(cut.some((signal) => signal.candleCloseTime === first.candleCloseTime)).toBe(false);
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
