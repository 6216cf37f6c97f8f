import { describe, expect, it } from 'vitest';
import { entry, holdings, position, totals } from '../../../tests/support/kernel-holdings.ts';
import { REBUILD_AFTER } from './exposure.ts';
import {
  bookEntry,
  closePosition,
  type HoldingsState,
  markSymbol,
  openPosition,
  rebuildExposure,
  rebuildHoldingViews,
  releaseEntry,
  reserveEntry,
  updatePosition,
} from './holdings.ts';

describe('rebuilding', () => {
  it('sums are taken anew from positions and entries after 1,024 changes, rounding gone', () => {
    const state = holdings();
    const open = position();
    openPosition(state, open, 100);
    reserveEntry(state, entry({ strategy: 1, symbol: 1, asset: 1, isLong: false }));
    state.exposure.notional += 1e-6;
    while (state.exposure.changes < REBUILD_AFTER - 1) updatePosition(state, open, 100);
    expect(state.exposure.notional).toBeCloseTo(400 + 1e-6, 9);
    updatePosition(state, open, 100);
    expect(totals(state)).toEqual({ notional: 400, risk: 30, items: 2, trades: 2 });
    expect(state.exposure).toMatchObject({
      changes: 0,
      strategyNotional: [200, 200, 0],
      assetRisk: [10, 20, 0],
      longNotional: 200,
    });
  });

  const moves: { name: string; move: (state: HoldingsState) => void }[] = [
    { name: 'a position opens', move: (state) => openPosition(state, position(), 100) },
    { name: 'a position closes', move: (state) => closePosition(state, state.positions[0]!) },
    { name: 'a position changes', move: (state) => updatePosition(state, state.positions[0]!, 9) },
    { name: 'a mark moves', move: (state) => markSymbol(state, 2, 9) },
    { name: 'an entry is reserved', move: (state) => reserveEntry(state, entry()) },
    { name: 'an entry is booked', move: (state) => bookEntry(state, state.entries.get(9)!, 1) },
    { name: 'an entry is released', move: (state) => releaseEntry(state, state.entries.get(9)!) },
  ];
  it.each(moves)('is due when $name', ({ move }) => {
    const state = holdings();
    openPosition(state, position({ symbol: 2 }), 100);
    reserveEntry(state, entry({ decision: 9, symbol: 1, asset: 1 }));
    state.exposure.changes = REBUILD_AFTER - 1;
    move(state);
    expect(state.exposure.changes).toBe(0);
  });

  it('a mark of a symbol without positions changes nothing', () => {
    const state = holdings();
    state.exposure.changes = REBUILD_AFTER;
    markSymbol(state, 0, 100);
    expect(state.exposure.changes).toBe(REBUILD_AFTER);
  });

  it('OPS-7 views and sums after loading are those from before saving', () => {
    const state = holdings();
    openPosition(state, position({ strategy: 1, symbol: 2 }), 100);
    openPosition(state, position({ strategy: 2, symbol: 2 }), 100);
    reserveEntry(state, entry({ symbol: 1, asset: 1 }));
    const { bySymbol, occupied } = structuredClone(state);
    const before = totals(state);
    Object.assign(state, { bySymbol: [], occupied: [] });
    rebuildHoldingViews(state, 3);
    rebuildExposure(state);
    expect([state.bySymbol, state.occupied]).toEqual([bySymbol, occupied]);
    expect(occupied).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 1]);
    expect(totals(state)).toEqual(before);
  });
});
