/** The size chain of domain specification 1.6, recomputed from the record's own inputs. */
import type { KernelConfig } from '../../src/domain/config.ts';
import type { DecisionRecord, SizeStep } from '../../src/domain/decision.ts';
import { type Findings, near, TOLERANCE } from './findings.ts';

const UNTHROTTLED = new Set(['alignment', 'correlation', 'cluster']);
const product = (values: Readonly<Record<string, number>>, skip?: ReadonlySet<string>): number =>
  Object.entries(values).reduce((all, [key, value]) => (skip?.has(key) ? all : all * value), 1);

/** The chain of 1.6 from the record's own inputs, and the binding step (1.11). */
export function auditSize(record: DecisionRecord, config: KernelConfig, findings: Findings): void {
  const { id, size, capacity, weights, multipliers, signal, exposureBefore: before, caps } = record;
  const stop = signal.stopDistance;
  const step = (name: string): SizeStep | undefined => size.find((each) => each.step === name);
  const limit = (name: string, expected: number): void =>
    findings.near('size', id, name, step(name)?.limit ?? null, expected);
  const share = capacity.risk * weights.strategyWeight;
  const throttled = share * product(multipliers.risk);
  const used = before.strategy.risk * capacity.risk;
  const perPosition = config.sizing.maxPositionsPerStrategy;
  const sizeFactor = product(multipliers.size);
  limit('risk_share', share / stop);
  limit('position_share', throttled / perPosition / stop);
  // What is left is never below nothing.
  limit('share_left', Math.max(0, throttled - used) / stop);
  const ceiling =
    signal.leverageCeiling * weights.strategyWeight * capacity.equity -
    before.strategy.notional * capacity.gross;
  limit('leverage_ceiling', ceiling);
  const requested = signal.requestedNotional;
  if (requested !== null) limit('requested', requested * product(multipliers.risk) * sizeFactor);
  for (const what of ['strategy', 'asset', 'total'] as const) {
    limit(`cap_${what}_notional`, (caps[what] - before[what].notional) * capacity.gross);
    limit(`cap_${what}_risk`, ((caps[what] - before[what].risk) * capacity.risk) / stop);
  }
  for (const [name, factor] of Object.entries({ ...multipliers.risk, ...multipliers.size })) {
    findings.near('size', id, `factor ${name}`, step(name)?.factor ?? null, factor);
  }
  let notional = Number.POSITIVE_INFINITY;
  let binding: string | null = null;
  /** A later step that is smaller by float noise alone. */
  let tied: string | null = null;
  for (const { step: name, factor, limit: bound, notional: recorded } of size) {
    if (name === 'lots') break;
    if (factor !== null) notional *= factor;
    if (bound !== null) {
      // Later multipliers scale what bound before: the limits are compared as they act in the end.
      if (bound < notional * (1 - TOLERANCE)) binding = name;
      if (near(bound, notional) && bound < notional) tied = name;
      if (bound < notional && !near(bound, notional)) tied = null;
      notional = Math.min(notional, bound);
    }
    findings.near('size', id, `after ${name}`, recorded, notional);
  }
  const { bindingStep } = record;
  const right = bindingStep === binding || bindingStep === tied;
  findings.check('binding', id, right, () => `${bindingStep}, recomputed ${binding}`);
  const first = bindingStep === binding;
  findings.check(
    'binding-tie',
    id,
    first,
    () => `${bindingStep}, the first on a tie is ${binding}`,
  );
  // A share that is used up is refused deliberately, also where the strategy's cap is as large.
  const used1 = step('share_left')?.limit ?? Number.POSITIVE_INFINITY;
  const wrongClass =
    record.reason === 'CAP_STRATEGY' && near(used1, step('cap_strategy_risk')!.limit!);
  findings.check(
    'tie-class',
    id,
    !wrongClass,
    () => `${record.reason}: the share was used up first`,
  );
  const positive = size.every((each) => each.notional >= 0 && (each.limit ?? 0) >= 0);
  findings.check('size-not-negative', id, positive, () => `${record.reason}: a notional below 0`);
  auditCounterfactual(record, config, findings);
}

function auditCounterfactual(
  record: DecisionRecord,
  config: KernelConfig,
  findings: Findings,
): void {
  const { id, size, capacity, weights, multipliers, signal, exposureBefore: before } = record;
  const stop = signal.stopDistance;
  const share = capacity.risk * weights.strategyWeight * product(multipliers.risk, UNTHROTTLED);
  const used = before.strategy.risk * capacity.risk;
  let notional =
    Math.min(share / config.sizing.maxPositionsPerStrategy, Math.max(0, share - used)) / stop;
  let seen = false;
  for (const { step, factor, limit } of size) {
    if (step === 'share_left') seen = true;
    else if (seen && step !== 'lots') {
      if (factor !== null) notional *= factor;
      if (limit !== null && step !== 'requested') notional = Math.min(notional, limit);
    }
  }
  const recorded = record.counterfactual.notionalWithoutCorrelation;
  findings.near('counterfactual', id, 'notional', recorded, notional);
}
