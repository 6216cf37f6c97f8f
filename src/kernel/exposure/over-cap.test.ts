import { describe, expect, it } from 'vitest';
import { BTC, ETH, INSTRUMENTS, S3, S4, SOL } from '../../../tests/support/kernel-config.ts';
import { only, PRICES, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { EXTERNAL, type StrategyId, type SymbolId, symbolId } from '../../domain/ids.ts';
import { MINUTE_MS } from '../../domain/time.ts';

const overCap = (scenario: Scenario) =>
  scenario.closed.filter((id) => id.startsWith('over_cap:')).map((id) => id.slice(9));

/** A long worth `notional` USDT at mark; nothing at risk unless a distance to its stop is given. */
function hold(
  scenario: Scenario,
  strategy: StrategyId,
  symbol: SymbolId,
  notional: number,
  distance = 0,
) {
  const price = PRICES[symbol]!;
  const stopPrice = distance === 1 ? null : price * (1 - distance);
  return scenario.position(notional / price, { strategy, symbol, stopPrice });
}

describe('OVER_CAP opens', () => {
  // G = 100,000 x 2.5 = 250,000 USDT, R0 = 1,400 USDT; a closure opens beyond 1.02 x cap.
  const tables: {
    name: string;
    given: readonly (readonly [StrategyId, SymbolId, notional: number, distance?: number])[];
    expected: readonly string[];
  }[] = [
    // 0.18 x 1.02 x 250,000 = 45,900.
    { name: 'not for a strategy at 2 % beyond its cap', given: [[S3, BTC, 45_900]], expected: [] },
    { name: 'for a strategy beyond that', given: [[S3, BTC, 45_901]], expected: ['S3:*'] },
    {
      name: 'for what a strategy holds in all symbols together',
      given: [
        [S3, BTC, 25_000],
        [S3, ETH, 25_000],
        [S4, ETH, 1_000],
      ],
      expected: ['S3:*'],
    },
    {
      // 0.30 x 1.02 x 250,000 = 76,500.
      name: 'not for an asset at 2 % beyond its cap',
      given: [[EXTERNAL, BTC, 76_500]],
      expected: [],
    },
    {
      name: 'for an asset beyond that, whoever holds it; EXTERNAL has no cap of its own',
      given: [[EXTERNAL, BTC, 76_501]],
      expected: [`*:${BTC}`],
    },
    {
      // 0.25 x 1.02 x 250,000 = 63,750; BTC stays below 75,000.
      name: 'for each asset by its own cap',
      given: [
        [EXTERNAL, ETH, 63_751],
        [EXTERNAL, BTC, 63_751],
      ],
      expected: [`*:${ETH}`],
    },
    {
      // 0.18 x 1.02 x 1,400 = 257.04 at risk: 10,000 x 2.58 %.
      name: 'for what is at risk just as for the notional',
      given: [[S3, BTC, 10_000, 0.0258]],
      expected: ['S3:*'],
    },
    {
      name: 'not within the band of what is at risk',
      given: [[S3, BTC, 10_000, 0.0256]],
      expected: [],
    },
    {
      // 0.60 x 1.02 x 250,000 = 153,000 = 70,000 + 43,000 + 40,000.
      name: 'not for the three largest assets at 2 % beyond their cap',
      given: [
        [EXTERNAL, BTC, 70_000],
        [EXTERNAL, ETH, 43_000],
        [EXTERNAL, SOL, 40_000],
      ],
      expected: [],
    },
    {
      name: 'for the portfolio when the three largest assets are beyond that',
      given: [
        [EXTERNAL, BTC, 70_000],
        [EXTERNAL, ETH, 43_000],
        [EXTERNAL, SOL, 40_001],
      ],
      expected: ['*:*:top_three'],
    },
    {
      // 0.60 x 1.02 x 1,400 = 856.8 at risk = 416 + 336 + 105; each is within its own cap.
      name: 'for the three largest by what is at risk',
      given: [
        [EXTERNAL, BTC, 10_000, 0.0416],
        [EXTERNAL, ETH, 10_000, 0.0336],
        [EXTERNAL, SOL, 10_000, 0.0105],
      ],
      expected: ['*:*:top_three'],
    },
    {
      // An unknown stop counts as distance 1: 1,429 USDT against 1.02 x 1,400 = 1,428 in total.
      name: 'for all that an unknown stop puts at risk',
      given: [[EXTERNAL, BTC, 1_429, 1]],
      expected: [`*:${BTC}`, '*:*:top_three', '*:*:total'],
    },
    {
      name: 'not for the total at 2 % beyond it',
      given: [[EXTERNAL, BTC, 1_428, 1]],
      expected: [`*:${BTC}`, '*:*:top_three'],
    },
  ];
  it.each(tables)('$name', ({ given, expected }) => {
    const scenario = Scenario.ready();
    for (const each of given) hold(scenario, ...each);
    expect(overCap(scenario)).toEqual(expected);
  });

  it('on every symbol of the asset, and on no other', () => {
    const second = symbolId('BTC/USDC:USDC');
    const instruments = [...INSTRUMENTS, { ...INSTRUMENTS[0]!, symbol: second }];
    const scenario = Scenario.ready({ instruments });
    hold(scenario, EXTERNAL, BTC, 80_000);
    expect(overCap(scenario)).toEqual([`*:${BTC}`, `*:${second}`]);
  });

  it('once, with a warning that says from what to what, and moves the epoch', () => {
    const scenario = Scenario.ready();
    // 50,000 / 250,000 = 20 % against 18 %.
    const outputs = hold(scenario, S3, BTC, 50_000);
    const reason =
      'exposure 20.00 % outgrew its cap 18.00 %; entries open again when it is back within';
    const [opened] = only(outputs, 'closure_opened');
    expect(opened?.closure).toEqual({
      id: 'over_cap:S3:*',
      cause: 'over_cap',
      scope: { strategy: S3, symbol: null },
      since: T0,
      until: null,
      reason,
    });
    expect(only(outputs, 'notice')).toEqual([
      {
        kind: 'notice',
        at: T0,
        severity: 'warning',
        code: 'OVER_CAP',
        text: `OVER_CAP over_cap:S3:*: ${reason}`,
      },
    ]);
    const later = scenario.wait(MINUTE_MS).mark(100_000);
    expect([...only(later, 'closure_opened'), ...only(later, 'notice')]).toEqual([]);
  });

  it('not before the first mark: without equity there is nothing to be a fraction of', () => {
    const scenario = new Scenario();
    hold(scenario, S3, BTC, 50_000, 0.001);
    expect(overCap(scenario)).toEqual([]);
    scenario.mark(100_000);
    expect(overCap(scenario)).toEqual(['S3:*']);
  });
});

describe('OVER_CAP ends', () => {
  /** 75,000 USDT of BTC, the asset's cap at an equity of 100,000. */
  function atCap(): Scenario {
    const scenario = Scenario.ready();
    hold(scenario, EXTERNAL, BTC, 75_000);
    expect(overCap(scenario)).toEqual([]);
    return scenario;
  }
  const CLOSED = [`*:${BTC}`];
  // 75,000 is 30.6122 % of 98,000 x 2.5, beyond 30.6 %; 30.3 % of 99,000 x 2.5; 30 % of 250,000.
  const tables: {
    name: string;
    given: readonly (readonly [equity: number, expected: readonly string[]])[];
  }[] = [
    {
      name: 'after three marks in a row at the cap',
      given: [
        [98_000, CLOSED],
        [100_000, CLOSED],
        [100_000, CLOSED],
        [100_000, []],
      ],
    },
    {
      name: 'not in the band between: it starts the count over',
      given: [
        [98_000, CLOSED],
        [100_000, CLOSED],
        [100_000, CLOSED],
        [99_000, CLOSED],
        [100_000, CLOSED],
        [100_000, CLOSED],
        [100_000, []],
      ],
    },
    {
      name: 'not beyond the band: it starts the count over',
      given: [
        [98_000, CLOSED],
        [100_000, CLOSED],
        [100_000, CLOSED],
        [98_000, CLOSED],
        [100_000, CLOSED],
        [100_000, CLOSED],
        [100_000, []],
      ],
    },
    {
      name: 'and opens anew when the cap is exceeded again',
      given: [
        [98_000, CLOSED],
        [100_000, CLOSED],
        [100_000, CLOSED],
        [100_000, []],
        [99_000, []],
        [98_000, CLOSED],
      ],
    },
  ];
  it.each(tables)('$name', ({ given }) => {
    const scenario = atCap();
    for (const [equity, expected] of given) {
      scenario.wait(MINUTE_MS).mark(equity);
      expect(overCap(scenario)).toEqual(expected);
    }
  });

  const leavings = [
    { name: 'a strategy that holds nothing any more', strategy: S3, closed: 'S3:*' },
    { name: 'an asset that nobody holds any more', strategy: EXTERNAL, closed: `*:${BTC}` },
  ];
  it.each(leavings)('for $name, after three evaluations too', ({ strategy, closed }) => {
    const scenario = Scenario.ready();
    hold(scenario, EXTERNAL, SOL, 1_000);
    hold(scenario, strategy, BTC, 80_000);
    expect(overCap(scenario)).toContain(closed);
    scenario.position(0, { strategy });
    scenario.wait(MINUTE_MS).mark(100_000);
    expect(overCap(scenario)).toContain(closed);
    const outputs = scenario.wait(MINUTE_MS).mark(100_000);
    expect(overCap(scenario)).toEqual([]);
    expect(only(outputs, 'closure_released').map(({ by }) => by)).toContain(
      'exposure is back within its cap',
    );
  });

  it('also when nothing at all is open any more', () => {
    const scenario = Scenario.ready();
    hold(scenario, S3, BTC, 50_000);
    scenario.position(0);
    scenario.wait(MINUTE_MS).mark(100_000);
    scenario.wait(MINUTE_MS).mark(100_000);
    expect([overCap(scenario), scenario.state.overCap.calm.size]).toEqual([[], 0]);
  });
});

describe('OVER_CAP released by somebody else', () => {
  it('opens again on the next evaluation while the cap is exceeded', () => {
    const scenario = Scenario.ready();
    hold(scenario, S3, BTC, 50_000);
    scenario.release('over_cap:S3:*');
    expect(overCap(scenario)).toEqual([]);
    const outputs = scenario.wait(MINUTE_MS).mark(100_000);
    expect(overCap(scenario)).toEqual(['S3:*']);
    expect(only(outputs, 'notice').map(({ code }) => code)).toEqual(['OVER_CAP']);
    expect(scenario.state.closures.all.get('over_cap:S3:*')?.since).toBe(scenario.at);
  });

  it('and the count of calm evaluations starts with that opening', () => {
    const scenario = Scenario.ready();
    hold(scenario, S3, BTC, 50_000);
    scenario.position(0.4, { stopPrice: 100_000 });
    scenario.position(0.4, { stopPrice: 100_000 });
    scenario.release('over_cap:S3:*');
    hold(scenario, S3, BTC, 50_000);
    expect(overCap(scenario)).toEqual(['S3:*']);
    scenario.position(0.4, { stopPrice: 100_000 });
    scenario.position(0.4, { stopPrice: 100_000 });
    expect(overCap(scenario)).toEqual(['S3:*']);
    scenario.position(0.4, { stopPrice: 100_000 });
    expect(overCap(scenario)).toEqual([]);
  });

  it('stays open when the exposure is back within its cap', () => {
    const scenario = Scenario.ready();
    hold(scenario, S3, BTC, 50_000);
    scenario.release('over_cap:S3:*');
    const outputs = hold(scenario, S3, BTC, 40_000);
    expect([overCap(scenario), scenario.state.overCap.calm.size]).toEqual([[], 0]);
    expect(only(outputs, 'closure_released')).toEqual([]);
  });
});
