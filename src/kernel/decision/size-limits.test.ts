import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S3, SOL } from '../../../tests/support/kernel-config.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { KernelConfig } from '../../domain/config.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import { assetId, EXTERNAL } from '../../domain/ids.ts';
import type { Instrument } from '../../domain/market.ts';
import type { Signal } from '../../domain/signal.ts';

const defaults = kernelConfig();
const near = (value: number) => expect.closeTo(value, 8);
/** A stop this far on the right side of the price: nothing is at risk. */
const SAFE = { strategy: EXTERNAL, stopPrice: 1e9 } as const;
const ended = ({ reason, checks }: DecisionRecord) => [reason, checks.at(-1)!.check];
const caps = (more: Partial<KernelConfig['caps']>) => ({ caps: { ...defaults.caps, ...more } });
const instrument = (more: Partial<Instrument>) => ({
  instruments: defaults.instruments.map((each) =>
    each.symbol === BTC ? { ...each, ...more } : each,
  ),
});
/** G = 250,000 and R0 = 1,400; the cap of a strategy is its weight: 0.10 of each. */
const tight = {
  profiles: defaults.profiles.map((each) => ({ ...each, perStrategyCap: 0.1 })),
};

describe('what is left under a cap', () => {
  const cases = [
    {
      // 0.10 x 250,000 less 24,950 of S3's own.
      name: 'its own cap in notional',
      config: tight,
      hold: (each: Scenario) => each.position(24_950 / 150, { symbol: SOL, stopPrice: 1e9 }),
      expected: ['CAP_STRATEGY', 'cap_strategy_notional', 50],
    },
    {
      // 0.30 x 250,000 less 74,950.
      name: 'the asset’s cap in notional',
      config: {},
      hold: (each: Scenario) => each.position(0.7495, SAFE),
      expected: ['CAP_ASSET', 'cap_asset_notional', 50],
    },
    {
      // (0.30 x 1,400 less 419) / 0.035.
      name: 'the asset’s cap in risk',
      config: {},
      hold: (each: Scenario) => each.position(0.1, { strategy: EXTERNAL, stopPrice: 95_810 }),
      expected: ['CAP_ASSET', 'cap_asset_risk', 1 / 0.035],
    },
    {
      // 0.10 x 250,000 less 24,950 on another asset.
      name: 'the top three’s in notional',
      config: caps({ topThree: 0.1 }),
      hold: (each: Scenario) => each.position(9.98, { ...SAFE, symbol: ETH }),
      expected: ['CAP_TOP_THREE', 'cap_top_three_notional', 50],
    },
    {
      // (0.10 x 1,400 less 139) / 0.035.
      name: 'the top three’s in risk',
      config: caps({ topThree: 0.1 }),
      hold: (each: Scenario) =>
        each.position(1, { strategy: EXTERNAL, symbol: ETH, stopPrice: 2_361 }),
      expected: ['CAP_TOP_THREE', 'cap_top_three_risk', 1 / 0.035],
    },
    {
      name: 'the total in notional',
      config: caps({ total: 0.1 }),
      hold: (each: Scenario) => each.position(9.98, { ...SAFE, symbol: ETH }),
      expected: ['CAP_TOTAL', 'cap_total_notional', 50],
    },
    {
      name: 'the total in risk',
      config: caps({ total: 0.1 }),
      hold: (each: Scenario) =>
        each.position(1, { strategy: EXTERNAL, symbol: ETH, stopPrice: 2_361 }),
      expected: ['CAP_TOTAL', 'cap_total_risk', 1 / 0.035],
    },
    {
      // 1,400 x 0.10 less 139 at risk: the share and the cap in risk are the same, the share is first.
      name: 'a tie of its share and its cap in risk, named after the share',
      config: tight,
      hold: (each: Scenario) => each.position(1, { symbol: SOL, stopPrice: 11 }),
      expected: ['STRATEGY_SHARE_USED', 'share_left', 1 / 0.035],
    },
  ];
  it.each(cases)('$name is less than the venue takes', ({ config, hold, expected }) => {
    const [reason, step, left] = expected;
    const scenario = Scenario.ready(config);
    // Stops of 1e9 are beyond any long's price: nothing is at risk.
    hold(scenario);
    const record = scenario.decide();
    expect(ended(record)).toEqual([reason, 'minimum_size']);
    expect(record.bindingStep).toBe(step);
    expect(record.size.find((each) => each.step === step)?.limit).toBeCloseTo(left as number, 6);
    expect(record.text).toContain(`, bound by ${step}`);
  });
});

