import type { StrategyConfig } from '../../domain/config.ts';
import { bucketId, type SymbolId, strategyId } from '../../domain/ids.ts';
import { type Implementation, strategyCatalog } from '../catalog.ts';

/** A strategy with the figures of the catalog. */
export function configOf(
  implementation: Implementation,
  symbols: readonly SymbolId[],
  changes: Partial<StrategyConfig> = {},
): StrategyConfig {
  const entry = strategyCatalog[implementation];
  const parameters = Object.fromEntries(
    Object.entries(entry.parameters).map(([name, spec]) => [name, spec.default]),
  );
  return {
    id: strategyId(entry.id),
    implementation,
    enabled: true,
    bucket: bucketId(entry.bucket),
    phase: entry.phase,
    symbols,
    timeframe: entry.timeframe,
    stop: entry.stop,
    trailing: entry.trailing,
    minimalReturn: entry.minimalReturn,
    leverageCeiling: entry.leverageCeiling,
    leverageCeilingStressed: entry.leverageCeilingStressed,
    capitalMultiplierStressed: entry.capitalMultiplierStressed,
    cooldownCandles: entry.cooldownCandles,
    expectedHoldingHours: entry.expectedHoldingHours,
    parameters,
    ...changes,
  };
}
