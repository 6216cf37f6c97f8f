/** What a decision rests on: equity, weights, profile, regime, alignment, exposures. */
import type { DecisionRecord } from '../../src/domain/decision.ts';
import { assetOf } from '../../src/domain/ids.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { type Findings, TOLERANCE } from './findings.ts';
import { type Pair, topThree } from './reference/exposure.ts';
import type { PortfolioReference } from './reference/portfolio.ts';

/** Exactly, and roughly: which mark closes a day moves weights by little. */
export const WEIGHT_RULES = [
  ['weights', TOLERANCE],
  ['weights-close', 0.1],
] as const;
const ZERO: Pair = { notional: 0, risk: 0 };

/** Equity, weights, profile, regime, alignment: what every decision rests on. */
export function auditBasis(
  ref: PortfolioReference,
  findings: Findings,
  record: DecisionRecord,
  now: EpochMs,
): void {
  const { id, signal } = record;
  const near = (rule: string, what: string, a: number | null, b: number | null, t?: number) =>
    findings.near(rule, id, what, a, b, t);
  near('equity', 'equity', record.capacity.equity, ref.breakers.equity ?? 0);
  const { buckets, strategies } = ref.allocation.weights;
  near(
    'weights',
    'bucket',
    record.weights.bucketWeight,
    buckets.get(record.weights.bucket ?? '') ?? 0,
  );
  near('weights', 'strategy', record.weights.strategyWeight, strategies.get(signal.strategy) ?? 0);
  const { profile } = ref.breakers;
  findings.check(
    'profile',
    id,
    record.profile === profile.name,
    () => `${record.profile}, recomputed ${profile.name}`,
  );
  const { regime } = ref.regime;
  findings.check(
    'regime',
    id,
    record.regime === regime,
    () => `${record.regime}, recomputed ${regime}`,
  );
  const state = riskState(ref, now);
  findings.check(
    'risk-state',
    id,
    record.riskState === state,
    () => `${record.riskState}, recomputed ${state}`,
  );
  const alignment = ref.correlation.alignment(now);
  near('alignment', 'A', record.alignment.value, alignment.value);
  near('alignment', 'votes', record.alignment.votes, alignment.votes);
  const { majority } = alignment;
  findings.check(
    'alignment',
    id,
    record.alignment.majority === majority,
    () => `majority ${record.alignment.majority}, recomputed ${majority}`,
  );
  const { cluster } = ref.correlation;
  findings.check(
    'cluster',
    id,
    record.alignment.cluster === cluster,
    () => `${record.alignment.cluster}, recomputed ${cluster}`,
  );
  const correlation = ref.correlation.strategyCorrelation();
  // Sums of products over 168 hours in another order.
  near('strategy-correlation', 'mean', record.alignment.strategyCorrelation, correlation, 1e-7);
  const multipliers = ref.correlation.multipliers(now);
  for (const name of ['alignment', 'correlation', 'cluster'] as const) {
    near('throttle', name, record.multipliers.risk[name] ?? null, multipliers[name]);
  }
  const { drawdown } = ref.config.breakers;
  const warning = ref.breakers.drawdownWarning ? drawdown.warningSizeMultiplier : 1;
  near(
    'throttle',
    'drawdown warning',
    record.multipliers.size['drawdown_warning'] ?? null,
    warning,
  );
  const recovery = ref.breakers.recovering ? drawdown.recoveryRiskMultiplier : 1;
  near('throttle', 'recovery', record.multipliers.risk['drawdown_recovery'] ?? null, recovery);
}

export function riskState(ref: PortfolioReference, now: EpochMs): string {
  if (ref.breakers.halted(now)) return 'HALTED';
  if (ref.breakers.frozen(now)) return 'FROZEN';
  const { drawdownWarning, recovering } = ref.breakers;
  return drawdownWarning || recovering || ref.regime.regime !== 'normal' ? 'WARNING' : 'NORMAL';
}

/**
 * Both measures at mark, from facts. The executor's position facts carry exact quantities and
 * stops; the sums differ only in the order of float additions.
 */
export function auditExposures(
  ref: PortfolioReference,
  findings: Findings,
  record: DecisionRecord,
): void {
  const { id, capacity, exposureBefore: before, signal, order, exposureAfter: after } = record;
  const sums = ref.exposure.sums();
  const asset = assetOf(signal.symbol);
  const figures: Readonly<Record<string, Pair>> = {
    strategy: sums.strategies.get(signal.strategy) ?? ZERO,
    asset: sums.assets.get(asset) ?? ZERO,
    total: sums.total,
    assetSameDirection: sums.directions.get(`${asset} ${signal.side}`) ?? ZERO,
    topThree: {
      notional: topThree(sums.assets, 'notional'),
      risk: topThree(sums.assets, 'risk'),
    },
  };
  for (const measure of ['notional', 'risk'] as const) {
    const base = measure === 'notional' ? capacity.gross : capacity.risk;
    for (const [what, pair] of Object.entries(figures)) {
      const recorded = before[what as keyof typeof before][measure];
      findings.near('exposure', id, `${what} ${measure}`, recorded, pair[measure] / base);
    }
    if (order !== null) {
      const notional = Number(order.quantity) * Number(order.limitPrice);
      const added = measure === 'notional' ? notional : notional * order.stopDistance;
      const three = topThree(sums.assets, measure, asset, added) / base;
      findings.near('exposure', id, `top three after ${measure}`, after.topThree[measure], three);
      const { topThree: cap } = record.caps;
      findings.check('caps', id, three <= cap * (1 + TOLERANCE), () => `top three ${three}`);
    }
  }
  const open = ref.exposure.openTrades();
  findings.near('open-trades', id, 'before', record.openTrades.before, open);
}
