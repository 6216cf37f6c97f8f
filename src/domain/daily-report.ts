/**
 * The daily operations report (requirement CAD-3): the UTC day (00:00, 24:00], from the figures as
 * they were recorded while it ran. Shape `septet.daily-report/1`.
 */
import type { DecimalText } from './decimal.ts';
import type { BreakerId } from './risk.ts';
import type { DayThrottle } from './throttle.ts';
import type { EpochMs, Ms } from './time.ts';

export const DAILY_REPORT_SCHEMA = 'septet.daily-report/1';

export interface DayMark {
  readonly at: EpochMs;
  /** USDT, deposits and withdrawals included. */
  readonly equity: number;
}

/** Every 15 minutes at most; PnL and drawdown are fractions. */
export interface DaySample extends DayMark {
  readonly pnl: number;
  readonly drawdown: number;
}

export interface DayWorst {
  readonly value: number;
  readonly at: EpochMs;
}

/** Profit and loss of a strategy or an asset, net of fees and funding, USDT. */
export interface PnlRow {
  readonly key: string;
  /** Booked on the day, exact: realised + fees + funding + liquidations and adjustments. */
  readonly booked: DecimalText;
  readonly realised: DecimalText;
  readonly fees: DecimalText;
  readonly funding: DecimalText;
  /** Of open positions, close against open of the day. */
  readonly unrealisedChange: number;
  /** booked + unrealisedChange. */
  readonly net: number;
  /** Trades closed on the day, whenever they were opened, and what they made in all. */
  readonly closed: number;
  readonly won: number;
  readonly lost: number;
  readonly closedNet: DecimalText;
}

/** Fractions of gross capacity and of risk capacity, against the cap both obey. */
export interface ExposureFigure {
  readonly key: string;
  readonly notional: number;
  readonly risk: number;
  readonly cap: number;
  readonly overCap: boolean;
}

/** The largest measures of the day; the two need not be of one instant. */
export interface ExposureMaximum extends Omit<ExposureFigure, 'overCap'> {
  readonly at: EpochMs;
  /** Time over its cap. */
  readonly overCapFor: Ms;
}

export interface DayBreaker {
  readonly at: EpochMs;
  readonly breaker: BreakerId;
  readonly transition: string;
  readonly text: string;
}

