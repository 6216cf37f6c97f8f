import { describe, expect, it } from 'vitest';
import { BTC, S2, S7 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS } from '../../domain/time.ts';
import { kernelStatus } from '../status.ts';

describe('volatility regime', () => {
  /** Calm hours with a little variation, then the ranges given. */
  function hours(ranges: readonly number[]): Scenario {
    const scenario = Scenario.ready();
    for (let i = 0; i < 200; i += 1) {
      scenario.wait(HOUR_MS);
      scenario.candle(i % 2 === 0 ? 0.01 : 0.011);
    }
    for (const range of ranges) {
      scenario.wait(HOUR_MS);
      scenario.candle(range);
    }
    return scenario;
  }

  it('says nothing below 168 values', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 180; i += 1) {
      scenario.wait(HOUR_MS);
      scenario.candle(i === 150 ? 0.2 : 0.01);
      if (i < 180 - 1) expect(scenario.state.regime.z).toBeNull();
    }
    scenario.wait(HOUR_MS).candle(0.01);
    expect(scenario.state.regime.z).not.toBeNull();
  });

  it('MON-4 goes to extreme at once, closes S2 and S7, and falls back by three calm closes', () => {
    const scenario = hours([0.2]);
    expect(scenario.state.regime.regime).toBe('extreme');
    expect(scenario.closed).toEqual([`volatility_extreme:${S2}:*`, `volatility_extreme:${S7}:*`]);
    expect(scenario.state.allocation.weights[1]).toBe(0);
    expect(kernelStatus(scenario.state, scenario.at).openTrades.limit).toBe(6);
    scenario.mark(100_000);
    expect(kernelStatus(scenario.state, scenario.at).exposure.gross).toBe(125_000);
    let closes = 0;
    while (scenario.state.regime.regime === 'extreme' && closes < 200) {
      scenario.wait(HOUR_MS).candle(0.01);
      closes += 1;
    }
    expect(scenario.state.regime.belowExtreme).toBe(3);
    expect(scenario.state.regime.regime).toBe('high');
    expect(scenario.closed).toEqual([]);
    while (scenario.state.regime.regime === 'high' && closes < 400) {
      scenario.wait(HOUR_MS).candle(0.01);
      closes += 1;
    }
    expect(scenario.state.regime.belowHigh).toBeGreaterThanOrEqual(3);
    expect(scenario.state.core.riskState).toBe('NORMAL');
  });

  it('MON-4 history read at the start is no news; the last closed candle puts its regime in effect', () => {
    const scenario = Scenario.ready();
    scenario.wait(DAY_MS);
    const tell = (range: number, hoursAgo: number) =>
      scenario.feed({
        kind: 'candle_1h',
        at: scenario.at,
        symbol: BTC,
        openTime: scenario.at - hoursAgo * HOUR_MS,
        open: 100,
        high: 100 * (1 + range),
        low: 100,
        close: 100,
      });
    for (let ago = 260; ago > 60; ago -= 1) tell(ago % 2 === 0 ? 0.01 : 0.011, ago);
    // Extreme two days ago, calm again since: nothing of it is told or in effect.
    expect(only(tell(0.2, 60), 'regime')).toEqual([]);
    expect(scenario.state.regime.regime).toBe('normal');
    for (let ago = 59; ago > 1; ago -= 1) expect(tell(0.01, ago)).toEqual([]);
    expect(only(tell(0.3, 1), 'regime')[0]).toMatchObject({ from: 'normal', to: 'extreme' });
    expect(scenario.closed).toEqual([`volatility_extreme:${S2}:*`, `volatility_extreme:${S7}:*`]);
  });

  it('an override releases one risky strategy by its closure', () => {
    const scenario = hours([0.2]);
    scenario.release(`volatility_extreme:${S2}:*`);
    expect(scenario.closed).toEqual([`volatility_extreme:${S7}:*`]);
    expect(scenario.state.allocation.weights[1]).toBeGreaterThan(0);
  });

  it('a candle out of order, unclosed or impossible never changes it', () => {
    const scenario = hours([]);
    const before = JSON.stringify(scenario.state.regime);
    const openTime = scenario.at - 2 * HOUR_MS;
    const candle = {
      kind: 'candle_1h',
      at: scenario.at,
      symbol: BTC,
      open: 1,
      high: 9,
      low: 1,
      close: 2,
    } as const;
    const code = (event: Parameters<Scenario['feed']>[0]) =>
      only(scenario.feed(event), 'rejected_input')[0]?.code;
    expect(code({ ...candle, openTime })).toBe('CANDLE_OUT_OF_ORDER');
    expect(code({ ...candle, openTime: scenario.at })).toBe('CANDLE_NOT_CLOSED');
    expect(code({ ...candle, openTime: scenario.at - HOUR_MS, high: 0.5 })).toBe('CANDLE_INVALID');
    expect(JSON.stringify(scenario.state.regime)).toBe(before);
  });
});
