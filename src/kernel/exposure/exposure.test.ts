import { describe, expect, it } from 'vitest';
import {
  changeExposure,
  clearExposure,
  createExposure,
  createLargestOthers,
  type ExposureState,
  largestOthers,
} from './exposure.ts';

/** strategy, asset, side, change of notional and of risk in USDT, and of the number of items. */
type Change = readonly [number, number, 'long' | 'short', number, number, number];

/** Two strategies on three assets. */
function changed(changes: readonly Change[]): ExposureState {
  const state = createExposure(2, 3);
  for (const [strategy, asset, side, notional, risk, items] of changes)
    changeExposure(state, strategy, asset, side === 'long', notional, risk, items);
  return state;
}
const NOTHING = {
  strategyNotional: [0, 0],
  strategyRisk: [0, 0],
  strategyItems: [0, 0],
  assetNotional: [0, 0, 0],
  assetRisk: [0, 0, 0],
  assetLongNotional: [0, 0, 0],
  assetLongRisk: [0, 0, 0],
  assetItems: [0, 0, 0],
  activeAssets: [],
  activeStrategies: [],
  notional: 0,
  risk: 0,
  longNotional: 0,
  items: 0,
};

describe('sums of exposure', () => {
  const tables: { name: string; given: readonly Change[]; expected: Partial<ExposureState> }[] = [
    { name: 'nothing is open: all sums are 0', given: [], expected: { ...NOTHING, changes: 0 } },
    {
      name: 'MON-2 a long counts with its strategy, its asset, in total, and as long',
      given: [[1, 2, 'long', 1_000, 20, 1]],
      expected: {
        strategyNotional: [0, 1_000],
        strategyRisk: [0, 20],
        strategyItems: [0, 1],
        assetNotional: [0, 0, 1_000],
        assetRisk: [0, 0, 20],
        assetLongNotional: [0, 0, 1_000],
        assetLongRisk: [0, 0, 20],
        assetItems: [0, 0, 1],
        activeAssets: [2],
        activeStrategies: [1],
        notional: 1_000,
        risk: 20,
        longNotional: 1_000,
        items: 1,
        changes: 1,
      },
    },
    {
      name: 'MON-2 longs and shorts add up, the long part is kept beside',
      given: [
        [0, 0, 'long', 1_000, 20, 1],
        [0, 0, 'short', 500, 5, 1],
        [1, 1, 'short', 100, 1, 1],
      ],
      expected: {
        strategyNotional: [1_500, 100],
        strategyRisk: [25, 1],
        strategyItems: [2, 1],
        assetNotional: [1_500, 100, 0],
        assetRisk: [25, 1, 0],
        assetLongNotional: [1_000, 0, 0],
        assetLongRisk: [20, 0, 0],
        assetItems: [2, 1, 0],
        activeAssets: [0, 1],
        activeStrategies: [0, 1],
        notional: 1_600,
        risk: 26,
        longNotional: 1_000,
        items: 3,
        changes: 3,
      },
    },
    {
      name: 'a change of an item moves its sums and no number of items',
      given: [
        [0, 0, 'long', 1_000, 20, 1],
        [0, 0, 'long', 50, -2, 0],
        [1, 1, 'short', 100, 1, 1],
        [1, 1, 'short', -40, 3, 0],
      ],
      expected: {
        strategyNotional: [1_050, 60],
        strategyRisk: [18, 4],
        strategyItems: [1, 1],
        assetNotional: [1_050, 60, 0],
        assetRisk: [18, 4, 0],
        assetLongNotional: [1_050, 0, 0],
        assetLongRisk: [18, 0, 0],
        activeAssets: [0, 1],
        activeStrategies: [0, 1],
        notional: 1_110,
        risk: 22,
        longNotional: 1_050,
        items: 2,
        changes: 4,
      },
    },
    {
      name: 'one of two items leaves: the other stays counted',
      given: [
        [0, 0, 'long', 1_000, 20, 1],
        [0, 0, 'long', 300, 6, 1],
        [0, 0, 'long', -1_000, -20, -1],
      ],
      expected: {
        strategyNotional: [300, 0],
        strategyRisk: [6, 0],
        strategyItems: [1, 0],
        assetNotional: [300, 0, 0],
        assetRisk: [6, 0, 0],
        assetLongNotional: [300, 0, 0],
        assetLongRisk: [6, 0, 0],
        activeAssets: [0],
        activeStrategies: [0],
        notional: 300,
        risk: 6,
        longNotional: 300,
        items: 1,
      },
    },
    {
      // 0.1 + 0.2 - 0.3 is 5.6e-17 in binary.
      name: 'when the last item leaves, every sum is exactly 0, without what rounding left',
      given: [
        [0, 0, 'long', 0.1, 0.1, 1],
        [0, 0, 'long', 0.2, 0.2, 0],
        [0, 0, 'long', -0.3, -0.3, -1],
      ],
      expected: { ...NOTHING, changes: 3 },
    },
    {
      name: 'also when the last one is a short and rounding was left by a long',
      given: [
        [0, 0, 'long', 0.1, 0.1, 1],
        [1, 1, 'short', 5, 1, 1],
        [0, 0, 'long', 0.2, 0.2, 0],
        [0, 0, 'long', -0.3, -0.3, -1],
        [1, 1, 'short', -5, -1, -1],
      ],
      expected: NOTHING,
    },
    {
      name: 'the sums of a strategy and an asset are exactly 0 while others stay open',
      given: [
        [0, 0, 'long', 0.1, 0.1, 1],
        [1, 1, 'short', 8, 1, 1],
        [0, 0, 'long', 0.2, 0.2, 0],
        [0, 0, 'long', -0.3, -0.3, -1],
      ],
      expected: {
        strategyNotional: [0, 8],
        strategyRisk: [0, 1],
        strategyItems: [0, 1],
        assetNotional: [0, 8, 0],
        assetRisk: [0, 1, 0],
        assetLongNotional: [0, 0, 0],
        assetLongRisk: [0, 0, 0],
        assetItems: [0, 1, 0],
        activeAssets: [1],
        activeStrategies: [1],
        items: 1,
      },
    },
  ];
  it.each(tables)('$name', ({ given, expected }) => {
    expect(changed(given)).toMatchObject(expected);
  });

  const leavings = [
    { name: 'the first of three', leaves: 0, expected: [2, 1] },
    { name: 'the one in the middle', leaves: 1, expected: [0, 2] },
    { name: 'the last one', leaves: 2, expected: [0, 1] },
  ];
  it.each(leavings)('$name leaves the list of assets with exposure', ({ leaves, expected }) => {
    const three = [0, 1, 2].map((asset): Change => [0, asset, 'long', 10, 1, 1]);
    const state = changed([...three, [0, leaves, 'long', -10, -1, -1]]);
    expect(state.activeAssets).toEqual(expected);
  });

  it('an asset that comes back is on the list once', () => {
    const state = changed([
      [0, 1, 'long', 10, 1, 1],
      [0, 1, 'long', -10, -1, -1],
      [0, 1, 'short', 10, 1, 1],
      [1, 1, 'short', 10, 1, 1],
    ]);
    expect([state.activeAssets, state.activeStrategies]).toEqual([[1], [0, 1]]);
  });

  it('cleared, nothing is counted', () => {
    const state = changed([
      [0, 0, 'long', 1_000, 20, 1],
      [1, 2, 'short', 500, 5, 1],
    ]);
    clearExposure(state);
    expect(state).toEqual({ ...NOTHING, changes: 0 });
  });
});

