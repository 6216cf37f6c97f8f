/**
 * Risk state (domain specification 1.8): HALTED by daily hard, an incident or the operator; FROZEN
 * by a timed freeze; WARNING by a size-reducing tier of a breaker; else NORMAL. An incident that the
 * drawdown breaker opened shows as FROZEN while its freeze runs: its closure id ends with
 * `:drawdown_breaker`.
 */
import type { Closure } from '../../domain/closure.ts';
import type { RiskState } from '../../domain/decision.ts';
import { portfolioClosed } from '../gate/closures.ts';
import type { KernelState } from '../state.ts';

export function riskStateOf(state: KernelState): RiskState {
  const { closures } = state;
  if (closures.portfolio.length === 0) return tierOf(state);
  const frozenByDrawdown = portfolioClosed(closures, 'freeze_drawdown');
  for (const closure of closures.portfolio) if (halts(closure, frozenByDrawdown)) return 'HALTED';
  if (
    frozenByDrawdown ||
    portfolioClosed(closures, 'freeze_daily_soft') ||
    portfolioClosed(closures, 'freeze_loss_streak')
  ) {
    return 'FROZEN';
  }
  return tierOf(state);
}

function halts({ cause, id }: Closure, frozenByDrawdown: boolean): boolean {
  if (cause === 'operator_halt' || cause === 'daily_hard') return true;
  return cause === 'incident' && !(frozenByDrawdown && id.endsWith(':drawdown_breaker'));
}

function tierOf({ drawdown, regime }: KernelState): RiskState {
  const reduced = drawdown.warning || drawdown.recovering || regime.regime !== 'normal';
  return reduced ? 'WARNING' : 'NORMAL';
}
