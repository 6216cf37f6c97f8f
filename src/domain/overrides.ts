/** Emergency overrides and actions that need two people (requirements CHG-3, CHG-4). */
import type { StrategyId } from './ids.ts';
import type { Role } from './people.ts';
import type { BreakerId } from './risk.ts';
import type { EpochMs, Ms } from './time.ts';

export type OverrideTarget =
  /** The breaker is computed and told, and does nothing. */
  | { readonly kind: 'breaker_off'; readonly breaker: BreakerId }
  /** No entries of the strategy. */
  | { readonly kind: 'strategy_closed'; readonly strategy: StrategyId }
  /** Extreme volatility does not close the strategy. */
  | { readonly kind: 'strategy_open'; readonly strategy: StrategyId }
  /** `key`: `risk.yaml:caps.asset.BTC`; the value as the program reads it. */
  | { readonly kind: 'limit'; readonly key: string; readonly value: number };

export interface Override {
  /** `O1`, `O2`, ... */
  readonly id: string;
  readonly target: OverrideTarget;
  /** In words, with the figure before. */
  readonly what: string;
  readonly loosens: boolean;
  readonly actor: string;
  readonly role: Role | null;
  readonly reason: string;
  /** Second person; the same one again where nobody else is registered. Null: it needed none. */
  readonly confirmedBy: string | null;
  readonly since: EpochMs;
  /** It holds while t < until: 12 h after `since` at most. */
  readonly until: EpochMs;
}

/** What waits for a second person. */
export interface PendingRequest {
  /** `T1`, `T2`, ... */
  readonly id: string;
  readonly what: string;
  readonly actor: string;
  readonly role: Role | null;
  readonly reason: string;
  readonly at: EpochMs;
  /** From then on whoever asked may confirm alone; null: another person has to. */
  readonly aloneFrom: EpochMs | null;
  readonly expiresAt: EpochMs;
}

interface Said {
  readonly actor: string;
  readonly reason: string;
}

/** As it is written: the value of a limit with its unit, `35%`. */
export type WantedOverride =
  | Exclude<OverrideTarget, { readonly kind: 'limit' }>
  | { readonly kind: 'limit'; readonly key: string; readonly value: string };

export type ControlCommand =
  | (Said & {
      readonly kind: 'override_add';
      readonly target: WantedOverride;
      /** 12 h at most. */
      readonly length: Ms;
    })
  | (Said & { readonly kind: 'override_end'; readonly override: string })
  | (Said & { readonly kind: 'confirm'; readonly request: string })
  | (Said & { readonly kind: 'withdraw'; readonly request: string });
