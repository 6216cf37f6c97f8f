/**
 * Pearson correlation of two series of equal length, signed; null when one does not vary. Both are
 * taken relative to their first values: what never changes is then exactly 0, not a rounding error
 * that correlates with another one.
 */
export function pearson(a: readonly number[], b: readonly number[]): number | null {
  const n = a.length;
  let sumA = 0;
  let sumB = 0;
  for (let i = 0; i < n; i += 1) {
    sumA += a[i]! - a[0]!;
    sumB += b[i]! - b[0]!;
  }
  const meanA = sumA / n;
  const meanB = sumB / n;
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let i = 0; i < n; i += 1) {
    const da = a[i]! - a[0]! - meanA;
    const db = b[i]! - b[0]! - meanB;
    covariance += da * db;
    varianceA += da * da;
    varianceB += db * db;
  }
  const scale = Math.sqrt(varianceA) * Math.sqrt(varianceB);
  if (!(scale > 0)) return null;
  return Math.min(1, Math.max(-1, covariance / scale));
}
