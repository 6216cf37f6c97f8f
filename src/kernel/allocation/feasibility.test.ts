import { describe, expect, it } from 'vitest';
import {
  BTC,
  ETH,
  INSTRUMENTS,
  kernelConfig,
  S1,
  S3,
  S7,
  SOL,
  STRATEGIES,
} from '../../../tests/support/kernel-config.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { KernelConfig } from '../../domain/config.ts';
import { assetId, type StrategyId, type SymbolId } from '../../domain/ids.ts';
import { type FeasibilityRow, feasibilityTable } from './feasibility.ts';

const rowOf = (
  rows: readonly FeasibilityRow[],
  strategy: StrategyId,
  symbol: SymbolId,
): FeasibilityRow => rows.find((row) => row.strategy === strategy && row.symbol === symbol)!;

const { caps, sizing } = kernelConfig();
/** S3 with another stop and ceiling. */
const s3 = (change: object): Partial<KernelConfig> => ({
  strategies: STRATEGIES.map((each) => (each.id === S3 ? { ...each, ...change } : each)),
});

/**
 * By hand for 100,000 USDT, balanced: G = 250,000, R0 = 1,400. No history: EVENT has its cap 0.20,
 * the others 0.26667, so S1 and S3 weigh 0.13333 and S7 0.18 (its own cap). Size = R0 x weight / 2 /
 * stop; lots of 0.001 BTC at 100,000 are 100 USDT, of 0.001 ETH at 2,500 2.5, of 0.01 SOL at 150 1.5.
 */
const cases: readonly {
  readonly name: string;
  readonly given: Partial<KernelConfig>;
  readonly when: readonly [StrategyId, SymbolId, equity?: number];
  readonly expected: readonly [
    notional: number,
    rounded: number,
    minimum: number,
    feasible: boolean,
  ];
}[] = [
  // 1,400 x 0.13333 / 2 / 0.035 = 2,666.67; 26 lots.
  { name: 'S3 on BTC', given: {}, when: [S3, BTC], expected: [2_666.667, 2_600, 100, true] },
  // 1,066 lots of 2.5.
  { name: 'S3 on ETH', given: {}, when: [S3, ETH], expected: [2_666.667, 2_665, 20, true] },
  // 1,777 lots of 1.5.
  { name: 'S3 on SOL', given: {}, when: [S3, SOL], expected: [2_666.667, 2_665.5, 5, true] },
  // 1,400 x 0.13333 / 2 / 0.018 = 5,185.19; 51 lots.
  { name: 'S1 on BTC', given: {}, when: [S1, BTC], expected: [5_185.185, 5_100, 100, true] },
  // 1,400 x 0.18 / 2 / 0.04 = 3,150; 31 lots.
  { name: 'S7 on BTC', given: {}, when: [S7, BTC], expected: [3_150, 3_100, 100, true] },
  // R0 = 28: 53.33 is no lot of 100, but 21 lots of 2.5.
  {
    name: '2,000 USDT on BTC',
    given: {},
    when: [S3, BTC, 2_000],
    expected: [53.333, 0, 100, false],
  },
  {
    name: '2,000 USDT on ETH',
    given: {},
    when: [S3, ETH, 2_000],
    expected: [53.333, 52.5, 20, true],
  },
  // R0 = 10.5: 20 USDT are 8 lots of 2.5, exactly the minimum; 19.9 are 7 lots.
  {
    name: 'exactly the minimum',
    given: {},
    when: [S3, ETH, 750.01],
    expected: [20.0003, 20, 20, true],
  },
  { name: 'a lot below it', given: {}, when: [S3, ETH, 746.25], expected: [19.9, 17.5, 20, false] },
  // Stop 0.001: share 93,333; leverage 3 x 0.13333 x 100,000 = 40,000 binds.
  {
    name: 'the leverage ceiling',
    given: s3({ stop: 0.001 }),
    when: [S3, BTC],
    expected: [40_000, 40_000, 100, true],
  },
  // Leverage 10: the strategy cap 0.18 x 250,000 = 45,000 binds, 0.30 of the asset does not.
  {
    name: 'the strategy cap',
    given: s3({ stop: 0.001, leverageCeiling: 10 }),
    when: [S3, BTC],
    expected: [45_000, 45_000, 100, true],
  },
  // The asset cap 0.10 x 250,000 = 25,000 binds.
  {
    name: 'the asset cap',
    given: {
      ...s3({ stop: 0.001, leverageCeiling: 10 }),
      caps: { ...caps, asset: { [assetId('BTC')]: 0.1 } },
    },
    when: [S3, BTC],
    expected: [25_000, 25_000, 100, true],
  },
  // A tenth of a position each: share 37,333; caps in risk: 0.18 x 1,400 / 0.05 = 5,040.
  {
    name: 'the strategy cap in risk',
    given: { ...s3({ stop: 0.05 }), sizing: { ...sizing, maxPositionsPerStrategy: 0.1 } },
    when: [S3, BTC],
    expected: [5_040, 5_000, 100, true],
  },
  {
    name: 'the order ceiling',
    given: { sizing: { ...sizing, maxOrderNotional: 1_000 } },
    when: [S3, BTC],
    expected: [1_000, 1_000, 100, true],
  },
  // 0.01 BTC at most: ten lots.
  {
    name: 'the largest order of the venue',
    given: { instruments: INSTRUMENTS.map((each) => ({ ...each, maxQuantity: '0.01' })) },
    when: [S3, BTC],
    expected: [2_666.667, 1_000, 100, true],
  },
  // At least 0.05 BTC = 5,000 USDT: 26 lots are too few.
  {
    name: 'the smallest quantity of the venue',
    given: { instruments: INSTRUMENTS.map((each) => ({ ...each, minQuantity: '0.05' })) },
    when: [S3, BTC],
    expected: [2_666.667, 2_600, 5_000, false],
  },
];

