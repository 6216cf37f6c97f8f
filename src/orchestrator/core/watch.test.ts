import { describe, expect, it } from 'vitest';
import { BTC } from '../../../tests/support/kernel-config.ts';
import {
  createMarketWatch,
  fundingStopped,
  judge,
  watchBook,
  watchFunding,
  watchWake,
} from './market-watch.ts';
import { addSpread, medianSpread, type SpreadWindows } from './spread-window.ts';

describe('market watch', () => {
  it('a book is stale after the limit, not at it, and fresh after two books in time', () => {
    const watch = createMarketWatch([BTC]);
    const symbol = watch.symbols[0]!;
    expect(judge(symbol, 0, 15)).toBeNull();
    watchBook(symbol, 0, 1, 0, 15);
    expect(judge(symbol, 0, 15)).toBeNull();
    watchBook(symbol, 5, 1, 5, 15);
    expect(judge(symbol, 5, 15)).toBe('fresh');
    expect(watchWake(watch, 15, 99)).toBe(21);
    expect(judge(symbol, 20, 15)).toBeNull();
    expect(judge(symbol, 21, 15)).toBe('stale');
    expect(watchWake(watch, 15, 99)).toBeNull();
    watchBook(symbol, 22, 1, 22, 15);
    watchBook(symbol, 22, 1, 22, 15);
    expect(judge(symbol, 22, 15)).toBeNull();
    watchBook(symbol, 23, 1, 23, 15);
    expect(judge(symbol, 23, 15)).toBe('fresh');
  });

  it('a book that was late already when it came confirms nothing', () => {
    const symbol = createMarketWatch([BTC]).symbols[0]!;
    watchBook(symbol, 0, 1, 100, 15);
    watchBook(symbol, 99, 1, 100, 15);
    expect(judge(symbol, 100, 15)).toBeNull();
  });
});

describe('funding watch', () => {
  const minute = 60_000;

  it('ALR-6 funding data have stopped when none came for more than 15 minutes, told once', () => {
    const symbol = createMarketWatch([BTC]).symbols[0]!;
    expect(fundingStopped(symbol, 99 * minute)).toBe(false);
    watchFunding(symbol, 0);
    expect(fundingStopped(symbol, 15 * minute)).toBe(false);
    expect(fundingStopped(symbol, 15 * minute + 1)).toBe(true);
    expect(fundingStopped(symbol, 16 * minute)).toBe(false);
    watchFunding(symbol, 20 * minute);
    expect(fundingStopped(symbol, 36 * minute)).toBe(true);
  });

  it('ALR-6 a restart does not forget how old they are', () => {
    const before = createMarketWatch([BTC]);
    watchFunding(before.symbols[0], 0);
    expect(fundingStopped(createMarketWatch([BTC], before).symbols[0]!, 16 * minute)).toBe(true);
  });
});

describe('median spread', () => {
  const windows: SpreadWindows = {};
  const add = (at: number, bps: number) =>
    addSpread(windows, 300, BTC, at, [10_000 - bps / 2, 1], [10_000 + bps / 2, 1]);

  it('needs three samples, and looks at (now - window, now]', () => {
    add(0, 100);
    add(100, 2);
    expect(medianSpread(windows, 300, BTC, 100)).toBeNull();
    add(200, 4);
    expect(medianSpread(windows, 300, BTC, 200)).toBeCloseTo(4, 6);
    add(300, 6);
    // The sample at 0 fell out exactly now.
    expect(medianSpread(windows, 300, BTC, 300)).toBeCloseTo(4, 6);
    add(301, 8);
    expect(medianSpread(windows, 300, BTC, 301)).toBeCloseTo(5, 6);
    expect(medianSpread(windows, 300, BTC, 599)).toBeNull();
  });

  it('ignores crossed and empty books', () => {
    const before = JSON.stringify(windows);
    addSpread(windows, 300, BTC, 302, [], [1, 1]);
    addSpread(windows, 300, BTC, 302, [2, 1], [1, 1]);
    expect(JSON.stringify(windows)).toBe(before);
  });
});
