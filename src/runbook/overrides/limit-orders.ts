/** What must stay in order whatever an override does, as the configuration's own checks demand it. */
import type { KernelConfig } from '../../domain/config.ts';

/** In words; null: all is in order. */
export function orderProblem({
  caps,
  breakers,
  correlation,
  profiles,
}: KernelConfig): string | null {
  const { dailySoft, drawdown, lossStreak, volatility } = breakers;
  const { level1, guard, cluster } = correlation;
  const assets = Math.max(caps.otherAsset, ...Object.values(caps.asset));
  const rules: readonly (readonly [holds: boolean, text: string])[] = [
    [assets <= caps.topThree, 'no asset cap may be above caps.topThree'],
    [caps.topThree <= caps.total, 'caps.topThree may not be above caps.total'],
    [dailySoft.limit < dailySoft.rearmAbove, 'breakers.dailySoft.limit stays below rearmAbove'],
    [
      profiles.every(({ hardDailyLoss }) => hardDailyLoss < dailySoft.limit),
      'breakers.dailySoft.limit is reached before hardDailyLoss of every profile',
    ],
    [
      drawdown.warningEnd <= drawdown.warning,
      'breakers.drawdown.warning stays at or above warningEnd',
    ],
    [drawdown.warning < drawdown.breaker, 'breakers.drawdown.warning comes before the breaker'],
    [
      drawdown.rearmBelow <= drawdown.breaker,
      'breakers.drawdown.breaker stays at or above rearmBelow',
    ],
    [
      lossStreak.warning < lossStreak.critical && lossStreak.critical < lossStreak.severe,
      'breakers.lossStreak: warning < critical < severe',
    ],
    [volatility.high < volatility.extreme, 'breakers.volatility.high stays below extreme'],
    [level1.threshold < cluster.enter, 'correlation.level1.threshold stays below cluster.enter'],
    [
      cluster.riskMultiplier <= Math.min(level1.riskMultiplier, guard.riskMultiplier),
      'correlation.cluster.riskMultiplier is the strictest of the three',
    ],
    ...profiles.slice(1).map((profile, index) => {
      const lower = profiles[index]!;
      const ascending =
        lower.leverage <= profile.leverage &&
        lower.maxOpenTrades <= profile.maxOpenTrades &&
        lower.riskBudget <= profile.riskBudget &&
        lower.perStrategyCap <= profile.perStrategyCap &&
        lower.slippageMultiplier <= profile.slippageMultiplier &&
        lower.hardDailyLoss >= profile.hardDailyLoss;
      return [
        ascending,
        `profiles stand in ascending order of risk: ${lower.name} may not be looser than ${profile.name}`,
      ] as const;
    }),
  ];
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
