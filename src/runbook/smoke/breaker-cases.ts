/** Breakers: each trips at its limit and not a hair before it. */
import type { KernelConfig } from '../../domain/config.ts';
import type { BreakerId } from '../../domain/risk.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { EQUITY, SmokeDesk, type SmokeOutcome } from './desk.ts';

/** Fraction of equity: far more than the tolerance of ratios, 1e-9. */
const HAIR = 1e-6;

export function breakerCases(config: KernelConfig): SmokeOutcome {
  const { dailySoft, drawdown, lossStreak } = config.breakers;
  const profile = config.profiles.find(({ name }) => name === config.profile);
  const hard = profile?.hardDailyLoss ?? Number.NaN;
  const wrong: string[] = [];
  const figures: string[] = [];
  const falls: readonly (readonly [BreakerId, number])[] = [
    ['daily_soft', -dailySoft.limit],
    ['daily_hard', -hard],
    ['drawdown_warning', drawdown.warning],
    ['drawdown_breaker', drawdown.breaker],
  ];
  for (const [id, limit] of falls) {
    const before = fallen(config, limit - HAIR, id);
    const at = fallen(config, limit, id);
    figures.push(`${id}=${before},${at}`);
    if (before !== 'inactive') wrong.push(`${id} is ${before} before its limit of ${limit}`);
    if (at === 'inactive') wrong.push(`${id} does not trip at its limit of ${limit}`);
  }
  for (const rung of [lossStreak.critical, lossStreak.severe]) {
    const until = lostInARow(config, rung);
    const before = lostInARow(config, rung - 1);
    figures.push(`loss_streak.${rung}=${before ?? 'none'},${until ?? 'none'}`);
    if (until === null) wrong.push(`${rung} losses in a row freeze nothing`);
    if (rung === lossStreak.critical && before !== null) {
      wrong.push(`${rung - 1} losses in a row freeze already`);
    }
  }
  const text = `${falls.map(([id, limit]) => `${id} at ${(limit * 100).toFixed(2)} %`).join(', ')}, loss streak at ${lossStreak.critical}: each at its limit, none before`;
  return { wrong, text, figures };
}

/** State of the breaker after a fall by this fraction within the day. */
function fallen(config: KernelConfig, by: number, id: BreakerId): string {
  const desk = new SmokeDesk(config).open();
  desk.wait(MINUTE_MS);
  desk.mark(EQUITY * (1 - by));
  return desk.status().breakers.find((breaker) => breaker.id === id)?.state ?? 'missing';
}

/** Length of the freeze after so many losing trades, ms; null: none. */
function lostInARow(config: KernelConfig, losses: number): number | null {
  const desk = new SmokeDesk(config).open();
  const [strategy] = config.strategies;
  const [instrument] = config.instruments;
  if (strategy === undefined || instrument === undefined) throw new Error('nothing is traded');
  for (let loss = 0; loss < losses; loss += 1) {
    desk.wait(MINUTE_MS);
    const about = { strategy: strategy.id, symbol: instrument.symbol, side: 'long' as const };
    desk.take({ kind: 'trade_closed', at: desk.at, ...about, netPnl: -1 });
  }
  const freeze = desk.status().closures.find(({ cause }) => cause === 'freeze_loss_streak');
  return freeze?.until === undefined || freeze.until === null ? null : freeze.until - desk.at;
}
