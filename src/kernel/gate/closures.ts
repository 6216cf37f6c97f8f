/**
 * The set of closures in force (domain specification 1.8): entries are open exactly when none
 * applies. The epoch moves whenever one opens; each release removes only its own closure.
 */
import type { Closure, ClosureCause } from '../../domain/closure.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { KernelIndex } from '../basis/config-index.ts';

export interface ClosureState {
  epoch: number;
  readonly all: Map<string, Closure>;
  /** Views by scope, rebuilt from `all` at every change. */
  portfolio: Closure[];
  byStrategy: Closure[][];
  bySymbol: Closure[][];
  pairs: Closure[];
}

export function createClosures(index: KernelIndex): ClosureState {
  const state: ClosureState = {
    epoch: 1,
    all: new Map(),
    portfolio: [],
    byStrategy: [],
    bySymbol: [],
    pairs: [],
  };
  rebuildViews(state, index);
  return state;
}

export function addClosure(state: ClosureState, closure: Closure, index: KernelIndex): void {
  state.epoch += 1;
  state.all.set(closure.id, closure);
  rebuildViews(state, index);
}

export function removeClosure(
  state: ClosureState,
  id: string,
  index: KernelIndex,
): Closure | undefined {
  const closure = state.all.get(id);
  state.all.delete(id);
  rebuildViews(state, index);
  return closure;
}

export function rebuildViews(state: ClosureState, index: KernelIndex): void {
  state.portfolio = [];
  state.byStrategy = index.strategies.map(() => []);
  state.bySymbol = index.symbols.map(() => []);
  state.pairs = [];
  for (const closure of state.all.values()) {
    const { strategy, symbol } = closure.scope;
    if (strategy !== null && symbol !== null) state.pairs.push(closure);
    else if (strategy !== null) {
      state.byStrategy[index.strategyOf.get(strategy) ?? -1]?.push(closure);
    } else if (symbol === null) state.portfolio.push(closure);
    else state.bySymbol[index.symbolOf.get(symbol) ?? -1]?.push(closure);
  }
}

const NONE: readonly Closure[] = Object.freeze([]);

/** Every closure that covers entries of the strategy on the symbol. */
export function closuresOf(
  state: ClosureState,
  index: KernelIndex,
  strategy: number,
  symbol: number,
): readonly Closure[] {
  // The usual case, of every entry that is allowed, costs nothing.
  if (state.all.size === 0) return NONE;
  const strategyId = index.strategies[strategy]!.id;
  const symbolId = index.symbols[symbol]!.id;
  const pairs = state.pairs.filter(
    ({ scope }) => scope.strategy === strategyId && scope.symbol === symbolId,
  );
  return [...state.portfolio, ...state.byStrategy[strategy]!, ...state.bySymbol[symbol]!, ...pairs];
}

/** Earliest time at which a closure ends by itself; Infinity when none does. */
export function nextClosureEnd(state: ClosureState): EpochMs {
  let earliest = Number.POSITIVE_INFINITY;
  for (const closure of state.all.values()) {
    earliest = Math.min(earliest, closure.until ?? Number.POSITIVE_INFINITY);
  }
  return earliest;
}

/** Is any closure of this cause in force for the whole portfolio? */
export function portfolioClosed(state: ClosureState, cause: ClosureCause): boolean {
  for (const closure of state.portfolio) if (closure.cause === cause) return true;
  return false;
}

/** Refusal code of a closure's cause. */
export const CLOSED_REASON: Readonly<Record<ClosureCause, ReasonCode>> = {
  operator_halt: 'CLOSED_OPERATOR_HALT',
  incident: 'CLOSED_INCIDENT',
  launch: 'CLOSED_LAUNCH',
  freeze_daily_soft: 'CLOSED_FREEZE_DAILY_SOFT',
  daily_hard: 'CLOSED_DAILY_HARD',
  freeze_drawdown: 'CLOSED_FREEZE_DRAWDOWN',
  freeze_loss_streak: 'CLOSED_FREEZE_LOSS_STREAK',
  playbook: 'CLOSED_PLAYBOOK',
  volatility_extreme: 'CLOSED_VOLATILITY_EXTREME',
  symbol_cooldown: 'CLOSED_SYMBOL_COOLDOWN',
  stale_data: 'CLOSED_STALE_DATA',
  equity_degraded: 'CLOSED_EQUITY_DEGRADED',
  no_lease: 'CLOSED_NO_LEASE',
  reconciliation: 'CLOSED_RECONCILIATION',
  journal: 'CLOSED_JOURNAL',
  over_cap: 'CLOSED_OVER_CAP',
  infeasible: 'CLOSED_INFEASIBLE',
  not_in_pairlist: 'CLOSED_NOT_IN_PAIRLIST',
  maintenance: 'CLOSED_MAINTENANCE',
  delisting: 'CLOSED_DELISTING',
  contract_changed: 'CLOSED_CONTRACT_CHANGED',
  override: 'CLOSED_OVERRIDE',
};
