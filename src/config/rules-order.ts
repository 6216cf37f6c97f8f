/** Orders between two figures of one file: thresholds, multipliers, windows (requirement PRE-2). */
import { type Path, pathText } from './errors.ts';
import type { FileName } from './files.ts';
import { type Rule, valueAt } from './findings.ts';

export interface Ordering {
  readonly file: FileName;
  readonly lower: Path;
  readonly relation: 'below' | 'at most';
  readonly upper: Path;
  readonly why: string;
}

const path = (text: string): Path =>
  text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

const order = (
  file: FileName,
  lower: string,
  relation: Ordering['relation'],
  upper: string,
  why: string,
): Ordering => ({ file, lower: path(lower), relation, upper: path(upper), why });

export const ORDERINGS: readonly Ordering[] = [
  order(
    'operations.yaml',
    'delisting.flattenBefore',
    'at most',
    'delisting.closeBefore',
    'what is flattened would be entered again',
  ),
  order(
    'risk.yaml',
    'allocation.minDailyReturns',
    'at most',
    'allocation.lookbackDays',
    'no bucket would ever have enough returns',
  ),
  order(
    'risk.yaml',
    'caps.otherAsset',
    'at most',
    'caps.topThree',
    'the cap of one asset is part of the top three',
  ),
  order('risk.yaml', 'caps.topThree', 'at most', 'caps.total', 'three assets are part of all'),
  order(
    'risk.yaml',
    'sizing.retryMultipliers.1',
    'at most',
    'sizing.retryMultipliers.0',
    'the second retry is not larger than the first',
  ),
  order(
    'risk.yaml',
    'correlation.level1.threshold',
    'below',
    'correlation.cluster.enter',
    'the throttle comes before the cluster event',
  ),
  order(
    'risk.yaml',
    'correlation.cluster.exit',
    'below',
    'correlation.cluster.enter',
    'an event ends below where it began',
  ),
  order(
    'risk.yaml',
    'correlation.cluster.riskMultiplier',
    'at most',
    'correlation.level1.riskMultiplier',
    'the cluster event is the stricter one',
  ),
  order(
    'risk.yaml',
    'correlation.cluster.riskMultiplier',
    'at most',
    'correlation.guard.riskMultiplier',
    'the cluster event is the stricter one',
  ),
  order(
    'risk.yaml',
    'correlation.cluster.percentileMinSignals',
    'at most',
    'correlation.cluster.percentileSignals',
    'the minimum is part of the window',
  ),
  order(
    'risk.yaml',
    'breakers.dailySoft.limit',
    'below',
    'breakers.dailySoft.rearmAbove',
    'it arms again above where it fires',
  ),
  order(
    'risk.yaml',
    'breakers.drawdown.warningEnd',
    'at most',
    'breakers.drawdown.warning',
    'the warning ends below where it begins',
  ),
  order(
    'risk.yaml',
    'breakers.drawdown.warning',
    'below',
    'breakers.drawdown.breaker',
    'the warning comes before the breaker',
  ),
  order(
    'risk.yaml',
    'breakers.drawdown.rearmBelow',
    'at most',
    'breakers.drawdown.breaker',
    'it arms again below where it fires',
  ),
  order(
    'risk.yaml',
    'breakers.lossStreak.warning',
    'below',
    'breakers.lossStreak.critical',
    'warning comes before critical',
  ),
  order(
    'risk.yaml',
    'breakers.lossStreak.critical',
    'below',
    'breakers.lossStreak.severe',
    'critical comes before severe',
  ),
  order(
    'risk.yaml',
    'breakers.lossStreak.criticalFreeze',
    'at most',
    'breakers.lossStreak.severeFreeze',
    'the severe freeze is the longer one',
  ),
  order(
    'risk.yaml',
    'breakers.volatility.high',
    'below',
    'breakers.volatility.extreme',
    'high comes before extreme',
  ),
  order(
    'risk.yaml',
    'breakers.volatility.minSamples',
    'at most',
    'breakers.volatility.window',
    'the minimum is part of the window',
  ),
  order(
    'risk.yaml',
    'breakers.volatility.extremeEffect.leverage',
    'at most',
    'breakers.volatility.highEffect.leverage',
    'extreme is the stricter one',
  ),
  order(
    'risk.yaml',
    'breakers.volatility.extremeEffect.maxOpenTrades',
    'at most',
    'breakers.volatility.highEffect.maxOpenTrades',
    'extreme is the stricter one',
  ),
  order(
    'risk.yaml',
    'breakers.volatility.extremeEffect.slippage',
    'at most',
    'breakers.volatility.highEffect.slippage',
    'extreme is the stricter one',
  ),
  order(
    'launch.yaml',
    'clockOffsetWarning',
    'below',
    'clockOffsetLimit',
    'the warning comes before the failure',
  ),
];

/** Says for each violated order which figure is meant against which. */
export const orderings: Rule = (contents, report) => {
  for (const { file, lower, relation, upper, why } of ORDERINGS) {
    const low = valueAt(contents[file], lower);
    const high = valueAt(contents[file], upper);
    if (typeof low !== 'number' || typeof high !== 'number') continue;
    if (relation === 'below' ? low < high : low <= high) continue;
    report({
      file,
      path: lower,
      message: `is ${low} while ${pathText(upper)} is ${high}`,
      remedy: `must be ${relation} ${pathText(upper)}: ${why}`,
    });
  }
};
