/** Incidents as people and programs read them (requirements INC-1 to INC-3, WF-1 to WF-8). */
import type { IncidentClass, PlaybookId } from './alerts.ts';
import type { Provenance } from './provenance.ts';
import type { EpochMs, Ms } from './time.ts';

export const ROOT_CAUSES = ['regime_shift', 'liquidity', 'venue', 'model_drift'] as const;
/** Market regime shift, liquidity or spread, exchange or API, model drift or signal correlation. */
export type RootCause = (typeof ROOT_CAUSES)[number];

export interface TimelineEntry {
  readonly at: EpochMs;
  /** A named operator, or `system`. */
  readonly actor: string;
  readonly text: string;
}

/** One category of the diagnosis: how much speaks for it, 0 to 1, and what. */
export interface Evidence {
  readonly category: RootCause;
  readonly score: number;
  readonly findings: readonly string[];
}

/** A position when the incident was looked at (WF-3). */
export interface PositionAtRisk {
  readonly strategy: string;
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: string;
  readonly entryPrice: number;
  readonly mark: number | null;
  readonly stopPrice: number | null;
  readonly stopOnVenue: boolean;
  /** Loss if its stop fills at its level, USDT; null: no stop. */
  readonly lossAtStop: number | null;
  /**
   * Estimate: isolated margin at the configured leverage, maintenance margin of the contract, no
   * fees or funding. Distance from mark as a fraction of mark; null: not known.
   */
  readonly liquidationPrice: number | null;
  readonly liquidationDistance: number | null;
}

export interface IncidentStep {
  readonly id: 'WF-1' | 'WF-2' | 'WF-3' | 'WF-4' | 'WF-5' | 'WF-6' | 'WF-7' | 'WF-8';
  readonly title: string;
  readonly state: 'waiting' | 'done' | 'not_needed';
  readonly by: string | null;
  readonly at: EpochMs | null;
  readonly text: string;
}

/** One action of its playbook, and whether it is in force. */
export interface PlaybookAction {
  readonly id: string;
  readonly text: string;
  /** `refused`: not possible, or not approved by the time the incident was resolved. */
  readonly state: 'waiting' | 'done' | 'in_force' | 'ended' | 'refused';
  /** Waits for a person; else the system does it as soon as it can. */
  readonly needsApproval: boolean;
  readonly approvedBy: string | null;
  readonly at: EpochMs | null;
  readonly evidence: string;
}

/** What must hold before entries may be resumed. */
export interface Condition {
  readonly id: string;
  readonly text: string;
  readonly met: boolean;
  readonly evidence: string;
}

/** It names what was in force when it was opened. */
export interface Incident extends Provenance {
  /** `I1`, `I2`, ... */
  readonly id: string;
  readonly class: IncidentClass;
  readonly title: string;
  readonly playbook: PlaybookId | null;
  readonly group: string;
  readonly state: 'open' | 'acknowledged' | 'mitigated' | 'resolved';
  readonly causeAt: EpochMs;
  readonly openedAt: EpochMs;
  readonly openedBy: string;
  /** What was seen first, with figures. */
  readonly basis: string;
  /** Alerts it was opened for, or that joined it, `<rule>:<key>`; the first hundred. */
  readonly alerts: readonly string[];
  /** How many alerts joined it in all. */
  readonly alertCount: number;
  readonly steps: readonly IncidentStep[];
  readonly evidence: readonly Evidence[];
  readonly positions: readonly PositionAtRisk[];
  readonly actions: readonly PlaybookAction[];
  readonly conditions: readonly Condition[];
  /** Does it close entries of the portfolio now? */
  readonly freezes: boolean;
  readonly timeline: readonly TimelineEntry[];
  readonly rootCause: RootCause | null;
  /** Since the cause, ms; null while it has not happened. Mitigated: its conditions held first. */
  readonly times: {
    readonly detect: Ms;
    readonly acknowledge: Ms | null;
    readonly mitigate: Ms | null;
    readonly resolve: Ms | null;
  };
}

/** What a playbook would do now: nothing of it is done (`septet playbook`). */
export interface PlaybookPlan {
  readonly playbook: PlaybookId;
  readonly title: string;
  readonly incident: string | null;
  readonly actions: readonly {
    readonly id: string;
    readonly text: string;
    readonly automatic: string;
    /** What stands there already, or what would be done, with figures. */
    readonly now: string;
  }[];
  readonly conditions: readonly Condition[];
}

/** Incidents and playbooks; see `config/incidents.yaml`. */
export interface IncidentsConfig {
  readonly unstable: { readonly window: Ms; readonly troubles: number }; // 10 min, 3
  readonly flattenShare: number; // 0.50
  readonly riskyClosed: Ms; // 4 h
  readonly stable: {
    readonly drawdownCalm: Ms; // 1 h
    readonly slippageCalm: Ms; // 30 min
    readonly cleanReconciliations: number; // 2
    readonly timeoutRate: number; // 0.08
  };
}
