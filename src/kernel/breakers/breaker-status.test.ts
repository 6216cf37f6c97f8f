import { describe, expect, it } from 'vitest';
import { kernelConfig } from '../../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../../tests/support/kernel-scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { breakerStatuses } from './breaker-status.ts';

type Row = readonly [
  id: string,
  state: string,
  value: number | null,
  limit: number,
  distance: number | null,
  until: number | null,
  text: string,
];

const round = (value: number | null) => (value === null ? null : Number(value.toFixed(12)) + 0);

/** One row each, figures to 12 places, ends in ms after T0. */
const rows = (scenario: Scenario): Row[] =>
  breakerStatuses(scenario.state).map((each) => [
    each.id,
    each.state,
    round(each.value),
    Number(each.limit.toFixed(12)),
    round(each.distance),
    each.until === null ? null : each.until - T0,
    each.text,
  ]);
const row = (scenario: Scenario, id: string) => rows(scenario).find((each) => each[0] === id);

describe('breakers with their distance to the limit', () => {
  it('CAD-1 before the first mark: limits, no figures', () => {
    expect(rows(new Scenario())).toEqual([
      ['daily_soft', 'inactive', null, -0.02, null, null, 'no equity mark yet'],
      ['daily_hard', 'inactive', null, -0.03, null, null, 'no equity mark yet'],
      [
        'drawdown_warning',
        'inactive',
        null,
        0.06,
        null,
        null,
        'no equity mark yet, warning 6.00 %',
      ],
      [
        'drawdown_breaker',
        'inactive',
        null,
        0.09,
        null,
        null,
        'no equity mark yet, fires at 9.00 %',
      ],
      ['loss_streak', 'inactive', 0, 4, 4, null, '0 losing closed trades in a row'],
      ['volatility', 'inactive', null, 1.5, null, null, '0 hourly values, needs 168'],
    ]);
    expect(breakerStatuses(new Scenario().state).map(({ unit }) => unit)).toEqual([
      'fraction',
      'fraction',
      'fraction',
      'fraction',
      'count',
      'z',
    ]);
  });

  it('a first mark at the epoch itself is a mark', () => {
    expect(rows(Scenario.ready({}, 0)).slice(0, 3)).toMatchObject([
      ['daily_soft', 'inactive', 0, -0.02, 0.02, null, 'daily PnL 0.00 %, limit -2.00 %'],
      ['daily_hard', 'inactive', 0, -0.03, 0.03, null, 'daily PnL 0.00 %, limit -3.00 %'],
      ['drawdown_warning', 'inactive', 0, 0.06, 0.06, null, 'drawdown 0.00 %, warning 6.00 %'],
    ]);
  });

  it('CAD-1 with everything tripped: how far beyond, and until when', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(90_000);
    for (let i = 0; i < 6; i += 1) scenario.trade(-1);
    // PnL -10 %: 8 points beyond the soft, 7 beyond the hard limit; drawdown 10 %: 4 and 1 beyond.
    // Freezes of 2 h, to midnight, 24 h and 90 min, all from minute 1 on; the next rung is 8.
    expect(rows(scenario).slice(0, 5)).toEqual([
      [
        'daily_soft',
        'active',
        -0.1,
        -0.02,
        -0.08,
        MINUTE_MS + 2 * HOUR_MS,
        'daily PnL -10.00 %, limit -2.00 %',
      ],
      ['daily_hard', 'active', -0.1, -0.03, -0.07, DAY_MS, 'daily PnL -10.00 %, limit -3.00 %'],
      ['drawdown_warning', 'warning', 0.1, 0.06, -0.04, null, 'drawdown 10.00 %, warning 6.00 %'],
      [
        'drawdown_breaker',
        'active',
        0.1,
        0.09,
        -0.01,
        MINUTE_MS + DAY_MS,
        'drawdown 10.00 %, fires at 9.00 %',
      ],
      ['loss_streak', 'active', 6, 8, 2, 91 * MINUTE_MS, '6 losing closed trades in a row'],
    ]);
  });

  it('after its freeze the daily limit shows a warning until it is armed again', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(98_000);
    expect(row(scenario, 'daily_soft')?.slice(1, 6)).toEqual([
      'active',
      -0.02,
      -0.02,
      0,
      MINUTE_MS + 2 * HOUR_MS,
    ]);
    scenario.wait(2 * HOUR_MS).mark(98_500);
    expect(row(scenario, 'daily_soft')?.slice(1, 6)).toEqual([
      'warning',
      -0.015,
      -0.02,
      0.005,
      null,
    ]);
    scenario.wait(MINUTE_MS).mark(98_600);
    expect(row(scenario, 'daily_soft')?.slice(1, 6)).toEqual([
      'inactive',
      -0.014,
      -0.02,
      0.006,
      null,
    ]);
  });

  it('the hard limit shown is that of the profile the day was launched with', () => {
    const scenario = Scenario.ready({ profile: 'aggressive' });
    for (let i = 0; i < 8; i += 1) scenario.trade(-1);
    expect(row(scenario, 'daily_hard')?.slice(1, 5)).toEqual(['inactive', 0, -0.038, 0.038]);
  });

  it('the drawdown breaker is active from trip to resume, then recovering with its new level', () => {
    const scenario = Scenario.ready();
    scenario.wait(MINUTE_MS).mark(90_000);
    scenario.close('incident');
    scenario.wait(DAY_MS).mark(90_000);
    // Its freeze is over, the incident is not resumed.
    expect(row(scenario, 'drawdown_breaker')?.slice(1, 6)).toEqual([
      'active',
      0.1,
      0.09,
      -0.01,
      null,
    ]);
    scenario.release('incident');
    // 10 % at the resume + 2 points.
    expect(row(scenario, 'drawdown_breaker')?.slice(1)).toEqual([
      'recovering',
      0.1,
      0.12,
      0.02,
      null,
      'drawdown 10.00 %, fires at 12.00 %',
    ]);
  });

  // The next rung and the distance to it; beyond the last rung every loss trips.
  const streaks = [
    { name: 'three losses', given: 3, expected: ['inactive', 3, 4, 1] },
    { name: 'four losses warn', given: 4, expected: ['warning', 4, 6, 2] },
    { name: 'five losses', given: 5, expected: ['warning', 5, 6, 1] },
    { name: 'six losses freeze', given: 6, expected: ['active', 6, 8, 2] },
    { name: 'seven losses', given: 7, expected: ['active', 7, 8, 1] },
    { name: 'eight losses', given: 8, expected: ['active', 8, 8, 0] },
    { name: 'nine losses', given: 9, expected: ['active', 9, 8, -1] },
  ];
  it.each(streaks)('ALR-3 $name', ({ given, expected }) => {
    const scenario = Scenario.ready();
    for (let i = 0; i < given; i += 1) scenario.trade(-1);
    expect(row(scenario, 'loss_streak')?.slice(1, 5)).toEqual(expected);
  });

  it('ALR-3 when its freeze is over the streak still warns until a win', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 6; i += 1) scenario.trade(-1);
    scenario.wait(90 * MINUTE_MS).time();
    expect(row(scenario, 'loss_streak')?.slice(1, 6)).toEqual(['warning', 6, 8, 2, null]);
    scenario.trade(1);
    expect(row(scenario, 'loss_streak')?.slice(1, 6)).toEqual(['inactive', 0, 4, 4, null]);
  });

  // The limit shown is the next step up: high from normal, else extreme.
  const regimes = [
    { name: 'normal', given: 'normal', z: 1.25, expected: ['inactive', 1.25, 1.5, 0.25] },
    { name: 'high', given: 'high', z: 1.75, expected: ['warning', 1.75, 2.2, 0.45] },
    { name: 'extreme', given: 'extreme', z: 2.5, expected: ['active', 2.5, 2.2, -0.3] },
  ] as const;
  it.each(regimes)('MON-4 regime $name', ({ given, z, expected }) => {
    const scenario = Scenario.ready({ breakers: kernelConfig().breakers });
    Object.assign(scenario.state.regime, { regime: given, z, values: new Array(200).fill(1) });
    expect(row(scenario, 'volatility')?.slice(1)).toEqual([
      ...expected,
      null,
      `z ${z.toFixed(4)} over 200 hours: ${given}`,
    ]);
  });
});
