import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadClock, machineWait, marketClock, saveClock, startAnchor } from './clock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'septet-clock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const START = Date.UTC(2025, 0, 1);

describe('market clock', () => {
  it('runs at the speed it was given, from the anchor', () => {
    let machine = 1_000;
    const clock = marketClock({ market: START, monotonic: 1_000, speed: 60 }, () => machine);
    expect(clock.now()).toBe(START);
    machine += 500;
    expect(clock.now()).toBe(START + 30_000);
    expect(clock.monotonic()).toBe(1_500);
  });

  it('gives whole milliseconds at any speed', () => {
    const clock = marketClock({ market: START, monotonic: 0.25, speed: 0.3 }, () => 17.123);
    expect(Number.isInteger(clock.now())).toBe(true);
  });

  it('says how long to wait for a market instant', () => {
    const anchor = { market: START, monotonic: 1_000, speed: 60 };
    expect(machineWait(anchor, START + 60_000, 1_000)).toBe(1_000);
    expect(machineWait(anchor, START, 5_000)).toBe(0);
  });

  it('goes on in a second start where the first ended', () => {
    const path = join(folder, 'clock.json');
    const first = startAnchor(undefined, START, 60, 0);
    expect(first.market).toBe(START);
    saveClock(path, first, 10_000, true);
    const second = startAnchor(loadClock(path), START, 1, 77);
    expect(second).toEqual({ market: START + 600_000, monotonic: 77, speed: 1 });
  });

  it('never goes back behind a journal after a power cut', () => {
    const path = join(folder, 'clock.json');
    const anchor = startAnchor(undefined, START, 60, 0);
    saveClock(path, anchor, 5_000);
    const lastSeen = marketClock(anchor, () => 6_500).now();
    expect(startAnchor(loadClock(path), START, 60, 0).market).toBeGreaterThan(lastSeen);
  });

  it('starts afresh when the saved clock cannot be read', () => {
    const path = join(folder, 'clock.json');
    writeFileSync(path, '{"anchor":{"market":1');
    expect(loadClock(path)).toBeUndefined();
  });
});
