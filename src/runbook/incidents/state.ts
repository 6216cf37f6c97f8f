/** What the incident machine remembers: plain data, saved, hashed and replayed; every list bounded. */
import type { IncidentClass, PlaybookId } from '../../domain/alerts.ts';
import type { SymbolId } from '../../domain/ids.ts';
import type { Evidence, PositionAtRisk, RootCause, TimelineEntry } from '../../domain/incidents.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { EpochMs } from '../../domain/time.ts';

/** Alerts that are named in an incident; further ones are counted. */
export const ALERTS_NAMED = 100;
/** Alerts known to be firing for it; beyond that the named ones decide whether the cause is over. */
export const ALERTS_FIRING = 1_000;
/** Joined alerts with a line of their own in the timeline. */
export const JOINS_TOLD = 20;
/** Entries of a timeline; what comes after is in the journal only. */
export const TIMELINE_MAX = 500;
/** Incidents not closed at once; beyond it alerts join the newest, and people are refused. */
export const OPEN_MAX = 50;
/** Closed incidents that are kept whole; older ones are in the journal. */
export const CLOSED_KEPT = 50;
/** Troubles of the venue that are remembered. */
export const TROUBLES_KEPT = 50;
/** Entries given up for not being filled that are remembered. */
export const TIMEOUTS_KEPT = 200;

export interface Who {
  readonly actor: string;
  readonly at: EpochMs;
}

export interface ActionRecord {
  readonly id: string;
  state: 'waiting' | 'done' | 'in_force' | 'ended' | 'refused';
  at: EpochMs | null;
  approvedBy: string | null;
  evidence: string;
  /** What it was applied to: symbols on the cooldown list, positions to be flattened. */
  targets: string[];
  /** Strictness it asked for; null: none. */
  level: 0 | 1 | 2 | 3 | null;
  /** Last time its orders were given; they are given again until they show. */
  saidAt: EpochMs | null;
}

export interface IncidentRecord extends Provenance {
  /** `I1`, `I2`, ... */
  readonly id: string;
  class: IncidentClass;
  /** The gravest it ever was; absent: it never was graver. */
  worst?: IncidentClass;
  readonly title: string;
  readonly playbook: PlaybookId | null;
  readonly group: string;
  readonly causeAt: EpochMs;
  readonly openedAt: EpochMs;
  readonly openedBy: string;
  readonly basis: string;
  /** Opened by the drawdown breaker: shows as frozen while its freeze runs (specification 1.11). */
  readonly byDrawdown: boolean;
  readonly alerts: string[];
  alertCount: number;
  /** Alerts whose cause is not over. */
  firing: string[];
  /** Symbols that its alerts name. */
  readonly symbols: string[];
  acknowledged: Who | null;
  /** When it closed entries; null: it never did. */
  frozenAt: EpochMs | null;
  resumed: Who | null;
  /** When positions were verified; null: the venue has not been reached since. */
  tableAt: EpochMs | null;
  positions: readonly PositionAtRisk[];
  diagnosedAt: EpochMs | null;
  evidence: readonly Evidence[];
  readonly actions: ActionRecord[];
  mitigatedAt: EpochMs | null;
  resolved: (Who & { readonly rootCause: RootCause }) | null;
  readonly timeline: TimelineEntry[];
  readonly watch: IncidentWatch;
}

/** What stabilisation conditions rest on, watched from the opening on. */
export interface IncidentWatch {
  /** Clean reconciliations in a row at the opening: only later ones count. */
  cleanBase: number;
  drawdownHigh: number | null;
  drawdownHighAt: EpochMs;
  /** Since when alignment has been below the exit level of a cluster event; null: it is not. */
  alignedBelowSince: EpochMs | null;
  slippageRuns: readonly number[];
  /** Last check above its limit; null: none since the opening. */
  slippageAboveAt: EpochMs | null;
}

export interface IncidentsState {
  /** Number of the newest incident. */
  last: number;
  /** Not resolved, or resolved and still closing entries. In order of opening. */
  readonly open: IncidentRecord[];
  /** The last ones that are closed, oldest first. */
  readonly closed: IncidentRecord[];
  /** Troubles with the venue, oldest first. */
  troubles: { readonly at: EpochMs; readonly text: string }[];
  /** Entries given up for not being filled, the newest last. */
  timeouts: { readonly at: EpochMs; readonly symbol: SymbolId }[];
  /**
   * Alerts that opened nothing because an override had switched their breaker off, by id; absent:
   * none. At most one a rule: those of breakers speak of the portfolio.
   */
  heldBack?: string[];
  /** Was the last mark of the account a good one? Its loss counts as a trouble once. */
  markGood: boolean;
}

export const createIncidents = (): IncidentsState => ({
  last: 0,
  open: [],
  closed: [],
  troubles: [],
  timeouts: [],
  markGood: true,
});

/** Does it close entries of the portfolio now? */
export const freezes = (incident: IncidentRecord): boolean =>
  incident.frozenAt !== null && incident.resumed === null;

/** Detail of its closure. A drawdown breaker's incident is known by its end (kernel, risk state). */
export const closureDetail = ({ id, byDrawdown }: IncidentRecord): string =>
  byDrawdown ? `${id}:drawdown_breaker` : id;

export function note(incident: IncidentRecord, at: EpochMs, actor: string, text: string): void {
  const { timeline } = incident;
  if (timeline.length >= TIMELINE_MAX) return;
  const last = timeline.length === TIMELINE_MAX - 1;
  const more = 'what came after is in the journal: septet events';
  timeline.push(last ? { at, actor: 'system', text: more } : { at, actor, text });
}
