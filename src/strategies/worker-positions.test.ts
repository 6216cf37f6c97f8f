import { describe, expect, it } from 'vitest';
import type { VirtualPosition } from '../domain/execution.ts';
import { strategyId } from '../domain/ids.ts';
import type { Candle, CandleClosed, Side } from '../domain/market.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { BTC, closeOf, START } from './testing/candles.ts';
import {
  position,
  RUN,
  runTo,
  S1_EVENTS,
  S1_RAW,
  signalsIn,
  worker,
} from './testing/worker-fixture.ts';
import type { Worker } from './worker.ts';

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
