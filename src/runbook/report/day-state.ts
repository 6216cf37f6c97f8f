/**
 * The day book: figures of the running UTC day, plain data, saved with the orchestrator's state.
 * Every list and table is bounded; what no longer fits is counted in `omitted`.
 */
import type {
  DayBreaker,
  DayChange,
  DayHalt,
  DayHour,
  DayIncident,
  DayMark,
  DaySample,
  DayStart,
  DayTask,
  DayWorst,
  ExposureFigure,
  ExposureMaximum,
} from '../../domain/daily-report.ts';
import type { DecimalText } from '../../domain/decimal.ts';
import { dayStart, type EpochMs, type Ms } from '../../domain/time.ts';
import { utc } from '../../kernel/basis/text.ts';

/** A good equity mark as it is kept. */
export interface KeptMark extends DayMark {
  readonly transfers: number;
  /** Net realised and unrealised PnL since inception by strategy, USDT. */
  readonly strategyPnl: Readonly<Record<string, number>>;
}

export interface TradeSums {
  closed: number;
  won: number;
  lost: number;
  net: DecimalText;
}

export interface Quality {
  orders: number;
  submitted: number;
  filled: number;
  fills: number;
  /** bps x filled notional. */
  slippage: number;
}

/** Something that is in force or not. */
export interface InForce {
  since: EpochMs | null;
  times: number;
  total: Ms;
}

/** How things stood when the last good mark of the day came. */
export interface Seen {
  at: EpochMs;
  profile: string;
  riskState: string;
  regime: string;
  drawdown: number | null;
  hardLimit: number | null;
  gross: number;
  riskCapacity: number;
  total: ExposureFigure;
  topThree: ExposureFigure;
  /** Those that hold something. */
  strategies: ExposureFigure[];
  assets: ExposureFigure[];
  /** Of open positions by symbol, USDT. */
  unrealised: Record<string, number>;
  openPositions: number;
}

export interface DayFigures {
  /** 00:00 UTC; the day is (start, start + 24 h]. */
  start: EpochMs;
  /** First instant that was recorded. */
  from: EpochMs;
  starts: DayStart[];
  gaps: { from: EpochMs; to: EpochMs }[];
  open: KeptMark | null;
  high: DayMark | null;
  low: DayMark | null;
  openIndex: number;
  highIndex: number;
  marks: number;
  rolling: DayWorst | null;
  ofDay: DayWorst | null;
  samples: DaySample[];
  openBalance: DecimalText;
  /** Unrealised PnL by symbol when the day opened, USDT. */
  openUnrealised: Record<string, number>;
  late: number;
  /** By `<kind>|<strategy>|<symbol>`: entries and exact sum. */
  ledger: Record<string, { entries: number; amount: DecimalText }>;
  /** By `<strategy>|<symbol>`. */
  trades: Record<string, TradeSums>;
  /** By strategy. */
  allowed: Record<string, number>;
  refused: Record<string, number>;
  refusedByReason: Record<string, number>;
  /** Retries that were refused unexpectedly: one attempt is one sample. */
  retriesRefused: number;
  ends: Record<string, number>;
  endedByReason: Record<string, number>;
  /** Attempts as the kernel's rates count them (specification 1.10). */
  attempts: { judged: number; rejected: number; ended: number; timedOut: number };
  /** By `<bucket>|<symbol>`. */
  quality: Record<string, Quality>;
  breakers: DayBreaker[];
  /** By `<breaker>|<transition>`. */
  breakerCounts: Record<string, number>;
  hours: DayHour[];
  throttles: Record<string, InForce>;
  riskStates: Record<string, InForce>;
  regimes: DayChange[];
  profiles: DayChange[];
  closures: Record<string, number>;
  halts: DayHalt[];
  /** By `<severity>|<name>`. */
  alerts: Record<string, number>;
  incidents: DayIncident[];
  tasks: DayTask[];
  /** In words; absent: none was given or ended. */
  overrides?: string[];
  troubles: Record<string, number>;
  rejectedInputs: number;
  seen: Seen | null;
  maxima: {
    total: ExposureMaximum | null;
    topThree: ExposureMaximum | null;
    strategies: Record<string, ExposureMaximum>;
    assets: Record<string, ExposureMaximum>;
  };
  omitted: Record<string, number>;
}

