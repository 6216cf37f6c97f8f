import { describe, expect, it } from 'vitest';
import { entry, holdings, position, totals } from '../../../tests/support/kernel-holdings.ts';
import { T0 } from '../../../tests/support/kernel-scenario.ts';
import {
  bookEntry,
  closePosition,
  endEntry,
  findPosition,
  type HoldingsState,
  markSymbol,
  nextEntryTimeout,
  type OpenEntry,
  occupancy,
  openPosition,
  POSITION_WAIT,
  type Position,
  releaseEntry,
  reserveEntry,
  updatePosition,
} from './holdings.ts';

describe('a position', () => {
  const measures: {
    name: string;
    given: Partial<Position>;
    mark: number;
    expected: readonly [notional: number, risk: number];
  }[] = [
    // 2 x 110; 2 x (110 - 95).
    {
      name: 'a long counts at mark, at risk to its stop',
      given: {},
      mark: 110,
      expected: [220, 30],
    },
    {
      // 2 x 110; 2 x (120 - 110).
      name: 'a short is at risk upwards',
      given: { side: 'short', stopPrice: 120 },
      mark: 110,
      expected: [220, 20],
    },
    {
      name: 'a long whose stop is above mark has nothing at risk, never less',
      given: { stopPrice: 111 },
      mark: 110,
      expected: [220, 0],
    },
    {
      name: 'a short whose stop is below mark has nothing at risk',
      given: { side: 'short', stopPrice: 109 },
      mark: 110,
      expected: [220, 0],
    },
    {
      name: 'an unknown stop counts as distance 1',
      given: { stopPrice: null },
      mark: 110,
      expected: [220, 220],
    },
    {
      name: 'an unknown stop of a short too',
      given: { side: 'short', stopPrice: null },
      mark: 110,
      expected: [220, 220],
    },
    {
      // 2 x 100; 2 x (100 - 95).
      name: 'without a mark yet it counts at its entry price',
      given: {},
      mark: 0,
      expected: [200, 10],
    },
  ];
  it.each(measures)('MON-2 $name', ({ given, mark, expected: [notional, risk] }) => {
    const state = holdings();
    const open = position(given);
    openPosition(state, open, mark);
    expect([open.notional, open.risk]).toEqual([notional, risk]);
    expect(totals(state)).toEqual({ notional, risk, items: 1, trades: 1 });
  });

  it('is measured again when its quantity or stop changes', () => {
    const state = holdings();
    const open = position();
    openPosition(state, open, 100);
    Object.assign(open, { quantity: 3, stopPrice: 99 });
    updatePosition(state, open, 100);
    // 3 x 100; 3 x 1.
    expect(totals(state)).toEqual({ notional: 300, risk: 3, items: 1, trades: 1 });
  });

  it('follows the mark of its symbol, and of no other', () => {
    const state = holdings();
    openPosition(state, position(), 100);
    openPosition(state, position({ strategy: 1, side: 'short', stopPrice: 105 }), 100);
    openPosition(state, position({ symbol: 1 }), 100);
    markSymbol(state, 0, 102);
    // 2 x 102 twice and 2 x 100; 2 x 7 + 2 x 3 + 2 x 5.
    expect(totals(state)).toEqual({ notional: 608, risk: 30, items: 3, trades: 3 });
    markSymbol(state, 2, 50);
    expect(state.exposure.changes).toBe(5);
  });

  it('leaves nothing behind when it closes, and others as they were', () => {
    const state = holdings();
    const closing = position();
    const staying = position({ strategy: 1, side: 'short', stopPrice: 105 });
    openPosition(state, closing, 100);
    openPosition(state, staying, 100);
    closePosition(state, closing);
    expect(totals(state)).toEqual({ notional: 200, risk: 10, items: 1, trades: 1 });
    expect([state.positions, state.bySymbol]).toEqual([[staying], [[staying], [], []]]);
    expect([occupancy(state, 0, 0), occupancy(state, 1, 0)]).toEqual([0, 1]);
    closePosition(state, staying);
    expect([state.positions, state.bySymbol]).toEqual([[], [[], [], []]]);
    expect(totals(state)).toEqual({ notional: 0, risk: 0, items: 0, trades: 0 });
  });

  it('is found by strategy, symbol and side', () => {
    const state = holdings();
    const open = position({ strategy: 2, symbol: 1 });
    openPosition(state, open, 100);
    expect(findPosition(state, 2, 1, true)).toBe(open);
    expect(findPosition(state, 2, 1, false)).toBeUndefined();
    expect(findPosition(state, 1, 1, true)).toBeUndefined();
    expect(findPosition(state, 2, 0, true)).toBeUndefined();
  });
});

