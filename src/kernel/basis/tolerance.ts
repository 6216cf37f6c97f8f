/**
 * Limits are inclusive and compared with a tolerance of 1e-9 (domain specification 1.8); it is for
 * ratios only, never for lots, prices or money.
 */
export const TOLERANCE = 1e-9;

/** value >= limit, within tolerance. */
export const atLeast = (value: number, limit: number): boolean => value >= limit - TOLERANCE;
/** value <= limit, within tolerance. */
export const atMost = (value: number, limit: number): boolean => value <= limit + TOLERANCE;
/** Strictly above the limit, beyond tolerance. */
export const above = (value: number, limit: number): boolean => value > limit + TOLERANCE;
/** Strictly below the limit, beyond tolerance. */
export const below = (value: number, limit: number): boolean => value < limit - TOLERANCE;
