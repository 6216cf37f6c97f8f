import { describe, expect, it } from 'vitest';
import { BTC, ETH } from '../../../tests/support/kernel-config.ts';
import { only, Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { nextWake } from '../kernel.ts';
import { addFillSlippage, checkSlippage } from './slippage-check.ts';

const S1_HFT = 0;
const S3_MFT = 2;
const S4_MFT = 3;
/** Symbol, strategy, bps worse than mid, USDT. */
type Fill = readonly [symbol: number, strategy: number, bps: number, notional?: number];

/** One check after each round of fills; returns what each told. */
function checks(rounds: readonly (readonly Fill[])[], given: (s: Scenario) => void = () => {}) {
  const scenario = Scenario.ready();
  given(scenario);
  const { state } = scenario;
  return rounds.map((fills) => {
    for (const [symbol, strategy, bps, notional = 1_000] of fills)
      addFillSlippage(state, scenario.at, symbol, strategy, bps, notional);
    return only(scenario.wait(15 * SECOND_MS).time(), 'notice').map(({ text }) => text);
  });
}
const high = (figure: string) => [`slippage above its limit in 3 checks in a row, ${figure}`];
const normal = (figure: string) => [`slippage is back within its limit, ${figure}`];

describe('slippage check', () => {
  const tables: {
    name: string;
    given: readonly (readonly Fill[])[];
    setUp?: (scenario: Scenario) => void;
    expected: readonly (readonly string[])[];
  }[] = [
    {
      name: 'ALR-5 the third check in a row above the limit tells, once',
      given: [[[0, S3_MFT, 21]], [[0, S3_MFT, 22]], [[0, S3_MFT, 23]], [[0, S3_MFT, 24]]],
      expected: [[], [], high(`MFT ${BTC}: 23.00 bps against 20.00`), []],
    },
    {
      name: 'ALR-5 exactly the limit is not above it: the run ends',
      given: [[[0, S3_MFT, 21]], [[0, S3_MFT, 21]], [[0, S3_MFT, 20]], [[0, S3_MFT, 21]]],
      expected: [[], [], [], []],
    },
    {
      name: 'the first check within the limit after that tells that it is over, once',
      given: [
        [[0, S3_MFT, 21]],
        [[0, S3_MFT, 21]],
        [[0, S3_MFT, 21]],
        [[0, S3_MFT, 21]],
        [[0, S3_MFT, 20]],
        [[0, S3_MFT, 20]],
      ],
      expected: [
        [],
        [],
        high(`MFT ${BTC}: 21.00 bps against 20.00`),
        [],
        normal(`MFT ${BTC}: 20.00 bps against 20.00`),
        [],
      ],
    },
    {
      name: 'a check without fills of the pair neither lengthens its run nor ends it',
      given: [
        [[0, S3_MFT, 21]],
        [],
        [[1, S3_MFT, 0]],
        [[0, S3_MFT, 21]],
        [[0, S1_HFT, 0]],
        [[0, S3_MFT, 21]],
      ],
      expected: [[], [], [], [], [], high(`MFT ${BTC}: 21.00 bps against 20.00`)],
    },
    {
      // (10 x 3,000 + 52 x 1,000) / 4,000 = 20.5; unweighted 31.
      name: 'fills of one check are averaged by their notional, over strategies of the bucket',
      given: [1, 2, 3].map(() => [
        [0, S3_MFT, 10, 3_000],
        [0, S4_MFT, 52, 1_000],
      ]),
      expected: [[], [], high(`MFT ${BTC}: 20.50 bps against 20.00`)],
    },
    {
      // HFT may slip by 10, MFT by 20.
      name: 'symbols and buckets are checked apart, each against its own limit',
      given: [1, 2, 3].map(() => [
        [0, S1_HFT, 11],
        [0, S3_MFT, 11],
        [1, S3_MFT, 25],
      ]),
      expected: [
        [],
        [],
        [
          ...high(`HFT ${BTC}: 11.00 bps against 10.00`),
          ...high(`MFT ${ETH}: 25.00 bps against 20.00`),
        ],
      ],
    },
    {
      // 20 x 0.8 (profile) x 0.8 (regime) x 0.8 (strictness) = 10.24.
      name: 'the limit is that of the bucket times profile, regime and strictness',
      given: [[[0, S3_MFT, 10.25]], [[0, S3_MFT, 10.25]], [[0, S3_MFT, 10.25]]],
      setUp: (scenario) => {
        const { state } = scenario;
        state.profile.current = 0;
        state.regime.regime = 'high';
        state.core.strictness = 1;
      },
      expected: [[], [], high(`MFT ${BTC}: 10.25 bps against 10.24`)],
    },
  ];
  it.each(tables)('$name', ({ given, setUp, expected }) => {
    expect(checks(given, setUp)).toEqual(expected);
  });

  it('ALR-5 its notices are a warning and its end', () => {
    const scenario = Scenario.ready();
    const told = [21, 21, 21, 0].flatMap((bps) => {
      addFillSlippage(scenario.state, scenario.at, 0, S3_MFT, bps, 1);
      return only(scenario.wait(15 * SECOND_MS).time(), 'notice');
    });
    expect(told.map(({ at, severity, code }) => [at, severity, code])).toEqual([
      [T0 + 45 * SECOND_MS, 'warning', 'SLIPPAGE_HIGH'],
      [T0 + 60 * SECOND_MS, 'info', 'SLIPPAGE_NORMAL'],
    ]);
  });

  it('runs 15 s after the first fill since the last one, not before, and then waits for a fill', () => {
    const scenario = Scenario.ready();
    const { state } = scenario;
    const fill = (after: number) => {
      addFillSlippage(state, T0 + after, 0, S3_MFT, 21, 1);
      return state.slippage.dueAt;
    };
    expect([fill(0), fill(7_000)]).toEqual([T0 + 15_000, T0 + 15_000]);
    scenario.wait(1).time();
    expect(nextWake(state)).toBe(T0 + 15_000);
    checkSlippage(state, T0 + 14_999);
    expect(state.slippage.runs[1]).toBe(0);
    checkSlippage(state, T0 + 15_000);
    expect([state.slippage.runs[1], state.slippage.dueAt]).toEqual([1, null]);
    checkSlippage(state, T0 + 60_000);
    expect(state.slippage.runs[1]).toBe(1);
    expect(fill(70_000)).toBe(T0 + 85_000);
  });

  it('there is a run for each symbol and bucket', () => {
    // Three symbols, four buckets.
    expect(Scenario.ready().state.slippage.runs).toEqual(new Array(12).fill(0));
  });
});