describe('an entry on the way', () => {
  const tables: {
    name: string;
    given: Partial<OpenEntry>;
    when: (state: HoldingsState, open: OpenEntry) => void;
    expected: ReturnType<typeof totals> & { waits: number | null; known: boolean };
  }[] = [
    {
      name: 'is reserved at its limit price with its own stop',
      given: {},
      when: () => {},
      expected: { notional: 200, risk: 20, items: 1, trades: 1, waits: null, known: true },
    },
    {
      // 4 - 1 = 3 lots: 150 USDT, 15 at risk.
      name: 'what its position shows is no longer reserved',
      given: { filled: 1 },
      when: (state, open) => bookEntry(state, open, 1),
      expected: { notional: 150, risk: 15, items: 1, trades: 1, waits: null, known: true },
    },
    {
      name: 'is reserved for the rest, however often its position grows',
      given: { filled: 3 },
      when: (state, open) => {
        bookEntry(state, open, 1);
        bookEntry(state, open, 3);
      },
      expected: { notional: 50, risk: 5, items: 1, trades: 1, waits: null, known: true },
    },
    {
      name: 'a position that shrinks gives nothing back to the reservation',
      given: { filled: 3 },
      when: (state, open) => {
        bookEntry(state, open, 3);
        bookEntry(state, open, 1);
      },
      expected: { notional: 50, risk: 5, items: 1, trades: 1, waits: null, known: true },
    },
    {
      name: 'a position that shows nothing books nothing',
      given: {},
      when: (state, open) => bookEntry(state, open, 0),
      expected: { notional: 200, risk: 20, items: 1, trades: 1, waits: null, known: true },
    },
    {
      name: 'never reserves less than nothing when the position shows more than was asked',
      given: {},
      when: (state, open) => bookEntry(state, open, 5),
      expected: { notional: 0, risk: 0, items: 1, trades: 1, waits: null, known: true },
    },
    {
      name: 'ends without a fill: all of it is released',
      given: {},
      when: (state, open) => endEntry(state, open, T0),
      expected: { notional: 0, risk: 0, items: 0, trades: 0, waits: null, known: false },
    },
    {
      name: 'ends when its position shows all of its fill: released',
      given: { filled: 3 },
      when: (state, open) => {
        bookEntry(state, open, 3);
        endEntry(state, open, T0);
      },
      expected: { notional: 0, risk: 0, items: 0, trades: 0, waits: null, known: false },
    },
    {
      // Filled 3, shown 1: 2 lots are counted still, 100 USDT.
      name: 'ends before its position shows the fill: that much stays counted for a minute',
      given: { filled: 3 },
      when: (state, open) => {
        bookEntry(state, open, 1);
        endEntry(state, open, T0);
      },
      expected: {
        notional: 100,
        risk: 10,
        items: 1,
        trades: 1,
        waits: T0 + POSITION_WAIT,
        known: true,
      },
    },
    {
      name: 'then a position that shows more of it takes that over',
      given: { filled: 3 },
      when: (state, open) => {
        endEntry(state, open, T0);
        bookEntry(state, open, 2);
      },
      expected: {
        notional: 50,
        risk: 5,
        items: 1,
        trades: 1,
        waits: T0 + POSITION_WAIT,
        known: true,
      },
    },
    {
      name: 'that waits already is released by a second end',
      given: { filled: 3 },
      when: (state, open) => {
        endEntry(state, open, T0);
        endEntry(state, open, T0 + 1);
      },
      expected: {
        notional: 0,
        risk: 0,
        items: 0,
        trades: 0,
        waits: T0 + POSITION_WAIT,
        known: false,
      },
    },
    {
      name: 'is released once, however often it is asked for',
      given: {},
      when: (state, open) => {
        releaseEntry(state, open);
        releaseEntry(state, open);
      },
      expected: { notional: 0, risk: 0, items: 0, trades: 0, waits: null, known: false },
    },
  ];
  it.each(tables)('$name', ({ given, when, expected }) => {
    const state = holdings();
    const open = entry(given);
    reserveEntry(state, open);
    when(state, open);
    expect({
      ...totals(state),
      waits: open.waitsUntil,
      known: state.entries.has(open.decision),
    }).toEqual(expected);
    expect(occupancy(state, 0, 0)).toBe(expected.known ? 1 : 0);
  });

  it('is released with its own figures, and leaves those of others', () => {
    const state = holdings();
    const leaving = entry({ decision: 1, strategy: 1, symbol: 2, asset: 2 });
    const staying = entry({ decision: 2, strategy: 2, symbol: 1, asset: 1 });
    reserveEntry(state, leaving);
    reserveEntry(state, staying);
    expect(state.occupied).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0]);
    releaseEntry(state, leaving);
    expect(totals(state)).toEqual({ notional: 200, risk: 20, items: 1, trades: 1 });
    expect(state.occupied).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0]);
    expect([occupancy(state, 1, 2), occupancy(state, 2, 1)]).toEqual([0, 1]);
  });

  it('the wait for a position that ends first is the next timer; others have none', () => {
    const state = holdings();
    expect(nextEntryTimeout(state)).toBe(Number.POSITIVE_INFINITY);
    for (const [decision, waitsUntil] of [null, 7, 5, 9].entries())
      reserveEntry(state, entry({ decision, waitsUntil }));
    expect(nextEntryTimeout(state)).toBe(5);
  });
});
