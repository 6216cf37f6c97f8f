import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S2, S3, S7 } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import type { Regime } from '../../domain/decision.ts';
import { HOUR_MS } from '../../domain/time.ts';
import type { KernelOutput } from '../events.ts';
import { kernelStatus } from '../status.ts';

const base = kernelConfig().breakers;
/** Exact z by construction: one value of 5 among four zeros is z 2, one of 10 among nine is z 3. */
const volatility = {
  ...base.volatility,
  atrPeriod: 1,
  window: 10,
  minSamples: 5,
  high: 2,
  extreme: 3,
};
const SHAPES = { '.': [9, 0], h: [4, 0.05], x: [9, 0.1] } as const;

/** One hourly close of the given kind. */
function close(scenario: Scenario, letter: keyof typeof SHAPES): readonly KernelOutput[] {
  const [zeros, range] = SHAPES[letter];
  scenario.state.regime.values = new Array(zeros).fill(0);
  return scenario.wait(HOUR_MS).candle(range);
}

function afterCloses(letters: string): { scenario: Scenario; outputs: readonly KernelOutput[] } {
  const scenario = Scenario.ready({ breakers: { ...base, volatility } });
  let outputs: readonly KernelOutput[] = scenario.wait(HOUR_MS).candle(0);
  for (const letter of letters) outputs = close(scenario, letter as keyof typeof SHAPES);
  return { scenario, outputs };
}

describe('a change of the regime', () => {
  // The first candle is that of 00:00, told at 01:00; the n-th letter's is that of n:00.
  const table = [
    {
      name: 'normal to high',
      given: 'hhh',
      transition: 'tripped',
      severity: 'warning',
      z: 2,
      limit: 2,
      hours: 5,
    },
    {
      name: 'high to normal',
      given: 'hhh...',
      transition: 'cleared',
      severity: 'info',
      z: 0,
      limit: 2,
      hours: 10,
    },
    {
      name: 'high to extreme',
      given: 'hhhx',
      transition: 'tripped',
      severity: 'critical',
      z: 3,
      limit: 3,
      hours: 10,
    },
    {
      name: 'normal to extreme',
      given: 'x',
      transition: 'tripped',
      severity: 'critical',
      z: 3,
      limit: 3,
      hours: 10,
    },
    {
      name: 'extreme to high',
      given: 'xhhh',
      transition: 'cleared',
      severity: 'info',
      z: 2,
      limit: 3,
      hours: 5,
    },
  ];
  it.each(table)('MON-4 $name is told with its basis', ({ name, given, hours, z, ...expected }) => {
    const { scenario, outputs } = afterCloses(given);
    const [from, to] = name.split(' to ');
    const text = `volatility ${name}: z ${z}.0000 of BTC/USDT:USDT over ${hours} hours, candle of 2025-05-04 0${given.length}:00:00 UTC`;
    const { at } = scenario;
    expect(only(outputs, 'regime')).toEqual([{ kind: 'regime', at, from, to, z, text }]);
    expect(only(outputs, 'breaker')).toEqual([
      { kind: 'breaker', at, breaker: 'volatility', value: z, until: null, text, ...expected },
    ]);
    expect(scenario.state.regime.regime).toBe(to);
  });

  it('is told once: a close that changes nothing says nothing', () => {
    for (const quiet of ['h', 'hhhh', 'xx', 'xh', 'hhh.'])
      expect(afterCloses(quiet).outputs).toEqual([]);
  });

  it('MON-4 extreme closes S2 and S7 and no other; its end opens them again', () => {
    const { scenario, outputs } = afterCloses('x');
    const ids = [S2, S7].map((strategy) => `volatility_extreme:${strategy}:*`);
    expect(scenario.closed).toEqual(ids);
    const [closure] = only(outputs, 'closure_opened').map((each) => each.closure);
    expect(closure).toMatchObject({ scope: { strategy: S2, symbol: null }, until: null });
    expect(closure?.reason).toBe(only(outputs, 'regime')[0]?.text);
    close(scenario, 'h');
    expect(scenario.closed).toEqual(ids);
    close(scenario, 'h');
    const ended = close(scenario, 'h');
    expect(scenario.closed).toEqual([]);
    expect(only(ended, 'closure_released').map(({ by }) => by)).toEqual([
      'volatility is no longer extreme',
      'volatility is no longer extreme',
    ]);
    // Again extreme, again closed.
    close(scenario, 'x');
    expect(scenario.closed).toEqual(ids);
  });

  it('high closes nobody', () => {
    expect(afterCloses('hhh').scenario.closed).toEqual([]);
  });

  it('less capacity makes what is open exceed its cap at once', () => {
    const { scenario } = afterCloses('hh');
    // 0.06 BTC at 100,000, stop 3.5 %: 210 at risk of 0.18 x 1,400 = 252; of 0.18 x 980 = 176.4.
    scenario.position(0.06);
    expect(scenario.closed).toEqual([]);
    close(scenario, 'h');
    expect(scenario.closed).toEqual([`over_cap:${S3}:*`]);
  });
});

