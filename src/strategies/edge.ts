/**
 * Edge scores: the mean of the strengths of the conditions of an entry, each in [0, 1]. A strength
 * is measured in the condition's own threshold, so that no figure of its own is needed.
 */

/** 0 at the threshold, 1 at twice the threshold and beyond. */
export function excess(value: number, threshold: number): number {
  if (!(threshold > 0)) return value > 0 ? 1 : 0;
  return clamp(value / threshold - 1);
}

/** 0 at the limit, 1 at zero and below: for conditions that ask for little. */
export function shortfall(value: number, limit: number): number {
  return limit > 0 ? clamp(1 - value / limit) : 0;
}

/** 0 at `from`, 1 at `to` (either order): for oscillators with an end. */
export function progress(value: number, from: number, to: number): number {
  return from === to ? 1 : clamp((value - from) / (to - from));
}

export function mean(...strengths: readonly number[]): number {
  let sum = 0;
  for (const strength of strengths) sum += strength;
  return clamp(sum / strengths.length);
}

function clamp(value: number): number {
  if (!(value > 0)) return 0;
  return value < 1 ? value : 1;
}
