/**
 * Edges of different strategies compare as percentiles of each one's own last signals (domain
 * specification 1.7, 1.11): share of the last 200, itself included, at or below it; below 20
 * signals the raw edge.
 */
import type { CorrelationConfig } from '../../domain/config.ts';
import type { EpochMs } from '../../domain/time.ts';
import { createTimeRing, oldestTime, pushRing, shiftRing, type TimeRing } from '../basis/ring.ts';

export interface EdgeHistory {
  /** Last edges as a ring, and the same sorted ascending. */
  readonly recent: number[];
  next: number;
  readonly sorted: number[];
  /** Percentiles of the last 24 h and their sum. */
  readonly window: TimeRing;
  sum: number;
}

export const createEdgeHistory = (): EdgeHistory => ({
  recent: [],
  next: 0,
  sorted: [],
  window: createTimeRing(8_192),
  sum: 0,
});

/** Takes a signal's edge and returns its percentile in [0, 1]. */
export function addEdge(
  history: EdgeHistory,
  edge: number,
  at: EpochMs,
  config: CorrelationConfig,
): number {
  const { percentileSignals, percentileMinSignals, edgeWindow } = config.cluster;
  const atOrBelow = remember(history, edge, percentileSignals);
  const count = history.sorted.length;
  const percentile = count < percentileMinSignals ? edge : atOrBelow / count;
  const dropped = pushRing(history.window, at, percentile);
  history.sum += percentile - (dropped ?? 0);
  expireEdges(history, at - edgeWindow);
  return percentile;
}

/** Mean percentile of the last 24 h; -1 when the strategy did not signal in that time. */
export function meanPercentile(
  history: EdgeHistory,
  at: EpochMs,
  config: CorrelationConfig,
): number {
  expireEdges(history, at - config.cluster.edgeWindow);
  return history.window.size === 0 ? -1 : history.sum / history.window.size;
}

function expireEdges(history: EdgeHistory, until: EpochMs): void {
  while (oldestTime(history.window) <= until) history.sum -= shiftRing(history.window)!;
  if (history.window.size === 0) history.sum = 0;
}

/** Returns how many of the edges, this one included, are at or below it. */
function remember(history: EdgeHistory, edge: number, limit: number): number {
  const { recent, sorted } = history;
  if (recent.length < limit) {
    recent.push(edge);
    sorted.push(edge);
    return 1 + settle(sorted, sorted.length - 1);
  }
  const old = recent[history.next]!;
  recent[history.next] = edge;
  history.next = (history.next + 1) % limit;
  const at = rank(sorted, old) - 1;
  sorted[at] = edge;
  return 1 + settle(sorted, at);
}

/** Moves the one element that may be out of place behind its equals; returns where it is then. */
function settle(sorted: number[], from: number): number {
  const value = sorted[from]!;
  let at = from;
  while (at > 0 && sorted[at - 1]! > value) {
    sorted[at] = sorted[at - 1]!;
    at -= 1;
  }
  while (at < sorted.length - 1 && sorted[at + 1]! <= value) {
    sorted[at] = sorted[at + 1]!;
    at += 1;
  }
  sorted[at] = value;
  return at;
}

/** How many elements are at or below the value. */
function rank(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
