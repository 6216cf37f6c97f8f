/**
 * Who says what to whom between the processes of one machine. Each service listens on a local
 * socket of its own; others connect, subscribe to topics, send commands, or ask.
 */
import type { DeskMessage, PlaybookId } from '../domain/alerts.ts';
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import type { MessengerStatus } from '../domain/channels.ts';
import type { DailyReport } from '../domain/daily-report.ts';
import type { DecisionRecord } from '../domain/decision.ts';
import type { DecisionFate } from '../domain/decision-fate.ts';
import type { DecisionRow } from '../domain/decision-row.ts';
import type {
  EquityMark,
  ExecutorCommand,
  ExecutorFact,
  VirtualPosition,
} from '../domain/execution.ts';
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import type { Incident, PlaybookPlan } from '../domain/incidents.ts';
import type {
  Candle,
  CandleClosed,
  FundingInfo,
  PairlistExclusion,
  PriceStep,
} from '../domain/market.ts';
import type { CadenceTask, MaintenanceStatus, OperationsCommand } from '../domain/operations.ts';
import type { ControlCommand } from '../domain/overrides.ts';
import type { KernelPanel } from '../domain/panel.ts';
import type { Standing } from '../domain/people.ts';
import type { RollbackCommand, RollbackReading, RollbackReply } from '../domain/rollback.ts';
import type { Signal } from '../domain/signal.ts';
import type { SmokeReport } from '../domain/smoke.ts';
import type { PortfolioStatus, ProcessStatus } from '../domain/status.ts';
import type { EpochMs, Ms } from '../domain/time.ts';
import type { Timeframe } from '../domain/timeframe.ts';
import type { ContractNews, VenuePermissions } from '../domain/venue.ts';

export type ServiceName = 'supervisor' | 'feed' | 'executor' | 'orchestrator' | 'api';

/** A journaled event of note as people read it (`septet events`, the page, alerts). */
export interface PublicEvent {
  readonly sequence: number;
  readonly at: EpochMs;
  readonly source: string;
  readonly type: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly text: string;
}

/** Operator cadence as people read it. */
export interface CadenceView {
  readonly at: EpochMs;
  /** Due or overdue. */
  readonly open: readonly CadenceTask[];
  /** Done or missed, newest first; the last forty. */
  readonly recent: readonly CadenceTask[];
  /** When each task falls due next. */
  readonly next: readonly { readonly task: string; readonly title: string; readonly at: EpochMs }[];
  readonly maintenance: readonly MaintenanceStatus[];
}

/** An operator's command to the orchestrator; `by`: who that is, as its service found out. */
export type OperatorCommand = SaidCommand & { readonly by?: Standing };

type SaidCommand =
  | { readonly kind: 'halt'; readonly actor: string; readonly reason: string }
  | { readonly kind: 'resume'; readonly actor: string; readonly reason: string }
  | {
      /** A rollback lifts its own halt, nobody else's (requirement RB-5): all phases run. */
      readonly kind: 'rollback_lift';
      readonly rollback: string;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'profile';
      readonly profile: string;
      readonly actor: string;
      readonly reason: string;
    }
  | {
      /** `launch_accept`: a named person accepts the warnings the launch holds for (LAU-6). */
      readonly kind: 'launch_retry' | 'launch_abort' | 'launch_accept';
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'launch_skip';
      /** A step, the name of a phase, or `warnings`. */
      readonly step: string;
      readonly actor: string;
      readonly reason: string;
    }
  | OperationsCommand
  | ControlCommand;

/** Plain yes or a refusal in words that say what would be right. */
export type CommandReply =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

/** A call to the venue that was tried: how long the answer took, or why there was none. */
export type ProbedCall =
  | { readonly ok: true; readonly latency: Ms }
  | { readonly ok: false; readonly error: string };

