/** Incidents as people and programs read them (requirements INC-1 to INC-3, WF-1 to WF-8). */
import type { IncidentClass, PlaybookId } from './alerts.ts';
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
  /** Distance from mark to the estimated liquidation price, fraction of mark; null: not known. */
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
  readonly state: 'waiting' | 'done' | 'in_force' | 'ended' | 'refused';
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

export interface Incident {
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
  /** Since the cause, ms; null while it has not happened. */
  readonly times: {
    readonly detect: Ms;
    readonly acknowledge: Ms | null;
    readonly mitigate: Ms | null;
    readonly resolve: Ms | null;
  };
}