describe('the three largest assets', () => {
  /** Notional of each asset; at risk is a tenth, in the reverse order of assets. */
  const tables: {
    name: string;
    given: readonly number[];
    without?: number;
    expected: { notional: readonly number[]; risk: readonly number[] };
  }[] = [
    { name: 'none', given: [], expected: { notional: [0, 0, 0], risk: [0, 0, 0] } },
    { name: 'one', given: [50], expected: { notional: [50, 0, 0], risk: [5, 0, 0] } },
    { name: 'two, rising', given: [20, 50], expected: { notional: [50, 20, 0], risk: [5, 2, 0] } },
    { name: 'two, falling', given: [50, 20], expected: { notional: [50, 20, 0], risk: [5, 2, 0] } },
    {
      name: 'four, rising: the smallest is left out',
      given: [10, 20, 30, 40],
      expected: { notional: [40, 30, 20], risk: [4, 3, 2] },
    },
    {
      name: 'four, falling',
      given: [40, 30, 20, 10],
      expected: { notional: [40, 30, 20], risk: [4, 3, 2] },
    },
    {
      name: 'the third largest comes last',
      given: [40, 10, 30, 20],
      expected: { notional: [40, 30, 20], risk: [4, 3, 2] },
    },
    {
      name: 'the second largest comes last',
      given: [40, 10, 20, 30],
      expected: { notional: [40, 30, 20], risk: [4, 3, 2] },
    },
    {
      name: 'equal ones each count',
      given: [20, 30, 30, 20],
      expected: { notional: [30, 30, 20], risk: [3, 3, 2] },
    },
    {
      name: 'without the asset that is asked for',
      given: [40, 10, 30, 20],
      without: 0,
      expected: { notional: [30, 20, 10], risk: [4, 3, 1] },
    },
  ];
  it.each(tables)('$name', ({ given, without = -1, expected }) => {
    const state = createExposure(1, given.length);
    given.forEach((notional, asset) => {
      changeExposure(state, 0, asset, true, notional, given.at(-1 - asset)! / 10, 1);
    });
    const top = createLargestOthers();
    largestOthers(state, without, top);
    expect([top.notional1, top.notional2, top.notional3]).toEqual(expected.notional);
    expect([top.risk1, top.risk2, top.risk3]).toEqual(expected.risk);
  });

  it('what was there before is overwritten', () => {
    const top = { notional1: 9, notional2: 9, notional3: 9, risk1: 9, risk2: 9, risk3: 9 };
    largestOthers(createExposure(1, 1), -1, top);
    expect(top).toEqual(createLargestOthers());
  });
});