/** What the executor sees from where it stands (requirements PRE-1, PRE-3, PRE-6). */
export interface ExecutorProbe {
  readonly venue: string;
  /** A call without and one with the key; latencies in ms of machine time. */
  readonly publicCall: ProbedCall;
  readonly privateCall: ProbedCall;
  /** Null when the venue did not tell them. */
  readonly permissions: VenuePermissions | null;
  /** Configured symbols for which the venue lists no contract. */
  readonly missingSymbols: readonly SymbolId[];
  /** Configured contract data that let out orders the venue refuses, in words. */
  readonly contractDifferences: readonly string[];
  /** Of every configured contract; null: the venue did not tell. */
  readonly contracts: readonly ContractNews[] | null;
  /** Questions for the venue's time, in ms of machine time; null: none was answered. */
  readonly clock:
    | readonly {
        readonly sentAt: EpochMs;
        readonly receivedAt: EpochMs;
        readonly serverTime: EpochMs;
      }[]
    | null;
  /** Why its time is not known, in words. */
  readonly clockError: string | null;
  /** Null: the journal can be written. */
  readonly journalError: string | null;
  /** What was recovered at the start, in words. */
  readonly recovered: string;
  /** Null: not reconciled since the start. */
  readonly reconciled: boolean | null;
  readonly reconciliation: string;
  /** Entries in the ledger and the wallet balance they add up to. */
  readonly ledger: { readonly entries: number; readonly balance: string | null };
}

/** Topics a service publishes. */
export interface Topics {
  readonly feed: {
    readonly price: PriceStep;
    readonly candle: CandleClosed;
    readonly funding: FundingInfo;
  };
  readonly executor: {
    readonly fact: { readonly sequence: number; readonly fact: ExecutorFact };
    readonly equity: { readonly sequence: number; readonly mark: EquityMark };
  };
  readonly orchestrator: {
    readonly status: PortfolioStatus;
    readonly decision: DecisionRecord;
    readonly event: PublicEvent;
    /** For the desk, to be delivered by every channel. */
    readonly message: DeskMessage;
    /** Worker's entry latch: a worker starts paused and stays so until told. */
    readonly worker_control: { readonly strategy: StrategyId; readonly entries: 'paused' | 'open' };
  };
  readonly supervisor: { readonly processes: readonly ProcessStatus[] };
  readonly api: Record<never, never>;
}

/**
 * Topics whose next message makes the one before obsolete: a slow subscriber loses the oldest of
 * them. All others are never dropped; a subscriber that cannot keep up is disconnected instead.
 */
export const DROPPABLE_TOPICS: { readonly [S in ServiceName]: readonly (keyof Topics[S])[] } = {
  feed: ['price', 'funding'],
  executor: ['equity'],
  orchestrator: ['status'],
  supervisor: ['processes'],
  api: [],
};

