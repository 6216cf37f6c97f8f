/**
 * Loss streak over the closed trades of the portfolio (domain specification 1.8, 1.11): a loss is
 * < 0, exactly 0 neither extends nor breaks it, any win resets it. Rungs 4 / 6 / 8; the 7th loss
 * renews nothing, every loss beyond the 8th repeats the freeze but not the step-down.
 */
import type { BreakersConfig } from '../../domain/config.ts';

export interface LossStreakState {
  losses: number;
}

export const createLossStreak = (): LossStreakState => ({ losses: 0 });

export type StreakEffect = 'none' | 'warning' | 'critical' | 'severe' | 'severe_again' | 'reset';

/** Takes one closed trade's net PnL (USDT) and says which rung it reached. */
export function countTrade(
  state: LossStreakState,
  netPnl: number,
  config: BreakersConfig,
): StreakEffect {
  const rungs = config.lossStreak;
  if (netPnl > 0) {
    const wasWarned = state.losses >= rungs.warning;
    state.losses = 0;
    return wasWarned ? 'reset' : 'none';
  }
  if (netPnl === 0) return 'none';
  state.losses += 1;
  if (state.losses > rungs.severe) return 'severe_again';
  if (state.losses === rungs.severe) return 'severe';
  if (state.losses === rungs.critical) return 'critical';
  if (state.losses === rungs.warning) return 'warning';
  return 'none';
}
