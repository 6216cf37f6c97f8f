/**
 * The throttle book: entries that correlation throttling made smaller or refused, followed until
 * they end; plain data, saved with the orchestrator's state. Every list is bounded.
 */
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import type { ExitPlan } from '../../domain/signal.ts';
import type { ThrottledEntry, ThrottleLevel, Uncounted } from '../../domain/throttle.ts';
import type { EpochMs } from '../../domain/time.ts';

/**
 * What the world without throttling has beyond the real one, USDT: by exit plan alone, and with the
 * expected holding time as the latest end.
 */
export interface Beyond {
  plan: number;
  held: number;
}

/**
 * A real entry that would have had another size: `ratio` of its result is added. Above 0: it would
 * have been larger by that share; -1: it would not have been at all.
 */
export interface ScaledEntry {
  readonly decision: number;
  readonly at: EpochMs;
  readonly kind: 'smaller' | 'displaced';
  readonly strategy: string;
  readonly symbol: string;
  readonly level: ThrottleLevel;
  readonly ratio: Readonly<Beyond>;
  /** Of the difference when it was decided, USDT; below 0 for one that would not have been. */
  readonly notional: number;
  readonly stopDistance: number;
}

/** A position that never was. */
export interface MissedPosition {
  readonly decision: number;
  readonly strategy: string;
  readonly symbol: SymbolId;
  readonly side: Side;
  readonly level: ThrottleLevel;
  readonly plan: ExitPlan;
  readonly openedAt: EpochMs;
  /** End of the expected holding time. */
  readonly heldUntil: EpochMs;
  readonly quantity: number;
  readonly entry: number;
  readonly stopDistance: number;
  stop: number;
  armed: boolean;
  /** Open time of the next candle that it has not lived through. */
  nextMinute: EpochMs;
  /** Paid funding up to this settlement, and the sum: below 0 it was paid. */
  fundedUntil: EpochMs;
  funding: number;
  /** Close of the last candle. */
  last: number;
  /** Result once the holding time is over; null before. */
  held: number | null;
}

/** A row of the day, by `<strategy>|<level>`. */
export interface ThrottleCounts {
  smaller: number;
  refused: number;
  followed: number;
  displaced: number;
}

export interface ThrottleDay {
  /** By `<strategy>|<level>`: how the comparison stood when the day opened. */
  open: Record<string, Beyond>;
  counts: Record<string, ThrottleCounts>;
  uncounted: Partial<Record<Uncounted, number>>;
  ended: ThrottledEntry[];
  minutesMissing: number;
}

export interface ThrottleBook {
  scaled: ScaledEntry[];
  missed: MissedPosition[];
  /** By `<strategy>|<level>`, of all that ended since the book began. */
  ended: Record<string, Beyond>;
  /** Best bid and ask by symbol. */
  touch: Record<string, readonly [bid: number, ask: number]>;
  /** By symbol: settlements as announced, oldest first; the last one is to come. */
  funding: Record<string, { readonly at: EpochMs; rate: number }[]>;
  day: ThrottleDay;
}

/** Positions that never were, followed at once. */
export const MISSED_MAX = 200;
/** Real entries followed at once: far beyond the most open trades of any profile. */
export const SCALED_MAX = 1_000;
/** Settlements remembered a symbol: a day of hourly ones. */
export const SETTLEMENTS_MAX = 24;
/** Ended entries of a day that are told one by one. */
export const ENDED_MAX = 100;

export const createThrottleDay = (): ThrottleDay => ({
  open: {},
  counts: {},
  uncounted: {},
  ended: [],
  minutesMissing: 0,
});

export const createThrottleBook = (): ThrottleBook => ({
  scaled: [],
  missed: [],
  ended: {},
  touch: {},
  funding: {},
  day: createThrottleDay(),
});

export const rowKey = (entry: { readonly strategy: string; readonly level: string }): string =>
  `${entry.strategy}|${entry.level}`;

export function addTo(
  table: Record<string, Beyond>,
  key: string,
  plan: number,
  held: number,
): void {
  const sums = table[key] ?? { plan: 0, held: 0 };
  table[key] = { plan: sums.plan + plan, held: sums.held + held };
}

export function countsOf(day: ThrottleDay, key: string): ThrottleCounts {
  const counts = day.counts[key] ?? { smaller: 0, refused: 0, followed: 0, displaced: 0 };
  day.counts[key] = counts;
  return counts;
}
