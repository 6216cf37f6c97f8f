import type { DecisionRecord } from '../domain/decision.ts';

/** Ratios are compared with this tolerance (domain specification 1.8). */
const TOLERANCE = 1e-9;

/**
 * Recomputed from the record alone: does an allowed entry leave an exposure beyond its cap, or was
 * it allowed while something closed it? In words, or null.
 */
export function capViolation(record: DecisionRecord): string | null {
  if (record.verdict !== 'allowed') return null;
  const { caps, exposureAfter, closures, id } = record;
  if (closures.length > 0) return `${id}: allowed although ${closures[0]!.id} was in force`;
  for (const scope of ['strategy', 'asset', 'topThree', 'total'] as const) {
    for (const measure of ['notional', 'risk'] as const) {
      const value = exposureAfter[scope][measure];
      // Not a number compares false with everything: that is a violation, too.
      if (!(value <= caps[scope] + TOLERANCE)) {
        return `${id}: ${scope} ${measure} ${value} beyond its cap ${caps[scope]}`;
      }
    }
  }
  return null;
}