describe('which candles count', () => {
  const tell = (scenario: Scenario, range: number, ago: number, symbol = BTC) => {
    const openTime = scenario.at - ago;
    const prices = { open: 100, high: 100 * (1 + range), low: 100, close: 100 };
    return scenario.feed({ kind: 'candle_1h', at: scenario.at, symbol, openTime, ...prices });
  };
  const ready = () => {
    const scenario = Scenario.ready({ breakers: { ...base, volatility } }, T0 + 12 * HOUR_MS);
    tell(scenario, 0, 10 * HOUR_MS);
    scenario.state.regime.values = new Array(9).fill(0);
    return scenario;
  };
  const table = [
    { name: 'one that closed just now', given: 0, expected: 'extreme' },
    { name: 'one that closed less than an hour ago', given: HOUR_MS - 1, expected: 'extreme' },
    { name: 'one that closed an hour ago is history', given: HOUR_MS, expected: 'normal' },
  ];
  it.each(table)('MON-4 $name', ({ given, expected }) => {
    const scenario = ready();
    scenario.wait(given);
    const outputs = tell(scenario, 0.1, HOUR_MS + given);
    expect(scenario.state.regime).toMatchObject({ measured: 'extreme', regime: expected });
    expect(outputs.length > 0).toBe(expected === 'extreme');
  });

  it('the first live candle puts in effect what history measured', () => {
    const scenario = ready();
    expect(tell(scenario, 0.1, 2 * HOUR_MS)).toEqual([]);
    scenario.state.regime.values = new Array(9).fill(0);
    // Still extreme: one calm close of three.
    expect(only(tell(scenario, 0, HOUR_MS), 'regime')).toMatchObject([
      { from: 'normal', to: 'extreme', z: 0 },
    ]);
  });

  it('a gap in which extreme volatility calmed down ends in normal with all opened again', () => {
    const scenario = ready();
    tell(scenario, 0.1, HOUR_MS);
    expect(scenario.closed).toHaveLength(2);
    scenario.wait(5 * HOUR_MS);
    for (let ago = 5; ago >= 2; ago -= 1) {
      scenario.state.regime.values = new Array(9).fill(0);
      expect(tell(scenario, 0, ago * HOUR_MS)).toEqual([]);
    }
    const outputs = tell(scenario, 0, HOUR_MS);
    expect(only(outputs, 'regime')).toMatchObject([{ from: 'extreme', to: 'normal' }]);
    expect(only(outputs, 'breaker')).toMatchObject([
      { transition: 'cleared', severity: 'info', limit: 3 },
    ]);
    expect(scenario.closed).toEqual([]);
  });

  it('candles of other symbols are for the panel only', () => {
    const scenario = ready();
    const before = JSON.stringify(scenario.state.regime);
    expect(tell(scenario, 0.5, HOUR_MS, ETH)).toEqual([]);
    expect(JSON.stringify(scenario.state.regime)).toBe(before);
    expect(scenario.state.hourlyCloses.closes).toEqual([[100], [100], []]);
  });
});

describe('effects of the regime', () => {
  // G = 100,000 x leverage x v, R0 = 100,000 x risk budget x v, open trades rounded down.
  const table: {
    name: string;
    regime: Regime;
    expected: [gross: number, risk: number, trades: number];
  }[] = [
    { name: 'conservative', regime: 'normal', expected: [150_000, 800, 6] },
    { name: 'conservative', regime: 'high', expected: [105_000, 560, 4] },
    { name: 'conservative', regime: 'extreme', expected: [75_000, 400, 3] },
    { name: 'balanced', regime: 'normal', expected: [250_000, 1_400, 10] },
    { name: 'balanced', regime: 'high', expected: [175_000, 980, 8] },
    { name: 'balanced', regime: 'extreme', expected: [125_000, 700, 6] },
    { name: 'aggressive', regime: 'normal', expected: [350_000, 2_100, 14] },
    { name: 'aggressive', regime: 'high', expected: [245_000, 1_470, 11] },
    { name: 'aggressive', regime: 'extreme', expected: [175_000, 1_050, 8] },
  ];
  it.each(table)('MON-4 profile $name in regime $regime', ({ name, regime, expected }) => {
    const scenario = Scenario.ready({ profile: name });
    scenario.state.regime.regime = regime;
    const { exposure, openTrades } = kernelStatus(scenario.state, scenario.at);
    expect(exposure.gross).toBeCloseTo(expected[0], 6);
    expect(exposure.riskCapacity).toBeCloseTo(expected[1], 6);
    expect(openTrades.limit).toBe(expected[2]);
  });
});