describe('a measure beyond its cap, within the band that opens no closure', () => {
  const cases = [
    {
      // 25,100 of 250,000.
      name: 'strategy, notional',
      config: tight,
      hold: (each: Scenario) => each.position(25_100 / 150, { symbol: SOL, stopPrice: 1e9 }),
      expected: ['over_cap_strategy_notional', 0.1004, 0.1],
    },
    {
      // 141 of 1,400.
      name: 'strategy, risk',
      config: tight,
      hold: (each: Scenario) => each.position(1, { symbol: SOL, stopPrice: 9 }),
      expected: ['over_cap_strategy_risk', 141 / 1_400, 0.1],
    },
    {
      name: 'asset, notional',
      config: {},
      hold: (each: Scenario) => each.position(0.7525, SAFE),
      expected: ['over_cap_asset_notional', 0.301, 0.3],
    },
    {
      name: 'asset, risk',
      config: {},
      hold: (each: Scenario) => each.position(0.1, { strategy: EXTERNAL, stopPrice: 95_786 }),
      expected: ['over_cap_asset_risk', 421.4 / 1_400, 0.3],
    },
    {
      name: 'top three, notional',
      config: caps({ topThree: 0.1 }),
      hold: (each: Scenario) => each.position(10.04, { ...SAFE, symbol: ETH }),
      expected: ['over_cap_top_three_notional', 0.1004, 0.1],
    },
    {
      name: 'top three, risk',
      config: caps({ topThree: 0.1 }),
      hold: (each: Scenario) =>
        each.position(1, { strategy: EXTERNAL, symbol: ETH, stopPrice: 2_359 }),
      expected: ['over_cap_top_three_risk', 141 / 1_400, 0.1],
    },
    {
      name: 'total, notional',
      config: caps({ total: 0.1 }),
      hold: (each: Scenario) => each.position(10.04, { ...SAFE, symbol: ETH }),
      expected: ['over_cap_total_notional', 0.1004, 0.1],
    },
    {
      name: 'total, risk',
      config: caps({ total: 0.1 }),
      hold: (each: Scenario) =>
        each.position(1, { strategy: EXTERNAL, symbol: ETH, stopPrice: 2_359 }),
      expected: ['over_cap_total_risk', 141 / 1_400, 0.1],
    },
  ];
  it.each(cases)('$name, refuses the entry', ({ config, hold, expected }) => {
    const [check, input, limit] = expected;
    const scenario = Scenario.ready(config);
    hold(scenario);
    expect(scenario.closed).toEqual([]);
    const record = scenario.decide();
    expect(record.reason).toBe('CLOSED_OVER_CAP');
    expect(record.checks.at(-1)).toMatchObject({
      check,
      outcome: 'deny',
      input: near(input as number),
      limit,
    });
    expect(record.bindingStep).toBeNull();
  });
});

