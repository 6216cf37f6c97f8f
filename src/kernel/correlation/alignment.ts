/**
 * Alignment A (domain specification 1.7): one vote per (strategy, asset), the side of its latest
 * raw onset signal within the window (t - w, t], before any veto; A = larger side / all votes.
 */
import type { CorrelationConfig } from '../../domain/config.ts';
import type { EpochMs } from '../../domain/time.ts';
import { createTimeRing, oldestTime, pushRing, shiftRing, type TimeRing } from '../basis/ring.ts';

export interface AlignmentState {
  /** By strategy x alignment asset: time of the vote, -1 when there is none. */
  readonly votedAt: number[];
  /** 1 long, 0 short. */
  readonly votedLong: number[];
  long: number;
  short: number;
  /** Votes by alignment asset. */
  readonly perAsset: number[];
  assetsWithVotes: number;
  /** Votes in time order, value = slot; superseded ones are skipped when they come up. */
  readonly queue: TimeRing;
}

export function createAlignment(strategies: number, assets: number): AlignmentState {
  return {
    votedAt: new Array(strategies * assets).fill(-1),
    votedLong: new Array(strategies * assets).fill(0),
    long: 0,
    short: 0,
    perAsset: new Array(assets).fill(0),
    assetsWithVotes: 0,
    queue: createTimeRing(65_536),
  };
}

/** Counts a vote; the strategy's earlier one on that asset is replaced. */
export function vote(
  state: AlignmentState,
  strategy: number,
  asset: number,
  isLong: boolean,
  at: EpochMs,
): void {
  const slot = strategy * state.perAsset.length + asset;
  if (state.votedAt[slot]! >= 0) remove(state, slot);
  state.votedAt[slot] = at;
  state.votedLong[slot] = isLong ? 1 : 0;
  if (isLong) state.long += 1;
  else state.short += 1;
  if (state.perAsset[asset] === 0) state.assetsWithVotes += 1;
  state.perAsset[asset]! += 1;
  if (state.queue.size === state.queue.bound) dropSuperseded(state);
  pushRing(state.queue, at, slot);
}

/**
 * At the bound superseded votes give up their places, so that no vote that counts is overwritten:
 * those are one per strategy and asset, far fewer than the queue holds.
 */
function dropSuperseded(state: AlignmentState): void {
  const { queue, votedAt } = state;
  const kept = new Set<number>();
  for (let left = queue.size; left > 0; left -= 1) {
    const time = oldestTime(queue);
    const slot = shiftRing(queue)!;
    if (votedAt[slot] !== time || kept.has(slot)) continue;
    kept.add(slot);
    pushRing(queue, time, slot);
  }
}

/** When the oldest vote leaves the window; Infinity when there is none. */
export const nextVoteExpiry = (state: AlignmentState, config: CorrelationConfig): EpochMs =>
  oldestTime(state.queue) + config.voteWindow;

export function expireVotes(state: AlignmentState, at: EpochMs, config: CorrelationConfig): void {
  const { queue } = state;
  while (oldestTime(queue) <= at - config.voteWindow) {
    const time = oldestTime(queue);
    const slot = shiftRing(queue)!;
    if (state.votedAt[slot] === time) remove(state, slot);
  }
}

function remove(state: AlignmentState, slot: number): void {
  const asset = slot % state.perAsset.length;
  if (state.votedLong[slot] === 1) state.long -= 1;
  else state.short -= 1;
  state.votedAt[slot] = -1;
  state.perAsset[asset]! -= 1;
  if (state.perAsset[asset] === 0) state.assetsWithVotes -= 1;
}

/** A in [0.5, 1]; -1 while it is undefined (too few votes or assets). */
export function alignmentOf(state: AlignmentState, config: CorrelationConfig): number {
  const votes = state.long + state.short;
  if (votes < config.minVotes || state.assetsWithVotes < config.minAssetsWithVotes) return -1;
  return Math.max(state.long, state.short) / votes;
}

/** Side with more votes: 1 long, 2 short, 0 none. */
export const majorityOf = (state: AlignmentState): 0 | 1 | 2 => {
  if (state.long > state.short) return 1;
  return state.long < state.short ? 2 : 0;
};
