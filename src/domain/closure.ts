/**
 * Closures (domain specification 1.8): entries are open exactly when the set of closures that
 * apply is empty. Each has its own cause and its own rule of release.
 */
import type { StrategyId, SymbolId } from './ids.ts';
import type { EpochMs } from './time.ts';

export const CLOSURE_CAUSES = [
  'operator_halt',
  'incident',
  'launch',
  'freeze_daily_soft',
  'daily_hard',
  'freeze_drawdown',
  'freeze_loss_streak',
  'playbook',
  'volatility_extreme',
  'symbol_cooldown',
  'stale_data',
  'equity_degraded',
  'no_lease',
  'reconciliation',
  'journal',
  'over_cap',
  'infeasible',
  'not_in_pairlist',
  'maintenance',
  'delisting',
  'contract_changed',
  'override',
] as const;
export type ClosureCause = (typeof CLOSURE_CAUSES)[number];

/** Both null: the whole portfolio. Both set: the pair only. */
export interface ClosureScope {
  readonly strategy: StrategyId | null;
  readonly symbol: SymbolId | null;
}

export interface Closure {
  /** Stable id: cause and scope, for example `symbol_cooldown:*:ETH/USDT:USDT`. */
  readonly id: string;
  readonly cause: ClosureCause;
  readonly scope: ClosureScope;
  readonly since: EpochMs;
  /** When time releases it; null when something else does. Entries are closed while t < until. */
  readonly until: EpochMs | null;
  /** In words: why, with figures, and what releases it. */
  readonly reason: string;
}

export function closureId(cause: ClosureCause, scope: ClosureScope, detail = ''): string {
  const tail = detail === '' ? '' : `:${detail}`;
  return `${cause}:${scope.strategy ?? '*'}:${scope.symbol ?? '*'}${tail}`;
}

/** Does a closure with this scope close entries of the strategy on the symbol? */
export function covers(scope: ClosureScope, strategy: StrategyId, symbol: SymbolId): boolean {
  return (
    (scope.strategy === null || scope.strategy === strategy) &&
    (scope.symbol === null || scope.symbol === symbol)
  );
}

export const PORTFOLIO: ClosureScope = { strategy: null, symbol: null };

/**
 * The gate as the executor holds it: it refuses an entry covered by any closure here, and one
 * whose decision was made at an epoch before the latest closing of a scope that covers it.
 */
export interface Gate {
  /** Moves whenever a closure opens. */
  readonly epoch: number;
  /** Writer of the portfolio; an older writer's messages are refused. */
  readonly writer: number;
  readonly closures: readonly Closure[];
}
