/** The projection against the references: what records alone would show too rarely. */
import type { KernelStatus } from '../../src/domain/status.ts';
import type { EpochMs } from '../../src/domain/time.ts';
import { riskState, WEIGHT_RULES } from './basis-audit.ts';
import type { Findings } from './findings.ts';
import type { PortfolioReference } from './reference/portfolio.ts';

/** Causes that only time releases, kept by a breaker of their own. */
const TIMED = ['freeze_daily_soft', 'daily_hard', 'freeze_drawdown', 'freeze_loss_streak'] as const;

/** The projection against the references: what records alone would show too rarely. */
export function auditStatus(
  ref: PortfolioReference,
  findings: Findings,
  status: KernelStatus,
  now: EpochMs,
): void {
  const where = new Date(now).toISOString();
  const near = (rule: string, what: string, a: number | null, b: number | null, t?: number) =>
    findings.near(rule, where, what, a, b, t);
  near('daily-pnl', 'daily PnL', status.dailyPnl, ref.breakers.daily);
  near('drawdown', 'drawdown', status.drawdown, ref.breakers.drawdown);
  near('regime', 'z', status.regimeZ, ref.regime.z, 1e-7);
  findings.check(
    'regime',
    where,
    status.regime === ref.regime.regime,
    () => `${status.regime}, recomputed ${ref.regime.regime}`,
  );
  const { profile } = ref.breakers;
  findings.check(
    'profile',
    where,
    status.profile === profile.name,
    () => `${status.profile}, recomputed ${profile.name}`,
  );
  const state = riskState(ref, now);
  findings.check(
    'risk-state',
    where,
    status.riskState === state,
    () => `${status.riskState}, recomputed ${state}`,
  );
  const ends = {
    freeze_daily_soft: ref.breakers.softUntil,
    daily_hard: ref.breakers.hardUntil,
    freeze_drawdown: ref.breakers.drawdownUntil,
    freeze_loss_streak: ref.breakers.streakUntil,
  };
  for (const cause of TIMED) {
    const closure = status.closures.find((each) => each.cause === cause);
    const expected = ends[cause] > now ? ends[cause] : null;
    near('freezes', cause, closure?.until ?? null, expected);
  }
  const playbook = status.closures.filter(({ cause }) => cause === 'playbook').length;
  const risky = now < ref.breakers.riskyUntil ? ref.config.breakers.riskyStrategies.length : 0;
  findings.check(
    'playbook',
    where,
    playbook === risky,
    () => `${playbook} closed, recomputed ${risky}`,
  );
  const { strategies, buckets } = ref.allocation.weights;
  for (const [rule, tolerance] of WEIGHT_RULES) {
    for (const { strategy, weight } of status.weights.strategies) {
      near(rule, strategy!, weight, strategies.get(strategy!) ?? 0, tolerance);
    }
    for (const { bucket, weight } of status.weights.buckets) {
      near(rule, bucket, weight, buckets.get(bucket) ?? 0, tolerance);
    }
  }
  for (const { id, symbols } of ref.config.strategies) {
    const open = symbols.some((symbol) =>
      status.closures.every(
        ({ scope }) =>
          (scope.strategy !== null && scope.strategy !== id) ||
          (scope.symbol !== null && scope.symbol !== symbol),
      ),
    );
    const held = [...ref.exposure.held.values()].some((each) => each.strategy === id);
    if (open || held) ref.allocation.touched(id);
  }
  for (const [decision] of ref.retriesDue) {
    findings.check('retry', `d${decision}`, false, () => 'timed out and was not tried again');
    ref.retriesDue.delete(decision);
  }
}
