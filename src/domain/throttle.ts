/**
 * What correlation throttling cost or saved (requirement CHG-5): every entry that it made smaller or
 * refused, followed with the size it would have had, against what was. How it is worked out, and
 * what it cannot know: docs/reports.md.
 */
import type { DecimalText } from './decimal.ts';
import type { EpochMs } from './time.ts';

/** Which throttle was in force (domain specification 1.7), ascending. */
export const THROTTLE_LEVELS = [
  'alignment',
  'guard',
  'alignment_and_guard',
  'cluster',
  'joint_extreme',
] as const;
export type ThrottleLevel = (typeof THROTTLE_LEVELS)[number];

/** Why an entry that throttling refused is left out of the comparison. */
export const UNCOUNTED = [
  /** The decision reached no size without throttling. */
  'no_size',
  /** It would have been one trade too many, those followed here included. */
  'open_trades',
  /** The strategy would have held the symbol already. */
  'in_position',
  /** A cap was exceeded, or nothing was left under one, those followed here included. */
  'caps',
  /** Below the venue's minimum without throttling, too. */
  'minimum',
  /** More were open at once than are followed. */
  'too_many',
] as const;
export type Uncounted = (typeof UNCOUNTED)[number];

/** USDT, with throttling minus without: above 0, throttling earned or saved that much. */
export interface ThrottleImpact {
  /** Positions that never were are left by their exit plan alone. */
  readonly byPlan: number;
  /** And at the end of their expected holding time at the latest. */
  readonly byHolding: number;
}

export interface ThrottleRow extends ThrottleImpact {
  readonly strategy: string;
  readonly level: ThrottleLevel;
  /** Entries that were made smaller. */
  readonly smaller: number;
  /** Entries refused because of it, and those of them that are followed. */
  readonly refused: number;
  readonly followed: number;
  /** Entries that were, where one that was refused would have held the symbol. */
  readonly displaced: number;
}

/** One entry whose comparison ended; `kind` as in `ThrottleRow`. */
export interface ThrottledEntry extends ThrottleImpact {
  readonly decision: number;
  readonly at: EpochMs;
  readonly kind: 'smaller' | 'refused' | 'displaced';
  readonly strategy: string;
  readonly symbol: string;
  readonly level: ThrottleLevel;
  /** How it ended, in a word. */
  readonly end: string;
}

/** A day; its impact is the change of the comparison over the day, so that days add up. */
export interface DayThrottle extends ThrottleImpact {
  readonly rows: readonly ThrottleRow[];
  readonly uncounted: readonly { readonly reason: Uncounted; readonly count: number }[];
  /** Still open at the close, and what of the impact so far is their value at mark. */
  readonly open: ThrottleImpact & { readonly count: number };
  /** The first ones that ended on the day. */
  readonly ended: readonly ThrottledEntry[];
  /** Minutes without a price of a symbol on which one was open, over all positions. */
  readonly minutesMissing: number;
}

/** A closed 1m candle of a symbol, as the comparison walks it. */
export interface Minute {
  readonly symbol: string;
  readonly openTime: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Of a closed trade what the comparison needs. */
export interface EndedTrade {
  readonly decision: number;
  readonly netPnl: DecimalText;
}
