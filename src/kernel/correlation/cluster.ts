/**
 * Correlation throttles (domain specification 1.7): level 1, guard, cluster event and joint
 * extreme, and the strategy a cluster event excludes.
 */
import type { EpochMs } from '../../domain/time.ts';
import { atLeast, below } from '../basis/tolerance.ts';
import type { KernelState } from '../state.ts';
import { alignmentOf } from './alignment.ts';
import { meanPercentile } from './edge-percentile.ts';

/** Brings the throttles up to date with votes and correlation; reports what changed. */
export function updateThrottles(state: KernelState, at: EpochMs): void {
  const { cluster, config } = state;
  const alignment = alignmentOf(state.alignment, config.correlation);
  const correlation = state.strategyPnl.mean;
  const levelOne = atLeast(alignment, config.correlation.level1.threshold);
  const guard = atLeast(
    correlation ?? Number.NEGATIVE_INFINITY,
    config.correlation.guard.threshold,
  );
  if (levelOne !== cluster.levelOne) {
    cluster.levelOne = levelOne;
    report(state, at, 'alignment', levelOne, alignment);
  }
  if (guard !== cluster.guard) {
    cluster.guard = guard;
    report(state, at, 'correlation_guard', guard, correlation ?? 0);
  }
  updateCluster(state, at, alignment);
  const joint = cluster.active && guard;
  if (joint !== cluster.joint) {
    cluster.joint = joint;
    report(state, at, 'joint_extreme', joint, alignment);
  }
}

function updateCluster(state: KernelState, at: EpochMs, alignment: number): void {
  const { cluster } = state;
  const { enter, exit, exitHold } = state.config.correlation.cluster;
  if (!cluster.active) {
    if (!atLeast(alignment, enter)) return;
    cluster.active = true;
    cluster.since = at;
    report(state, at, 'cluster', true, alignment);
    return;
  }
  // An undefined alignment is -1 and counts as below the exit level.
  if (!below(alignment, exit)) {
    cluster.belowSince = null;
    return;
  }
  if (cluster.belowSince === null) {
    cluster.belowSince = at;
    state.wakeDirty = true;
  }
  if (at - cluster.belowSince < exitHold) return;
  cluster.active = false;
  cluster.belowSince = null;
  report(state, at, 'cluster', false, alignment);
}

/** A cluster event that a person begins; it ends by the rule of every other. */
export function startCluster(state: KernelState, at: EpochMs): void {
  const { cluster } = state;
  if (cluster.active) return;
  cluster.active = true;
  cluster.since = at;
  report(state, at, 'cluster', true, alignmentOf(state.alignment, state.config.correlation));
  updateThrottles(state, at);
}

type Throttle = 'alignment' | 'correlation_guard' | 'cluster' | 'joint_extreme';

function report(
  state: KernelState,
  at: EpochMs,
  throttle: Throttle,
  active: boolean,
  value: number,
): void {
  const { long, short } = state.alignment;
  const figure =
    throttle === 'correlation_guard'
      ? `mean strategy correlation ${value.toFixed(4)} over ${state.strategyPnl.pairs} pairs`
      : `alignment ${value === -1 ? 'undefined' : value.toFixed(4)} (${long} long, ${short} short)`;
  const text = `${throttle} ${active ? 'begins' : 'ends'}: ${figure}`;
  state.out.push({ kind: 'throttle', at, throttle, active, value, text });
}

/**
 * Strategy whose entries a cluster event refuses: the lowest mean edge percentile of the last 24 h
 * among those that signalled, the first in order on a tie; -1 when fewer than two did.
 */
export function worstStrategy(state: KernelState, at: EpochMs): number {
  const { config } = state;
  let worst = -1;
  let lowest = Number.POSITIVE_INFINITY;
  let signalled = 0;
  for (let s = 0; s < state.edges.length; s += 1) {
    const mean = meanPercentile(state.edges[s]!, at, config.correlation);
    if (mean < 0) continue;
    signalled += 1;
    if (below(mean, lowest)) {
      lowest = mean;
      worst = s;
    }
  }
  return signalled < config.correlation.cluster.minStrategies ? -1 : worst;
}
