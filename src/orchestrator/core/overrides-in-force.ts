/** What the overrides of the state change: the configuration, the kernel, the records. */
import type { SeptetConfig } from '../../domain/config.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { StrategyId } from '../../domain/ids.ts';
import type { Override } from '../../domain/overrides.ts';
import type { Provenance } from '../../domain/provenance.ts';
import type { BreakerId } from '../../domain/risk.ts';
import type { EpochMs } from '../../domain/time.ts';
import { cappedKernel } from '../../runbook/first-live.ts';
import { effectiveKernel, type OverridesState } from '../../runbook/overrides/overrides.ts';
import type { CoreState } from './state.ts';

/** What decides at `at`: the first week's size while that holds, then the overrides. */
export function effectiveConfig(
  given: SeptetConfig,
  { inForce }: OverridesState,
  at: EpochMs,
): { readonly config: SeptetConfig; readonly unfit: readonly Override[] } {
  const base = firstWeekAt(given, at);
  if (inForce.length === 0) return { config: base, unfit: [] };
  const { config: kernel, unfit } = effectiveKernel(base.kernel, inForce);
  return { config: kernel === base.kernel ? base : { ...base, kernel }, unfit };
}

/** The week stands in what decides exactly while it holds. */
function firstWeekAt(given: SeptetConfig, at: EpochMs): SeptetConfig {
  const { week, ...usual } = given.firstLive;
  if (week === undefined) return given;
  if (at >= week.until) return { ...given, firstLive: usual };
  return { ...given, kernel: cappedKernel(given.kernel, week.fraction) };
}

export function kernelOverrides({ overrides }: CoreState): {
  readonly breakersOff: readonly BreakerId[];
  readonly exempt: readonly StrategyId[];
} {
  const targets = overrides.inForce.map(({ target }) => target);
  return {
    breakersOff: targets.flatMap((each) => (each.kind === 'breaker_off' ? [each.breaker] : [])),
    exempt: targets.flatMap((each) => (each.kind === 'strategy_open' ? [each.strategy] : [])),
  };
}

/** What records name as in force; nothing in a journal whose records did not. */
export const provenanceIn = ({ named, build }: CoreState, configVersion: string): Provenance =>
  named === undefined ? {} : { configVersion, build };

/** The record names the build and every override in force. */
export function completed(record: DecisionRecord, state: CoreState): DecisionRecord {
  const { named, build } = state;
  const { inForce } = state.overrides;
  const plain = named === undefined ? record : { ...record, build };
  if (inForce.length === 0) return plain;
  return { ...plain, overrides: inForce.map(({ id, what }) => `${id} ${what}`) };
}