describe('feasibility', () => {
  it.each(cases)('PRE-8 $name', ({ given, when: [strategy, symbol, equity], expected }) => {
    const rows = feasibilityTable(Scenario.ready(given).state, equity);
    const { notional, roundedNotional, minimum, feasible } = rowOf(rows, strategy, symbol);
    expect(Math.abs(notional - expected[0])).toBeLessThan(0.001);
    expect(roundedNotional).toBeCloseTo(expected[1], 9);
    expect([minimum, feasible]).toEqual([expected[2], expected[3]]);
  });

  it('PRE-8 each pair that may trade has one row, in words with both figures', () => {
    const strategies = STRATEGIES.map((each) =>
      each.id === S3 ? { ...each, symbols: [ETH] } : each,
    );
    const rows = feasibilityTable(Scenario.ready({ strategies }).state);
    expect(rows).toHaveLength(19);
    expect(rows.filter((row) => row.strategy === S3).map((row) => row.symbol)).toEqual([ETH]);
    const row = rowOf(rows, S3, ETH);
    expect(row.stopDistance).toBe(0.035);
    expect(row.text).toBe(
      'S3 ETH/USDT:USDT: 2665.00 USDT after lots (2666.67 before) against a minimum of 20.00',
    );
  });

  it('PRE-8 an equity before the first mark gives the same table, without one nothing can be told', () => {
    const blind = new Scenario();
    blind.books();
    const known = feasibilityTable(Scenario.ready().state);
    const given = feasibilityTable(blind.state, 100_000);
    expect(given).toEqual(known);
    for (const row of feasibilityTable(blind.state)) {
      expect([row.feasible, row.notional, row.roundedNotional]).toEqual([null, 0, 0]);
      expect(row.text).toContain('price, equity or weight unknown');
    }
    const bankrupt = Scenario.ready();
    bankrupt.mark(-5);
    expect(feasibilityTable(bankrupt.state)[0]).toMatchObject({ notional: 0, feasible: null });
  });

  it('PRE-8 without a price or a weight a pair is unknown, not infeasible', () => {
    expect(feasibilityTable(new Scenario().state)[0]?.roundedNotional).toBe(0);
    const unpriced = new Scenario();
    unpriced.mark(100_000);
    const row = rowOf(feasibilityTable(unpriced.state), S3, BTC);
    expect([row.feasible, row.roundedNotional, row.minimum]).toEqual([null, 0, 100]);
    const off = Scenario.ready(s3({ enabled: false }));
    const rows = feasibilityTable(off.state);
    expect(rowOf(rows, S3, BTC)).toMatchObject({ feasible: null, notional: 0 });
    expect(rowOf(rows, S1, BTC).feasible).toBe(true);
  });

  it('PRE-8 a size that is a whole number of lots as decimals is that many lots', () => {
    // 300.03 USDT of 0.001 BTC at 100,010, which is 100.01: three lots, 2.9999999999999996 as floats.
    const scenario = Scenario.ready({ sizing: { ...sizing, maxOrderNotional: 300.03 } });
    scenario.book(BTC, 100_010);
    expect(rowOf(feasibilityTable(scenario.state), S3, BTC).roundedNotional).toBeCloseTo(300.03, 9);
  });

  it('PRE-8 the regime shrinks the sizes: extreme halves them', () => {
    const scenario = Scenario.ready();
    scenario.state.regime.regime = 'extreme';
    const row = rowOf(feasibilityTable(scenario.state), S3, BTC);
    // 2,666.67 / 2 = 1,333.33: 13 lots of 100.
    expect(row.notional).toBeCloseTo(1_333.333, 3);
    expect(row.roundedNotional).toBeCloseTo(1_300, 9);
  });
});