export interface DayChange {
  readonly at: EpochMs;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface TimeInForce {
  readonly name: string;
  readonly times: number;
  readonly inForce: Ms;
  /** In force when the day closed. */
  readonly open: boolean;
}

export interface DayHalt {
  readonly since: EpochMs;
  /** Null: still in force at the close. */
  readonly until: EpochMs | null;
  readonly actor: string;
  readonly reason: string;
}

/** A ratio with its samples; null below the least number of samples. */
export interface DayRate {
  readonly value: number | null;
  readonly samples: number;
}

export interface ExecutionRow {
  readonly bucket: string;
  readonly symbol: string;
  readonly orders: number;
  readonly submitted: number;
  readonly filled: number;
  readonly fillRatio: DayRate;
  /** Signed: above 0 is worse than mid at the decision. */
  readonly slippageBps: DayRate;
}

export interface ReasonCount {
  readonly reason: string;
  readonly class: 'deliberate' | 'unexpected' | 'none';
  readonly count: number;
}

export interface DayIncident {
  readonly id: string;
  readonly class: string;
  readonly title: string;
  readonly state: string;
  readonly openedAt: EpochMs;
  /** Since its cause, ms; null while it has not happened. Absent: of an earlier build. */
  readonly times?: {
    readonly detect: Ms;
    readonly acknowledge: Ms | null;
    readonly mitigate: Ms | null;
    readonly resolve: Ms | null;
  };
}

/** How the day stood at a full hour, or when it closed: everything since the day's open, USDT. */
export interface DayHour {
  readonly at: EpochMs;
  readonly equity: number;
  /** Without transfers. */
  readonly pnl: number;
  /** Equity without transfers, 1 at the first mark ever: moved by PnL alone. */
  readonly index: number;
  readonly byStrategy: Readonly<Record<string, number>>;
  readonly byAsset: Readonly<Record<string, number>>;
  /**
   * What a world without correlation throttling has beyond this one: positions that never were
   * left by their plan alone, or at the end of their holding time at the latest.
   */
  readonly beyond: { readonly plan: number; readonly held: number };
}

export interface DayTask {
  readonly id: string;
  readonly title: string;
  readonly state: 'due' | 'overdue' | 'done' | 'missed';
  readonly by: string | null;
  readonly doneAt: EpochMs | null;
  /** It was overdue at some time, whatever became of it. */
  readonly wasOverdue: boolean;
  readonly outcome: string;
}

export interface DayStart {
  readonly at: EpochMs;
  readonly writer: number;
  readonly configVersion: string;
  readonly build: string;
}

export interface DailyReport {
  readonly schema: typeof DAILY_REPORT_SCHEMA;
  readonly portfolio: string;
  /** `2025-04-04`, UTC. */
  readonly day: string;
  /** What was recorded: 00:00, or the first start on that day. */
  readonly from: EpochMs;
  /** 24:00, or the instant it was asked for. */
  readonly to: EpochMs;
  /** False: the day still runs. */
  readonly closed: boolean;
  readonly madeAt: EpochMs;
  readonly configVersion: string;
  readonly build: string;
  readonly profile: string;
  readonly riskState: string;
  readonly regime: string;
  /** Starts of the orchestrator on that day. */
  readonly starts: readonly DayStart[];
  /** Times in which nothing was recorded, the first hundred. */
  readonly gaps: readonly { readonly from: EpochMs; readonly to: EpochMs }[];
  readonly equity: {
    readonly open: DayMark | null;
    readonly close: DayMark | null;
    readonly high: DayMark | null;
    readonly low: DayMark | null;
    /** USDT, without deposits and withdrawals. */
    readonly pnl: number;
    /** Fraction; deposits and withdrawals do not move it (requirement OPS-3). */
    readonly return: number;
    /** Deposits minus withdrawals of the day, USDT. */
    readonly transfers: number;
    readonly samples: readonly DaySample[];
    readonly marks: number;
    readonly limits: {
      readonly dailySoft: number;
      readonly dailyHard: number | null;
      readonly drawdownWarning: number;
      readonly drawdownBreaker: number;
    };
  };
  readonly drawdown: {
    /** Rolling, against the 30-day maximum, fraction. */
    readonly rolling: DayWorst | null;
    /** Against the day's own maximum. */
    readonly ofDay: DayWorst | null;
    readonly atClose: number | null;
  };
  readonly pnl: {
    readonly byStrategy: readonly PnlRow[];
    readonly byAsset: readonly PnlRow[];
    /** The day's PnL minus the sum of a table; marks of another instant, or money of nobody. */
    readonly strategyDifference: number;
    readonly assetDifference: number;
  };
  readonly ledger: {
    readonly open: DecimalText;
    readonly close: DecimalText;
    readonly byKind: readonly {
      readonly kind: string;
      readonly entries: number;
      readonly amount: DecimalText;
    }[];
    /** open + all entries = close, to the last digit. */
    readonly exact: boolean;
    /** Entries of an earlier day that arrived on this one. */
    readonly late: number;
  };
  readonly exposure: {
    readonly gross: number;
    readonly riskCapacity: number;
    readonly atClose: {
      readonly total: ExposureFigure | null;
      readonly topThree: ExposureFigure | null;
      readonly strategies: readonly ExposureFigure[];
      readonly assets: readonly ExposureFigure[];
    };
    readonly maxima: {
      readonly total: ExposureMaximum | null;
      readonly topThree: ExposureMaximum | null;
      readonly strategies: readonly ExposureMaximum[];
      readonly assets: readonly ExposureMaximum[];
    };
    readonly openPositions: number;
  };
  readonly breakers: readonly DayBreaker[];
  /** All transitions of the day, also those that did not fit into `breakers`. */
  readonly breakerCounts?: readonly {
    readonly breaker: string;
    readonly transition: string;
    readonly count: number;
  }[];
  /** Full hours and the close; absent, like the next: of an earlier build. */
  readonly hours?: readonly DayHour[];
  readonly throttle?: DayThrottle;
  readonly throttles: readonly TimeInForce[];
  readonly riskStates: readonly TimeInForce[];
  readonly regimes: readonly DayChange[];
  readonly profiles: readonly DayChange[];
  readonly closures: readonly { readonly cause: string; readonly opened: number }[];
  readonly halts: readonly DayHalt[];
  readonly entries: {
    readonly allowed: number;
    readonly refused: number;
    readonly refusedByReason: readonly ReasonCount[];
    readonly byStrategy: readonly {
      readonly strategy: string;
      readonly allowed: number;
      readonly refused: number;
    }[];
  };
  readonly execution: {
    readonly ends: readonly { readonly end: string; readonly count: number }[];
    readonly fillRatio: DayRate;
    readonly slippageBps: DayRate;
    readonly rejectedRate: DayRate;
    readonly timeoutRate: DayRate;
    readonly rows: readonly ExecutionRow[];
    /** Of orders that ended refused, rejected or timed out. */
    readonly endedByReason: readonly ReasonCount[];
    /** What the rates are made of, so that days can be added up. Absent: of an earlier build. */
    readonly counts?: {
      readonly attempts: number;
      readonly rejected: number;
      readonly ended: number;
      readonly timedOut: number;
      /** Below so many samples a ratio is insufficient. */
      readonly minSamples: number;
    };
  };
  readonly alerts: readonly {
    readonly name: string;
    readonly severity: string;
    readonly count: number;
  }[];
  readonly incidents: readonly DayIncident[];
  readonly cadence: {
    readonly tasks: readonly DayTask[];
    readonly done: number;
    readonly open: number;
    readonly overdue: number;
    readonly missed: number;
  };
  /** Overrides begun, ended and in force, in words. */
  readonly overrides: readonly string[];
  /** Reports of troubles by the executor, by code. */
  readonly troubles: readonly { readonly code: string; readonly count: number }[];
  readonly rejectedInputs: number;
  /** What did not fit into a list of this report, by list. */
  readonly omitted: Readonly<Record<string, number>>;
}
