/**
 * What every route answers, by name. The schemas of the OpenAPI document are made of these types,
 * their words of the comments beside them.
 */
import type { CadenceView, PublicEvent } from '../../bus/messages.ts';
import type { Alert, Silence } from '../../domain/alerts.ts';
import type { ChangeAnswer, ChangeStatus } from '../../domain/change-office.ts';
import type { MessengerStatus } from '../../domain/channels.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { DecisionFate } from '../../domain/decision-fate.ts';
import type { Incident, PlaybookPlan } from '../../domain/incidents.ts';
import type { Candle } from '../../domain/market.ts';
import type { MaintenanceStatus } from '../../domain/operations.ts';
import type { Override, PendingRequest } from '../../domain/overrides.ts';
import type { KernelPanel } from '../../domain/panel.ts';
import type { PaperConfig, PaperState } from '../../domain/paper.ts';
import type { Role, Standing } from '../../domain/people.ts';
import type { RollbackStatus } from '../../domain/rollback.ts';
import type {
  LaunchSkip,
  LaunchStatus,
  PortfolioStatus,
  ProcessStatus,
} from '../../domain/status.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Timeframe } from '../../domain/timeframe.ts';
import type { DecisionsFound } from '../decisions/decision-search.ts';
import type { EquitySample } from '../desk.ts';
import type { HistoryView } from '../history.ts';
import type { Done } from './refused.ts';

/** Not JSON: the text itself, with its content type. */
export interface TextReply {
  readonly contentType: string;
  readonly text: string;
}

export interface Health {
  readonly ok: true;
  readonly build: string;
}

export interface Readiness {
  readonly ready: true;
}

/** The whole portfolio at a glance. */
export interface Overview {
  /** Null: the orchestrator has not spoken yet. */
  readonly status: PortfolioStatus | null;
  readonly processes: readonly ProcessStatus[];
  /** Which services the desk hears now. */
  readonly links: Readonly<Record<string, boolean>>;
  /** How the desk is reached; null: this server carries no messages. */
  readonly messenger: MessengerStatus | null;
}

export interface PositionsView {
  readonly at: EpochMs;
  readonly positions: PortfolioStatus['positions'];
}

export interface DecisionView {
  readonly record: DecisionRecord;
  /** The record in words, as `septet explain` prints it. */
  readonly text: string;
}

export interface CandlesView {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Ascending; closed ones only. */
  readonly candles: readonly Candle[];
}

export interface AlertsView {
  readonly at: EpochMs;
  /** Firing, or over and not acknowledged. */
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
}

export interface LaunchView {
  readonly at: EpochMs;
  readonly launch: LaunchStatus;
}

export interface OverridesView {
  readonly at: EpochMs;
  readonly overrides: readonly Override[];
  /** What waits for a second person. */
  readonly requests: readonly PendingRequest[];
  /** What this launch was spared. */
  readonly skips: readonly LaunchSkip[];
}

/** A limit that an override may change. */
export interface LimitEntry {
  readonly key: string;
  /** The configured value and the bounds, in words. */
  readonly text: string;
}

export interface ReportEntry {
  readonly kind: 'daily' | 'weekly' | 'acceptance' | 'paper' | 'drill';
  readonly name: string;
  readonly formats: readonly string[];
  /** When its newest file was written, by the clock of this machine. */
  readonly writtenAt: EpochMs;
}

/** A paper validation that was begun, and how far it is. */
export interface PaperView {
  readonly proposal: string;
  readonly content: string;
  readonly version: string;
  /** Commit in force that it runs beside. */
  readonly against: string;
  /** Why it had to begin anew; null: it did not. */
  readonly anew: string | null;
  readonly limits: PaperConfig;
  /** Null: its process has not told anything yet. */
  readonly state: Omit<PaperState, 'assignment'> | null;
}

/** A registered operator; the token is in nobody's answer. */
export interface PersonView {
  readonly name: string;
  readonly role: Role;
  readonly since: EpochMs;
  readonly addedBy: string;
  /** From then on the token is nobody's; null: never. */
  readonly expiresAt: EpochMs | null;
}

export interface ChannelTried {
  readonly channel: string;
  readonly ok: boolean;
  /** Why not; null: it took it. */
  readonly problem: string | null;
}

export interface DrillEntry {
  readonly name: string;
  readonly title: string;
  readonly about: string;
}

/** Something of the change office was done, in words. */
export interface ChangeDone {
  readonly ok: true;
  readonly text: string;
  readonly answer: Extract<ChangeAnswer, { readonly kind: 'done' }>;
}

export interface RollbackDone {
  readonly ok: true;
  readonly text: string;
  readonly status: RollbackStatus;
}

/** A session in place of the token that was given. */
export interface SessionView {
  readonly who: Standing;
  /** When it ends; by the clock of this machine. */
  readonly until: EpochMs;
}

export interface ApiReplies {
  readonly text: TextReply;
  readonly health: Health;
  readonly readiness: Readiness;
  readonly done: Done;
  readonly overview: Overview;
  readonly positions: PositionsView;
  readonly equity: readonly EquitySample[];
  readonly history: HistoryView;
  readonly panel: KernelPanel;
  readonly events: readonly PublicEvent[];
  readonly decisions: readonly DecisionRecord[];
  readonly decisionsFound: DecisionsFound;
  readonly decision: DecisionView;
  readonly fate: DecisionFate;
  readonly candles: CandlesView;
  readonly alerts: AlertsView;
  readonly incidents: readonly Incident[];
  readonly incident: Incident;
  readonly playbook: PlaybookPlan;
  readonly cadence: CadenceView;
  readonly maintenance: readonly MaintenanceStatus[];
  readonly launch: LaunchView;
  readonly overrides: OverridesView;
  readonly limits: readonly LimitEntry[];
  readonly changeStatus: ChangeStatus;
  readonly changeHistory: Extract<ChangeAnswer, { readonly kind: 'history' }>;
  readonly changeDiff: Extract<ChangeAnswer, { readonly kind: 'diff' }>;
  readonly changeDone: ChangeDone;
  readonly paper: PaperView;
  readonly rollback: RollbackStatus;
  readonly rollbackDone: RollbackDone;
  readonly reports: readonly ReportEntry[];
  readonly drills: readonly DrillEntry[];
  readonly people: readonly PersonView[];
  readonly standing: Standing;
  readonly session: SessionView;
  readonly channels: MessengerStatus;
  readonly channelsTried: readonly ChannelTried[];
}
