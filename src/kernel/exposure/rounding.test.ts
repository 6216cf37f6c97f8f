import { expect, it } from 'vitest';
import { BTC } from '../../../tests/support/kernel-config.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import { EXTERNAL } from '../../domain/ids.ts';

it('RB-T2 a position of an absurd size that comes and goes leaves the exposure of the others as it was', () => {
  const scenario = Scenario.ready();
  scenario.position(0.02);
  const { exposure } = scenario.state.holdings;
  const before = [
    exposure.notional,
    exposure.risk,
    exposure.assetNotional[0],
    exposure.assetRisk[0],
  ];
  // 1e15 BTC for a million dollars, at mark 1e20 USDT: beside that sum 2,000 USDT do not count.
  const absurd = { strategy: EXTERNAL, entryPrice: 1e-9, stopPrice: null } as const;
  scenario.position(1e15, absurd);
  scenario.position(0, absurd);
  expect(before[0]).toBeCloseTo(2_000, 9);
  expect([
    exposure.notional,
    exposure.risk,
    exposure.assetNotional[0],
    exposure.assetRisk[0],
  ]).toEqual(before);
  expect(scenario.position(0.02, { symbol: BTC })).toEqual([]);
});
