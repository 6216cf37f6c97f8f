/**
 * Feasibility of every (strategy, symbol) pair (domain specification 1.6, PRE-8): the size an entry
 * would have at today's equity and weights, without what is open, against the venue's minimum.
 */
import type { StrategyId, SymbolId } from '../../domain/ids.ts';
import { floorSteps, meetsMinimum, stepsToNumber, wholeSteps } from '../basis/exact.ts';
import { assetCap, effectNow } from '../exposure/capacity.ts';
import { type KernelState, profileNow } from '../state.ts';

export interface FeasibilityRow {
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  /** Stop distance the size rests on: the strategy's configured stop, fraction. */
  readonly stopDistance: number;
  /** USDT before lots, and after rounding down to lots at mark. */
  readonly notional: number;
  readonly roundedNotional: number;
  /** Smallest notional the venue takes at this price, USDT. */
  readonly minimum: number;
  /** Null while the price or the equity is unknown, or the strategy has no weight. */
  readonly feasible: boolean | null;
  readonly text: string;
}

/** `equity` overrides the kernel's own, for a table before the first mark. */
export function feasibilityTable(state: KernelState, equity?: number): FeasibilityRow[] {
  const rows: FeasibilityRow[] = [];
  state.index.strategies.forEach((strategy, s) => {
    state.index.symbols.forEach((_, y) => {
      if (strategy.allowed[y] === 1) rows.push(feasibilityRow(state, s, y, equity));
    });
  });
  return rows;
}

function feasibilityRow(
  state: KernelState,
  s: number,
  y: number,
  override: number | undefined,
): FeasibilityRow {
  const { index, config, allocation } = state;
  const strategy = index.strategies[s]!;
  const symbol = index.symbols[y]!;
  const equity = override ?? Math.max(0, state.equity.equity);
  const profile = profileNow(state);
  const capacity = equity * effectNow(state).leverage;
  const gross = capacity * profile.leverage;
  const risk = capacity * profile.riskBudget;
  const stop = strategy.config.stop;
  const weight = allocation.weights[s]!;
  const notional = Math.min(
    (risk * weight) / config.sizing.maxPositionsPerStrategy / stop,
    strategy.config.leverageCeiling * weight * equity,
    Math.min(profile.perStrategyCap, assetCap(state, symbol.asset)) * Math.min(gross, risk / stop),
    config.sizing.maxOrderNotional,
  );
  const mark = state.market.marks[y]!;
  const { exact } = symbol;
  const unit = mark * stepsToNumber(1, exact.lot);
  const lots = unit > 0 ? wholeSteps(Math.min(notional / unit, exact.maxLots)) : 0;
  const canTell = mark > 0 && equity > 0 && weight > 0;
  const feasible = canTell ? meetsMinimum(exact, lots, floorSteps(mark, exact.tick)) : null;
  const minimum = Math.max(exact.minNotional, exact.minLots * unit);
  return {
    strategy: strategy.id,
    symbol: symbol.id,
    stopDistance: stop,
    notional,
    roundedNotional: lots * unit,
    minimum,
    feasible,
    text: `${strategy.id} ${symbol.id}: ${(lots * unit).toFixed(2)} USDT after lots (${notional.toFixed(2)} before) against a minimum of ${minimum.toFixed(2)}${feasible === null ? ', price, equity or weight unknown' : ''}`,
  };
}
