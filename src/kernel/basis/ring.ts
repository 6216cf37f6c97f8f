/**
 * A bounded queue of (time, value) pairs in time order, as plain data: two arrays used as a ring
 * whose capacity doubles up to a bound. At the bound the oldest pair is overwritten.
 */
import type { EpochMs } from '../../domain/time.ts';

export interface TimeRing {
  head: number;
  size: number;
  readonly bound: number;
  times: number[];
  values: number[];
}

/** `bound` and the initial capacity are powers of two. */
export function createTimeRing(bound = 65_536): TimeRing {
  return { head: 0, size: 0, bound, times: new Array(8).fill(0), values: new Array(8).fill(0) };
}

/** Appends; returns the value that was overwritten at the bound, or undefined. */
export function pushRing(ring: TimeRing, time: EpochMs, value: number): number | undefined {
  let dropped: number | undefined;
  if (ring.size === ring.times.length) {
    if (ring.size < ring.bound) grow(ring);
    else dropped = shiftRing(ring);
  }
  const slot = (ring.head + ring.size) & (ring.times.length - 1);
  ring.times[slot] = time;
  ring.values[slot] = value;
  ring.size += 1;
  return dropped;
}

/** Removes the oldest pair and returns its value; undefined when empty. */
export function shiftRing(ring: TimeRing): number | undefined {
  if (ring.size === 0) return undefined;
  const value = ring.values[ring.head]!;
  ring.head = (ring.head + 1) & (ring.times.length - 1);
  ring.size -= 1;
  return value;
}

/** Time of the oldest pair; Infinity when empty. */
export function oldestTime(ring: TimeRing): EpochMs {
  return ring.size === 0 ? Number.POSITIVE_INFINITY : ring.times[ring.head]!;
}

function grow(ring: TimeRing): void {
  const capacity = ring.times.length;
  const times: number[] = new Array(capacity * 2).fill(0);
  const values: number[] = new Array(capacity * 2).fill(0);
  for (let i = 0; i < ring.size; i += 1) {
    const slot = (ring.head + i) & (capacity - 1);
    times[i] = ring.times[slot]!;
    values[i] = ring.values[slot]!;
  }
  ring.head = 0;
  ring.times = times;
  ring.values = values;
}
