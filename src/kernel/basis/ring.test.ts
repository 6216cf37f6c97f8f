import { describe, expect, it } from 'vitest';
import { createTimeRing, oldestTime, pushRing, shiftRing } from './ring.ts';

/** Pairs (i, 10 i) for every i of a range. */
function filled(bound: number, from: number, to: number) {
  const ring = createTimeRing(bound);
  const dropped: number[] = [];
  for (let i = from; i <= to; i += 1) {
    const value = pushRing(ring, i, 10 * i);
    if (value !== undefined) dropped.push(value);
  }
  return { ring, dropped };
}

/** Everything in it, oldest first. */
function drained(ring: ReturnType<typeof createTimeRing>): number[][] {
  const pairs: number[][] = [];
  while (ring.size > 0) pairs.push([oldestTime(ring), shiftRing(ring)!]);
  return pairs;
}

describe('a bounded queue of times', () => {
  it('is empty at first: nothing to take, and its oldest time never comes', () => {
    const ring = createTimeRing();
    expect(ring).toMatchObject({ head: 0, size: 0, bound: 65_536 });
    expect(oldestTime(ring)).toBe(Number.POSITIVE_INFINITY);
    expect(shiftRing(ring)).toBeUndefined();
    expect(ring.size).toBe(0);
  });

  it('begins small, with zeros, and doubles when it is full', () => {
    const eight = filled(32, 1, 8).ring;
    expect(createTimeRing().times).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(createTimeRing().values).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(eight.times).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    pushRing(eight, 9, 90);
    // Of the sixteen places nine are taken, the others are plain zeros: it is saved as it is.
    expect(eight.times).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0]);
    expect(eight.values).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 0, 0, 0, 0, 0, 0, 0]);
    expect(eight.size).toBe(9);
  });

  it('keeps its order when it grows after it went around', () => {
    const { ring } = filled(32, 1, 8);
    // Three taken, three added: the oldest is at place 3 when the ninth comes.
    for (let i = 1; i <= 3; i += 1) expect(shiftRing(ring)).toBe(10 * i);
    for (let i = 9; i <= 11; i += 1) pushRing(ring, i, 10 * i);
    expect(ring).toMatchObject({ head: 3, size: 8 });
    expect(oldestTime(ring)).toBe(4);
    pushRing(ring, 12, 120);
    expect(ring).toMatchObject({ head: 0, size: 9 });
    expect(drained(ring)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12].map((i) => [i, 10 * i]));
  });

  it('overwrites the oldest at its bound and says which one', () => {
    const { ring, dropped } = filled(16, 1, 19);
    // 19 pushed, 16 kept: 1, 2 and 3 were dropped.
    expect(dropped).toEqual([10, 20, 30]);
    expect(ring.times).toHaveLength(16);
    expect(ring).toMatchObject({ size: 16, head: 3 });
    const kept = Array.from({ length: 16 }, (_, i) => [i + 4, 10 * (i + 4)]);
    expect(drained(ring)).toEqual(kept);
  });
});
