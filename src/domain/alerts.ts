/**
 * Alerts (requirements ALR-1 to ALR-7): rules as data, what one of them says now, and the changes
 * that incidents and messages are made of.
 */
import type { AlertMetric, AlertUnit } from './alert-metrics.ts';
import type { ClosureCause } from './closure.ts';
import type { Provenance } from './provenance.ts';
import type { EpochMs, Ms } from './time.ts';

export type AlertSeverity = 'warning' | 'critical';

/** P1: freeze and act at once; P2: freeze; P3: act, entries go on (requirements INC-1 to INC-3). */
export type IncidentClass = 'P1' | 'P2' | 'P3';
export type PlaybookId = 'A' | 'B' | 'C' | 'D';

export interface AlertLevel {
  /** `profile`: the limit of the profile in force, which comes with the figure. */
  readonly limit: number | 'profile';
  /** How long the figure has to be at or beyond the limit. */
  readonly for: Ms;
}

export interface AlertRule {
  /** Snake case, unique: `daily_loss`. */
  readonly id: string;
  readonly title: string;
  readonly metric: AlertMetric;
  /** On which side of the limit it fires, the limit itself included; `over`: beyond it only. */
  readonly fires: 'at_or_above' | 'at_or_below' | 'over';
  /** At least one of the two. */
  readonly warning: AlertLevel | null;
  readonly critical: AlertLevel | null;
  /** Who looks after it: a role of the desk. */
  readonly owner: string;
  /** Where the runbook says what to do: a page and its section. */
  readonly runbook: string;
  /** What to do next, in words. */
  readonly next: string;
  /** Alerts of one group share their messages and their incident. */
  readonly group: string;
  /** Causes of closures that come with it: those in force are what the system did by itself. */
  readonly closes: readonly ClosureCause[];
  /** Does a critical one hold a launch (requirement LAU-6)? */
  readonly holdsLaunch: boolean;
  /** Rules whose firing mutes the messages of this one. */
  readonly inhibitedBy: readonly string[];
  /** Class of the incident it opens at a severity; null: none. */
  readonly incident: {
    readonly warning: IncidentClass | null;
    readonly critical: IncidentClass | null;
    readonly playbook: PlaybookId | null;
  };
}

/** Rules, and what holds for all of them. */
export interface AlertsConfig {
  /** An alert that nobody acknowledged for this long is told once more. */
  readonly escalateAfter: Ms; // 5 min
  /** An alert is over, or lowered, once its figure was back for this long: no flapping. */
  readonly clearAfter: Ms; // 60 s
  /** What happens in one group within this time after its last message is one message. */
  readonly groupWindow: Ms; // 30 s
  readonly rules: readonly AlertRule[];
}

/**
 * One alert: a rule for one key (a symbol, a strategy, a channel; `*` for the portfolio). It names
 * what was in force when it was fired or raised last.
 */
export interface Alert extends Provenance {
  /** `<rule>:<key>` */
  readonly id: string;
  readonly rule: string;
  readonly key: string;
  readonly title: string;
  readonly group: string;
  readonly severity: AlertSeverity;
  /** `over`: its cause is gone, and nobody has acknowledged it yet. */
  readonly state: 'firing' | 'over';
  /** When its cause began, and when the alert was raised. */
  readonly causeAt: EpochMs;
  readonly firedAt: EpochMs;
  readonly overAt: EpochMs | null;
  readonly value: number;
  readonly limit: number;
  readonly unit: AlertUnit;
  /** From what, to what, since when: one sentence with figures. */
  readonly basis: string;
  readonly next: string;
  readonly owner: string;
  readonly runbook: string;
  readonly acknowledged: { readonly actor: string; readonly at: EpochMs } | null;
  readonly escalatedAt: EpochMs | null;
  /** Alert that mutes its messages; null: none. */
  readonly inhibitedBy: string | null;
  readonly silencedUntil: EpochMs | null;
  readonly holdsLaunch: boolean;
  /** How often it fired since it was last acknowledged. */
  readonly times: number;
  readonly incident: { readonly class: IncidentClass; readonly playbook: PlaybookId | null } | null;
}

/** What happened to an alert, for the journal, incidents and messages. */
export type AlertChange =
  | { readonly change: 'fired'; readonly alert: Alert }
  /** From warning to critical. */
  | { readonly change: 'raised'; readonly alert: Alert }
  /** From critical to warning. */
  | { readonly change: 'lowered'; readonly alert: Alert }
  | { readonly change: 'over'; readonly alert: Alert }
  | { readonly change: 'acknowledged'; readonly alert: Alert; readonly actor: string }
  /** Nobody acknowledged it in time. */
  | { readonly change: 'escalated'; readonly alert: Alert };

/** Messages of matching alerts are not sent before `until`; nothing automatic is muted by it. */
export interface Silence {
  readonly id: string;
  /** Rule, or `<rule>:<key>`. */
  readonly of: string;
  readonly actor: string;
  readonly reason: string;
  readonly since: EpochMs;
  readonly until: EpochMs;
}

/** What is sent to the desk, whatever carries it: journaled, then delivered by every channel. */
export interface DeskMessage extends Provenance {
  /** Ascending from 1 without holes. */
  readonly number: number;
  readonly at: EpochMs;
  /** Instant of the cause, for the time to detect. */
  readonly causeAt: EpochMs;
  readonly kind: 'alert' | 'escalation' | 'over' | 'incident' | 'task' | 'report' | 'override';
  readonly severity: 'info' | 'warning' | 'critical';
  /** Group of the alerts, or id of the incident: carriers thread by it. */
  readonly about: string;
  readonly title: string;
  /** Basis, what the system did by itself, what to do next: a sentence each. */
  readonly lines: readonly string[];
  readonly incident: string | null;
}