describe('the other limits', () => {
  interface Case {
    readonly name: string;
    readonly config?: Partial<KernelConfig>;
    readonly when?: Partial<Signal>;
    readonly expected: { readonly step: string; readonly limit?: number; readonly lots: string };
  }
  const cases: readonly Case[] = [
    {
      // 0.5 x 0.13333 x 100,000 = 6,666.67: 66 lots of 100.01.
      name: 'the leverage ceiling of the signal below that of the strategy',
      when: { stopDistance: 0.0001, leverageCeiling: 0.5 },
      expected: { step: 'leverage_ceiling', limit: 20_000 / 3, lots: '0.066' },
    },
    {
      // 3 x 0.13333 x 100,000 = 40,000: 399 lots.
      name: 'the leverage ceiling of the strategy below that of the signal',
      when: { stopDistance: 0.0001, leverageCeiling: 5 },
      expected: { step: 'leverage_ceiling', limit: 40_000, lots: '0.399' },
    },
    {
      // 10 lots of 100.01 are all the venue takes in one order.
      name: 'the largest quantity of the venue',
      config: instrument({ maxQuantity: '0.010' }),
      expected: { step: 'venue_maximum', limit: 1_000.1, lots: '0.01' },
    },
    {
      name: 'a tie of request and venue, named after the request',
      config: instrument({ maxQuantity: '0.010' }),
      when: { requestedNotional: 1_000.1 },
      expected: { step: 'requested', limit: 1_000.1, lots: '0.01' },
    },
    {
      // 8,000 / 3 x (1 + 1e-12): the same but for rounding.
      name: 'a tie of position share and request, named after the share',
      when: { requestedNotional: (8_000 / 3) * (1 - 1e-12) },
      expected: { step: 'position_share', lots: '0.026' },
    },
    {
      name: 'a request that is smaller by more than rounding',
      when: { requestedNotional: (8_000 / 3) * (1 - 1e-8) },
      expected: { step: 'requested', lots: '0.026' },
    },
    {
      // (8,000 / 3) is the cap in risk of the asset: 2,666.67 x 0.035 / 1,400 = 0.0666667.
      name: 'a tie of position share and a cap, named after the share',
      config: caps({
        asset: { ...defaults.caps.asset, [assetId('BTC')]: (0.4 / 3 / 2) * (1 - 1e-12) },
      }),
      expected: { step: 'position_share', lots: '0.026' },
    },
  ];
  it.each(cases)('$name', ({ config = {}, when = {}, expected }) => {
    const record = Scenario.ready(config).decide(when);
    expect([record.bindingStep, record.order?.quantity]).toEqual([expected.step, expected.lots]);
    if (expected.limit === undefined) return;
    const step = record.size.find((each) => each.step === expected.step);
    expect(step?.limit).toBeCloseTo(expected.limit, 8);
  });

  it('AUD-1 without a request there is no step of that name, before a price none of the venue', () => {
    const steps = (scenario: Scenario) => scenario.decide().size.map((each) => each.step);
    expect(steps(Scenario.ready())).not.toContain('requested');
    expect(steps(Scenario.ready())).toContain('venue_maximum');
    const scenario = Scenario.ready();
    const book = { mark: 125_000, bids: [99_990, 10], asks: [100_000, 10] };
    scenario.feed({ kind: 'book', at: scenario.at, symbol: BTC, ...book });
    expect(steps(scenario).at(-1)).toBe('cap_total_risk');
  });

  it('one position per strategy takes the whole share; what it has at risk is taken off that', () => {
    const config = { sizing: { ...defaults.sizing, maxPositionsPerStrategy: 1 } };
    const scenario = Scenario.ready(config);
    // 40 SOL with 1.50 to the stop: 60 at risk; 5,333.33 - 60 / 0.035 = 3,619.05: 36 lots.
    scenario.position(40, { symbol: SOL, stopPrice: 148.5 });
    const record = scenario.decide();
    expect([record.bindingStep, record.order?.quantity]).toEqual(['share_left', '0.036']);
  });

  it('below the largest quantity of the venue its minimum cannot be met', () => {
    const scenario = Scenario.ready(instrument({ maxQuantity: '0.001', minNotional: '200' }));
    const record = scenario.decide();
    expect(ended(record)).toEqual(['BELOW_MINIMUM', 'minimum_size']);
    expect(record.bindingStep).toBe('venue_maximum');
    expect(record.checks.at(-1)).toMatchObject({ input: near(100.01), limit: 200 });
  });

  it('a leverage ceiling that is used up leaves nothing, not less than nothing', () => {
    const scenario = Scenario.ready();
    scenario.position(40, { symbol: SOL, stopPrice: 1e9 });
    // 0.3 x 0.13333 x 100,000 = 4,000 against 6,000 held.
    const record = scenario.decide({ leverageCeiling: 0.3 });
    expect(ended(record)).toEqual(['BELOW_MINIMUM', 'minimum_size']);
    expect(record.size.find((each) => each.step === 'leverage_ceiling')?.limit).toBe(0);
  });

  it('a strategy whose share is more than used up has nothing left, not less than nothing', () => {
    const scenario = Scenario.ready();
    scenario.position(40, { symbol: SOL, stopPrice: 145 });
    // 200 at risk of a share of 186.67.
    const record = scenario.decide();
    expect(ended(record)).toEqual(['STRATEGY_SHARE_USED', 'minimum_size']);
    expect(record.size.find((each) => each.step === 'share_left')?.limit).toBe(0);
  });

  it('a limit that is not a number is not evaluated, and denies', () => {
    const strategies = defaults.strategies.map((each) => ({
      ...each,
      leverageCeiling: each.id === S3 ? Number.NaN : each.leverageCeiling,
    }));
    const record = Scenario.ready({ strategies }).decide({ leverageCeiling: 3 });
    expect([record.reason, record.checks.at(-1)]).toEqual([
      'NOT_EVALUATED',
      expect.objectContaining({ check: 'minimum_size', outcome: 'not_evaluated', input: null }),
    ]);
  });
});

describe('lots', () => {
  // One lot is 100.01 USDT. In binary 300.03 / 100.01 is just below 3, and 3 x 100.01 just above 300.03.
  const cases = [
    { request: 100.01, lots: '0.001' },
    { request: 200.02, lots: '0.002' },
    { request: 300.02, lots: '0.002' },
    { request: 300.03, lots: '0.003' },
    { request: 600.06, lots: '0.006' },
    { request: 600.05, lots: '0.005' },
    { request: 1_500.15, lots: '0.015' },
    { request: 1_500.149, lots: '0.014' },
  ];
  it.each(cases)('a request of $request USDT is $lots BTC, exactly', ({ request, lots }) => {
    const record = Scenario.ready().decide({ requestedNotional: request });
    expect(record.order?.quantity).toBe(lots);
  });

  it('ticks and lots of any step: 0.5 and 0.002 as well as 0.1 and 0.001', () => {
    // Ask 100,010 is 200,020 ticks; a lot of 0.002 is 200.02 USDT; 2,666.67 / 200.02 = 13.33.
    const record = Scenario.ready(instrument({ tickSize: '0.5', lotSize: '0.002' })).decide();
    expect(record.order).toMatchObject({ quantity: '0.026', limitPrice: '100010' });
    expect(record.size.at(-1)).toMatchObject({ step: 'lots', limit: near(2_600.26) });
    const minimum = record.checks.find((each) => each.check === 'minimum_size');
    expect(minimum).toMatchObject({ input: near(2_600.26), limit: near(200.02) });
  });

  it('the smallest notional of the venue is met exactly, or not at all', () => {
    const at = (minNotional: string) =>
      Scenario.ready(instrument({ minNotional })).decide({ requestedNotional: 300.03 });
    expect(at('300.03').verdict).toBe('allowed');
    expect(at('300.04').reason).toBe('BELOW_MINIMUM');
    expect(at('300.04').checks.at(-1)).toMatchObject({ input: near(300.03), limit: 300.04 });
  });
});
