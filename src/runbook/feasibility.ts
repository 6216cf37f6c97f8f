/**
 * PRE-8: the size an entry would have today against the venue's minimum, for every strategy and
 * symbol (domain specification 1.6). The kernel computes the table; here it is judged.
 */
import type { StrategyId, SymbolId } from '../domain/ids.ts';
import {
  checkOf,
  type Finding,
  figure,
  type PreflightCheck,
  type TradingMode,
} from './preflight.ts';

export interface FeasibilityRow {
  readonly strategy: StrategyId;
  readonly symbol: SymbolId;
  /** USDT: size of one entry, and the smallest the venue takes; null while a figure is missing. */
  readonly notional: number | null;
  readonly minimum: number | null;
  /** Null: cannot be said yet, or the strategy has no weight now. */
  readonly feasible: boolean | null;
  /** The limit that makes the size, or the figure that is missing. */
  readonly text: string;
}

/** PRE-8: warns of pairs that cannot trade; fails when none can, or (live) nothing can be said. */
export function assessFeasibility(
  mode: TradingMode,
  rows: readonly FeasibilityRow[],
): PreflightCheck {
  const infeasible = rows.filter((row) => row.feasible === false);
  const feasible = rows.filter((row) => row.feasible === true);
  const open = rows.length - infeasible.length - feasible.length;
  const findings: Finding[] = infeasible.map((row) => ({
    severity: feasible.length === 0 ? 'failure' : 'warning',
    text: `${row.strategy} on ${row.symbol}: ${figure(row.notional ?? 0, 2)} USDT is below the minimum of ${figure(row.minimum ?? 0, 2)} (${row.text})`,
    remedy: 'raise equity or risk budget, or take the pair out; it stays closed until then',
  }));
  if (feasible.length === 0 && infeasible.length === 0) {
    findings.push({
      severity: mode === 'live' ? 'failure' : 'warning',
      text:
        rows.length === 0 ? 'no strategy is enabled' : `nothing can be said yet: ${rows[0]!.text}`,
      remedy: 'wait for equity, weights and prices, then retry',
    });
  }
  const facts = [`${feasible.length} of ${rows.length} pairs feasible`];
  if (open > 0 && feasible.length > 0) facts.push(`${open} without figures`);
  return checkOf('PRE-8', facts, findings);
}
