/**
 * The weekly review (requirement CHG-5): seven UTC days as their daily reports have them, added up.
 * Shape `septet.weekly-report/1`.
 */
import type {
  DailyReport,
  DayChange,
  DayIncident,
  DayRate,
  DayStart,
  ExposureMaximum,
  ReasonCount,
} from './daily-report.ts';
import type { ThrottleImpact, ThrottleRow, Uncounted } from './throttle.ts';
import type { EpochMs, Ms } from './time.ts';

export const WEEKLY_REPORT_SCHEMA = 'septet.weekly-report/1';

/** One of the seven days; `recorded` false: there is no report of it. */
export interface WeekDayLine {
  readonly day: string;
  readonly recorded: boolean;
  readonly closed: boolean;
  /** USDT, without transfers. */
  readonly pnl: number;
  readonly return: number;
  /** Of correlation throttling, by exit plan. */
  readonly impact: number;
}

/** The week at a full hour; what was earned since it opened, USDT. */
export interface WeekHour {
  readonly at: EpochMs;
  readonly pnl: number;
  /** Equity without transfers, 1 at the first mark ever. */
  readonly index: number;
  /** Without correlation throttling, both ways of leaving. */
  readonly without: { readonly plan: number; readonly held: number };
}

export interface WeekPnl {
  readonly key: string;
  readonly net: number;
  readonly closed: number;
  readonly won: number;
  readonly lost: number;
}

/** What a strategy or an asset made between the peak and the trough of a drawdown, USDT. */
export interface Contribution {
  readonly key: string;
  readonly pnl: number;
}

/** The deepest fall of the week, between two full hours. */
export interface DrawdownLeg {
  readonly peakAt: EpochMs;
  readonly troughAt: EpochMs;
  /** Fraction of the peak. */
  readonly depth: number;
  readonly pnl: number;
  /** Largest loss first. */
  readonly byStrategy: readonly Contribution[];
  readonly byAsset: readonly Contribution[];
}

/** `baseline`: median of the daily values over the seven days before; null: too few of them. */
export interface QualityFigure extends DayRate {
  readonly baseline: number | null;
  /** Beyond the baseline by more than a quarter, to the worse (domain specification 1.10). */
  readonly worse: boolean;
}

export interface QualityRow {
  readonly bucket: string;
  readonly symbol: string;
  readonly orders: number;
  readonly submitted: number;
  readonly filled: number;
  readonly fillRatio: QualityFigure;
  readonly slippageBps: QualityFigure;
}

export interface WeekTasks {
  readonly task: string;
  readonly done: number;
  readonly missed: number;
  readonly overdue: number;
}

/** Something that the change office recorded. */
export interface ChangeLine {
  readonly at: EpochMs;
  readonly what: string;
  readonly actor: string;
  readonly text: string;
}

export interface Outcome {
  /** USDT over the week. */
  readonly pnl: number;
  /** Deepest fall between two full hours, USDT, at least 0. */
  readonly drawdown: number;
}

export interface WeekThrottle extends ThrottleImpact {
  readonly rows: readonly ThrottleRow[];
  readonly uncounted: readonly { readonly reason: Uncounted; readonly count: number }[];
  /** Of positions still open when the week closed. */
  readonly open: ThrottleImpact & { readonly count: number };
  readonly minutesMissing: number;
  readonly with: Outcome;
  readonly withoutByPlan: Outcome;
  readonly withoutByHolding: Outcome;
  /** Of `byPlan`, from the hours of the week; null: fewer than two blocks of them. */
  readonly interval: {
    readonly low: number;
    readonly high: number;
    /** Share of resamples between the two. */
    readonly level: number;
    readonly hours: number;
    readonly blockHours: number;
    readonly resamples: number;
  } | null;
}