/** An allowed entry until it ends: what its fills are measured against. */
export interface PendingEntry {
  readonly decision: number;
  readonly bucket: string;
  readonly symbol: string;
  readonly long: boolean;
  readonly mid: number;
  readonly quantity: number;
  readonly price: number;
}

export interface DayBook {
  /** Instant of the newest batch that was recorded. */
  at: EpochMs;
  /** Writer of the run that was recorded last. */
  writer: number;
  last: KeptMark | null;
  /** Equity without transfers, 1 at the first mark: moved by PnL alone. */
  index: number;
  /** Highest index of each of the last 31 days, oldest first. */
  highs: { readonly day: EpochMs; index: number }[];
  /** Highs are complete for marks after this; earlier ones are the kernel's alone. */
  highsFrom: EpochMs;
  /** Losing closed trades in a row. */
  losses: number;
  /** Profile that was told last. */
  profile: string;
  /** Wallet balance after the last ledger entry; null: none was told yet. */
  balance: DecimalText | null;
  pending: PendingEntry[];
  /** Breakers of the day that closed last, for the review. */
  closed: {
    readonly day: string;
    readonly breakers: readonly DayBreaker[];
    readonly omitted: number;
  } | null;
  day: DayFigures;
}

export function createDay(start: EpochMs, from: EpochMs, balance: DecimalText): DayFigures {
  return {
    start,
    from,
    starts: [],
    gaps: [],
    open: null,
    high: null,
    low: null,
    openIndex: 1,
    highIndex: 1,
    marks: 0,
    rolling: null,
    ofDay: null,
    samples: [],
    openBalance: balance,
    openUnrealised: {},
    late: 0,
    ledger: {},
    trades: {},
    allowed: {},
    refused: {},
    refusedByReason: {},
    retriesRefused: 0,
    ends: {},
    endedByReason: {},
    attempts: { judged: 0, rejected: 0, ended: 0, timedOut: 0 },
    quality: {},
    breakers: [],
    breakerCounts: {},
    hours: [],
    throttles: {},
    riskStates: {},
    regimes: [],
    profiles: [],
    closures: {},
    halts: [],
    alerts: {},
    incidents: [],
    tasks: [],
    troubles: {},
    rejectedInputs: 0,
    seen: null,
    maxima: { total: null, topThree: null, strategies: {}, assets: {} },
    omitted: {},
  };
}

/**
 * A book from `at` on. `knew`: the kernel had equity marks before it, so its drawdown may rest on a
 * maximum that this book never saw.
 */
export function createDayBook(
  at: EpochMs,
  about: { readonly profile: string; readonly losses: number; readonly knew: boolean },
): DayBook {
  return {
    at,
    writer: 0,
    last: null,
    index: 1,
    highs: [],
    highsFrom: about.knew ? at : Number.MIN_SAFE_INTEGER,
    losses: about.losses,
    profile: about.profile,
    balance: null,
    pending: [],
    closed: null,
    // A start at 00:00 sharp begins the day, although that instant ends the one before.
    day: createDay(dayStart(at), at, '0'),
  };
}

/** Start of the day (start, start + 24 h] that `at` belongs to: 00:00 sharp ends the day before. */
export const dayOf = (at: EpochMs): EpochMs => dayStart(at - 1);

export const dayName = (start: EpochMs): string => utc(start).slice(0, 10);

/** Adds to a bounded list; beyond the bound it is counted. */
export function keep<T>(day: DayFigures, name: string, list: T[], item: T, most = 200): void {
  if (list.length < most) list.push(item);
  else day.omitted[name] = (day.omitted[name] ?? 0) + 1;
}

/** Names of a table beyond this share one row, `others`. */
const NAMES_MAX = 500;

export function nameIn(table: Readonly<Record<string, unknown>>, name: string): string {
  if (Object.hasOwn(table, name)) return name;
  return Object.keys(table).length < NAMES_MAX ? name : 'others';
}

export function count(table: Record<string, number>, name: string, more = 1): void {
  const key = nameIn(table, name);
  table[key] = (table[key] ?? 0) + more;
}

/** Members of a table in the order of their names: a saved state knows no other order. */
export const sorted = <T>(table: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(table).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
