import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import {
  assetCap,
  grossCapacity,
  maxOpenTrades,
  riskCapacity,
  strictnessFactor,
} from './capacity.ts';

const defaults = kernelConfig();

describe('capacity', () => {
  const tables = [
    // 100,000 x 2.5; 100,000 x 1.4 %.
    { profile: 'balanced', regime: 'normal', equity: 100_000, expected: [250_000, 1_400, 10] },
    // x 0.70 each; 10 x 0.8.
    { profile: 'balanced', regime: 'high', equity: 100_000, expected: [175_000, 980, 8] },
    // x 0.50 each; 10 x 0.6.
    { profile: 'balanced', regime: 'extreme', equity: 100_000, expected: [125_000, 700, 6] },
    // 50,000 x 1.5 x 0.7; 50,000 x 0.8 % x 0.7; 6 x 0.8 = 4.8.
    { profile: 'conservative', regime: 'high', equity: 50_000, expected: [52_500, 280, 4] },
    // 200,000 x 3.5 x 0.5; 200,000 x 2.1 % x 0.5; 14 x 0.6 = 8.4.
    { profile: 'aggressive', regime: 'extreme', equity: 200_000, expected: [350_000, 2_100, 8] },
    { profile: 'balanced', regime: 'normal', equity: -1, expected: [0, 0, 10] },
  ] as const;
  it.each(tables)(
    '$equity USDT, $profile, $regime: G, R0 and open trades are $expected',
    ({ profile, regime, equity, expected }) => {
      const { state } = new Scenario({ profile });
      state.equity.equity = equity;
      state.regime.regime = regime;
      const [gross, risk, trades] = expected;
      expect(grossCapacity(state)).toBeCloseTo(gross, 9);
      expect(riskCapacity(state)).toBeCloseTo(risk, 9);
      expect(maxOpenTrades(state)).toBe(trades);
    },
  );

  it('a product that is whole but for rounding keeps its last open trade', () => {
    // 100 x 0.29 is 28.999999999999996 in binary.
    const profiles = defaults.profiles.map((each) => ({ ...each, maxOpenTrades: 100 }));
    const volatility = {
      ...defaults.breakers.volatility,
      highEffect: { leverage: 1, maxOpenTrades: 0.29, slippage: 1 },
    };
    const { state } = new Scenario({ profiles, breakers: { ...defaults.breakers, volatility } });
    state.regime.regime = 'high';
    expect(maxOpenTrades(state)).toBe(29);
  });

  const caps = [
    // 0.30, 0.25 and 0.18 times 0.85, 1 and 1.15.
    { profile: 'conservative', expected: [0.255, 0.2125, 0.153] },
    { profile: 'balanced', expected: [0.3, 0.25, 0.18] },
    { profile: 'aggressive', expected: [0.345, 0.2875, 0.207] },
  ];
  it.each(caps)('asset caps of $profile are $expected', ({ profile, expected }) => {
    const { state } = new Scenario({ profile });
    for (const [asset, cap] of expected.entries())
      expect(assetCap(state, asset)).toBeCloseTo(cap, 12);
  });

  const steps = [
    { strictness: 0, expected: 1 },
    { strictness: 1, expected: 0.8 },
    { strictness: 2, expected: 0.64 },
    { strictness: 3, expected: 0.512 },
  ] as const;
  it.each(steps)(
    'PB-D strictness $strictness multiplies limits by $expected',
    ({ strictness, expected }) => {
      const { state } = new Scenario();
      state.core.strictness = strictness;
      expect(strictnessFactor(state)).toBeCloseTo(expected, 12);
    },
  );
});