export interface WeeklyReport {
  readonly schema: typeof WEEKLY_REPORT_SCHEMA;
  readonly portfolio: string;
  /** `2025-W14`, or `7 days to 2025-04-04`. */
  readonly week: string;
  /** 00:00 of the first day, 24:00 of the last one. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** All seven days are over. */
  readonly closed: boolean;
  readonly madeAt: EpochMs;
  readonly configVersion: string;
  readonly build: string;
  readonly days: readonly WeekDayLine[];
  /** What is missing or was made by an earlier build, in words. */
  readonly notes: readonly string[];
  readonly equity: {
    readonly open: number | null;
    readonly close: number | null;
    readonly pnl: number;
    /** Chained over the days. */
    readonly return: number;
    readonly transfers: number;
  };
  readonly hours: readonly WeekHour[];
  readonly pnl: { readonly byStrategy: readonly WeekPnl[]; readonly byAsset: readonly WeekPnl[] };
  readonly drawdown: {
    /** Largest rolling one of the days, at any mark. */
    readonly rolling: { readonly value: number; readonly at: EpochMs } | null;
    readonly leg: DrawdownLeg | null;
  };
  readonly breakers: readonly {
    readonly breaker: string;
    readonly transition: string;
    readonly count: number;
  }[];
  readonly entries: {
    readonly allowed: number;
    readonly refused: number;
    /** Most frequent first. */
    readonly refusedByReason: readonly ReasonCount[];
    readonly endedByReason: readonly ReasonCount[];
  };
  /** Largest measures against caps; `over`: time over the cap. */
  readonly concentration: readonly (ExposureMaximum & {
    readonly kind: 'all' | 'top three' | 'asset' | 'strategy';
  })[];
  readonly throttleTimes: readonly {
    readonly name: string;
    readonly times: number;
    readonly inForce: Ms;
  }[];
  readonly throttle: WeekThrottle;
  readonly incidents: readonly DayIncident[];
  readonly execution: {
    readonly fillRatio: QualityFigure;
    readonly slippageBps: QualityFigure;
    readonly rejectedRate: QualityFigure;
    readonly timeoutRate: QualityFigure;
    readonly rows: readonly QualityRow[];
  };
  readonly cadence: readonly WeekTasks[];
  readonly uptime: {
    /** Time of the week so far, and what of it was recorded. */
    readonly expected: Ms;
    readonly recorded: Ms;
    readonly gaps: number;
    readonly starts: readonly DayStart[];
  };
  readonly changes: {
    readonly profiles: readonly DayChange[];
    readonly overrides: readonly string[];
    /** Of the change office; null: it was not asked. */
    readonly office: readonly ChangeLine[] | null;
  };
}

/** What a week needs of a day: bounded, so that fourteen of them fit into the saved state. */
export interface WeekDay
  extends Pick<
    DailyReport,
    | 'day'
    | 'from'
    | 'to'
    | 'closed'
    | 'portfolio'
    | 'configVersion'
    | 'build'
    | 'starts'
    | 'gaps'
    | 'breakerCounts'
    | 'hours'
    | 'profiles'
    | 'overrides'
    | 'incidents'
    | 'throttles'
  > {
  readonly equity: Pick<DailyReport['equity'], 'open' | 'close' | 'pnl' | 'return' | 'transfers'>;
  readonly rolling: DailyReport['drawdown']['rolling'];
  readonly pnl: WeeklyReport['pnl'];
  readonly maxima: DailyReport['exposure']['maxima'];
  readonly entries: Pick<DailyReport['entries'], 'allowed' | 'refused' | 'refusedByReason'>;
  readonly endedByReason: readonly ReasonCount[];
  readonly quality: QualityDay;
  /** Without the single entries. */
  readonly throttle?: Omit<NonNullable<DailyReport['throttle']>, 'ended'>;
  readonly tasks: readonly WeekTasks[];
}

/** Execution of a day; of those before the week, the baseline is made. */
export interface QualityDay
  extends Pick<
    DailyReport['execution'],
    'fillRatio' | 'slippageBps' | 'rejectedRate' | 'timeoutRate' | 'rows' | 'counts'
  > {
  readonly day: string;
}
