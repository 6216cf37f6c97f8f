/** What an audit found: per rule how many comparisons were made, and every one that failed. */
export interface Finding {
  readonly rule: string;
  /** `d12`, or an instant. */
  readonly where: string;
  readonly text: string;
}

/** Relative tolerance of float64 sums of a few dozen terms in whatever order. */
export const TOLERANCE = 1e-9;

export class Findings {
  readonly all: Finding[] = [];
  private readonly made = new Map<string, number>();

  /** Counts a comparison, and records it when it failed. */
  check(rule: string, where: string, ok: boolean, text: () => string): void {
    this.made.set(rule, (this.made.get(rule) ?? 0) + 1);
    if (!ok) this.all.push({ rule, where, text: text() });
  }

  /** Equal up to `tolerance`, relative to the larger of the two and 1e-12 near zero. */
  near(
    rule: string,
    where: string,
    name: string,
    recorded: number | null,
    expected: number | null,
    tolerance = TOLERANCE,
  ): void {
    const ok =
      recorded === null || expected === null
        ? recorded === expected
        : near(recorded, expected, tolerance);
    this.check(rule, where, ok, () => `${name}: recorded ${recorded}, recomputed ${expected}`);
  }

  /** How many comparisons a rule rests on: 0 means that it proved nothing. */
  count(rule: string): number {
    return this.made.get(rule) ?? 0;
  }

  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.made].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Findings of a rule, a few, as text. */
  of(rule: string): readonly string[] {
    return this.all
      .filter((finding) => finding.rule === rule)
      .map((finding) => `${finding.where}: ${finding.text}`);
  }
}

export function near(a: number, b: number, tolerance = TOLERANCE): boolean {
  if (a === b) return true;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;
}