/** Requests a service answers: [parameters, reply]. */
export interface Requests {
  readonly feed: {
    readonly ready: [
      Record<never, never>,
      {
        readonly ready: boolean;
        readonly text: string;
        readonly lastStepAt: EpochMs | null;
        /** Symbols closed for entries; null while nothing has been looked at. */
        readonly excluded: readonly PairlistExclusion[] | null;
      },
    ];
    readonly history: [
      { readonly symbol: SymbolId; readonly timeframe: Timeframe; readonly count: number },
      readonly Candle[],
    ];
  };
  readonly executor: {
    /** The token is asked of whoever lifts a halt, of nobody else. */
    readonly command: [ExecutorCommand & { readonly token?: string | null }, CommandReply];
    /** Facts with sequence > `after`, at most `limit`, and the newest sequence. */
    readonly facts: [
      { readonly after: number; readonly limit: number },
      {
        readonly facts: readonly { readonly sequence: number; readonly fact: ExecutorFact }[];
        readonly last: number;
      },
    ];
    readonly positions: [Record<never, never>, readonly VirtualPosition[]];
    readonly health: [
      Record<never, never>,
      { readonly reconciled: boolean; readonly halted: boolean; readonly text: string },
    ];
    /** Copies of its journal and of the paper venue's state into this folder (requirement OPS-8). */
    readonly copy: [{ readonly into: string }, CommandReply];
    /** What pre-flight asks of the venue and of the executor's own journal. */
    readonly probe: [Record<never, never>, ExecutorProbe];
  };
  readonly orchestrator: {
    readonly signal: [Signal, CommandReply];
    readonly worker: [
      {
        readonly strategy: StrategyId;
        readonly pid: number;
        readonly entries: 'paused' | 'open';
        /** All history that the feed has was loaded. */
        readonly warm: boolean;
        /** What a strategy still lacks to make signals, in words; empty when nothing. */
        readonly lacking: string;
        readonly evaluated: number;
        readonly lastCandleAt: EpochMs | null;
      },
      { readonly entries: 'paused' | 'open' },
    ];
    /** `token`: verified and left behind at the door; `by` is set there, whatever came along. */
    readonly command: [OperatorCommand & { readonly token?: string }, CommandReply];
    readonly status: [Record<never, never>, PortfolioStatus];
    /** A copy of its journal into this folder (requirement OPS-8). */
    readonly copy: [{ readonly into: string }, CommandReply];
    readonly decisions: [
      { readonly before: number | null; readonly limit: number },
      readonly DecisionRecord[],
    ];
    /** The same as lines of a list; at most 500. */
    readonly decisionRows: [
      { readonly before: number | null; readonly limit: number },
      readonly DecisionRow[],
    ];
    readonly explain: [{ readonly id: string }, DecisionRecord | null];
    /** What became of the order of a decision. */
    readonly fate: [{ readonly decision: number }, DecisionFate];
    readonly events: [{ readonly after: number; readonly limit: number }, readonly PublicEvent[]];
    /** Newest first: open ones, and the last closed ones (`all`: every one that is kept). */
    readonly incidents: [{ readonly all: boolean }, readonly Incident[]];
    /** What a playbook would do now; null: there is no such open incident. */
    readonly playbook: [
      { readonly playbook: PlaybookId; readonly incident: string | null },
      PlaybookPlan | null,
    ];
    readonly cadence: [Record<never, never>, CadenceView];
    /** Limits that an override may change, with the configured value and the bounds, in words. */
    readonly limits: [
      Record<never, never>,
      readonly { readonly key: string; readonly text: string }[],
    ];
    /** What whoever rolls back looks at every second. */
    readonly rollback: [Record<never, never>, RollbackReading];
    /** Fixed cases through this process's kernel, with its configuration (requirement RB-4). */
    readonly smoke: [Record<never, never>, SmokeReport];
    /** Matrices, votes, spreads, limits of now: what stands behind the figures. */
    readonly panel: [Record<never, never>, KernelPanel];
    /** Report of the running day. */
    readonly report: [Record<never, never>, DailyReport];
    /** Messages with a number above `after`, ascending, at most `limit`, and the newest number. */
    readonly messages: [
      { readonly after: number; readonly limit: number },
      { readonly messages: readonly DeskMessage[]; readonly last: number },
    ];
    /** Whether a channel to the desk (`slack.desk`), or the `watchdog`, took what it was given. */
    readonly delivered: [
      { readonly channel: string; readonly ok: boolean; readonly text: string },
      CommandReply,
    ];
  };
  readonly supervisor: {
    readonly processes: [Record<never, never>, readonly ProcessStatus[]];
    readonly restart: [{ readonly name: string }, CommandReply];
    /** The token says who asks. */
    readonly rollback: [RollbackCommand & { readonly token: string | null }, RollbackReply];
    readonly stop: [{ readonly reason: string }, CommandReply];
    /** Leaves everything running for another supervisor (requirement OPS-7). */
    readonly hand_over: [{ readonly reason: string }, CommandReply];
    /** A copy of the journal of changes into this folder (requirement OPS-8). */
    readonly copy: [{ readonly into: string }, CommandReply];
    /** A command to the change office; the token says who gives it. */
    readonly change: [
      { readonly command: ChangeCommand; readonly token: string | null; readonly name: string },
      ChangeReply,
    ];
  };
  readonly api: {
    /** How the desk is reached. */
    readonly messenger: [Record<never, never>, MessengerStatus];
  };
}
