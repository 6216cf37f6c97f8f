import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S4, SOL } from '../../../tests/support/kernel-config.ts';
import { only, Scenario } from '../../../tests/support/kernel-scenario.ts';
import { MINUTE_MS } from '../../domain/time.ts';

const real = { guards: kernelConfig().guards };

describe('guard failures in a row', () => {
  const thin = (scenario: Scenario) =>
    scenario.feed({
      kind: 'book',
      at: scenario.at,
      symbol: BTC,
      mark: 100_000,
      bids: [99_990, 10],
      asks: [100_010, 0.001],
    });
  const failures = [
    { name: 'two wide spreads', make: (scenario: Scenario) => scenario.book(BTC, 100_000, 50) },
    { name: 'two thin books', make: thin },
  ];
  it.each(failures)('PB-D $name close the symbol for 30 min, and say so', ({ make }) => {
    const scenario = Scenario.ready();
    make(scenario);
    scenario.signal();
    expect(scenario.closed).toEqual([]);
    const [opened] = only(scenario.signal(), 'closure_opened');
    expect(opened?.closure).toEqual({
      id: `symbol_cooldown:*:${BTC}`,
      cause: 'symbol_cooldown',
      scope: { strategy: null, symbol: BTC },
      since: scenario.at,
      until: scenario.at + 30 * MINUTE_MS,
      reason: '2 guard failures in a row on BTC/USDT:USDT',
    });
    expect(scenario.decide({ strategy: S4 }).reason).toBe('CLOSED_SYMBOL_COOLDOWN');
    expect(scenario.decide({ strategy: S4, symbol: ETH }).verdict).toBe('allowed');
  });

  it('other refusals do not count: two stale books close nothing', () => {
    const scenario = Scenario.ready(real).wait(15_001);
    scenario.signal();
    scenario.signal();
    expect(scenario.closed).toEqual([]);
  });

  it('an allowed entry in between starts the count over, on its own symbol only', () => {
    const scenario = Scenario.ready();
    scenario.book(BTC, 100_000, 50);
    scenario.book(SOL, 150, 50);
    scenario.signal();
    scenario.signal({ symbol: SOL });
    scenario.book();
    expect(scenario.decide().verdict).toBe('allowed');
    scenario.book(BTC, 100_000, 50);
    scenario.signal({ strategy: S4 });
    expect(scenario.closed).toEqual([]);
    scenario.signal({ strategy: S4, symbol: SOL });
    expect(scenario.closed).toEqual([`symbol_cooldown:*:${SOL}`]);
  });
});
