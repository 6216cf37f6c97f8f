import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S3, S4, SOL } from '../../tests/support/kernel-config.ts';
import { Scenario, T0 } from '../../tests/support/kernel-scenario.ts';
import { EXTERNAL, symbolId } from '../domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../domain/time.ts';
import { addHourlyClose } from './correlation/asset-correlation.ts';
import { kernelPanel } from './panel.ts';
import { kernelStatus } from './status.ts';

const defaults = kernelConfig();
const near = (value: number) => expect.closeTo(value, 8);
const BNB = symbolId('BNB/USDT:USDT');
const instruments = [...defaults.instruments, { ...defaults.instruments[1]!, symbol: BNB }];
const status = (scenario: Scenario) => kernelStatus(scenario.state, scenario.at);

/** G = 250,000 and R0 = 1,400 of 100,000 USDT, profile balanced. */
function holding(): Scenario {
  const scenario = Scenario.ready({ instruments });
  scenario.book(BNB, 600);
  // 10,000 / 10 long and 2,000 / 20 short on BTC, 9,000 / 45 short on ETH, 6,000 / 60 long on SOL,
  // 6,000 / 12 short on BNB, which came before SOL.
  scenario.position(0.1, { strategy: EXTERNAL, stopPrice: 99_900 });
  scenario.position(0.02, { strategy: S4, side: 'short', stopPrice: 101_000 });
  scenario.position(3.6, { strategy: EXTERNAL, symbol: ETH, side: 'short', stopPrice: 2_512.5 });
  scenario.position(10, {
    strategy: EXTERNAL,
    symbol: BNB,
    side: 'short',
    entryPrice: 600,
    stopPrice: 601.2,
  });
  scenario.position(40, { symbol: SOL, stopPrice: 148.5 });
  return scenario;
}

const row = (
  key: string,
  [notional, risk]: readonly [number, number],
  cap: number,
  [longNotional, shortNotional]: readonly [number, number],
) => ({
  key,
  notional: near(notional / 250_000),
  risk: near(risk / 1_400),
  cap,
  overCap: false,
  longNotional: near(longNotional),
  shortNotional: near(shortNotional),
});

describe('the status of the kernel', () => {
  it('MON-2 shows exposure by strategy, asset, top three and in total, in both measures', () => {
    const { exposure } = status(holding());
    const none = [0, 0] as const;
    expect(exposure).toEqual({
      gross: near(250_000),
      riskCapacity: near(1_400),
      strategies: [
        row('S1', none, 0.18, none),
        row('S2', none, 0.18, none),
        row('S3', [6_000, 60], 0.18, [6_000, 0]),
        row('S4', [2_000, 20], 0.18, [0, 2_000]),
        row('S5', none, 0.18, none),
        row('S6', none, 0.18, none),
        row('S7', none, 0.18, none),
        // What is nobody's is held by the total alone.
        row('EXTERNAL', [25_000, 67], 1, [10_000, 15_000]),
      ],
      assets: [
        row('BTC', [12_000, 30], 0.3, [10_000, 2_000]),
        row('ETH', [9_000, 45], 0.25, [0, 9_000]),
        row('SOL', [6_000, 60], 0.18, [6_000, 0]),
        row('BNB', [6_000, 12], 0.15, [0, 6_000]),
      ],
      // BTC, ETH and, of two equal ones, SOL; at risk SOL, ETH and BTC.
      topThree: row('top three', [27_000, 135], 0.6, [16_000, 11_000]),
      total: row('total', [33_000, 147], 1, [16_000, 17_000]),
    });
  });

  it('MON-2 counts an entry on the way at its limit price', () => {
    const scenario = holding();
    scenario.decide({ strategy: S4, symbol: ETH, requestedNotional: 1_000 });
    // Ask 2,500.25: 0.399 ETH are 997.59975 USDT.
    const { exposure, openTrades } = status(scenario);
    expect(exposure.strategies[3]).toMatchObject({
      notional: near((2_000 + 997.59975) / 250_000),
      longNotional: near(997.59975),
      shortNotional: near(2_000),
    });
    expect(openTrades).toEqual({ open: 6, limit: 10 });
  });

  const over = [
    // 75,250 of 75,000 and nothing at risk.
    { name: 'in notional', quantity: 0.7525, stopPrice: 1e9, overCap: true },
    // 421.40 at risk of 420.
    { name: 'in risk', quantity: 0.1, stopPrice: 95_786, overCap: true },
    { name: 'in none', quantity: 0.75, stopPrice: 1e9, overCap: false },
  ];
  it.each(over)('MON-2 says of an asset beyond its cap $name: $overCap', (given) => {
    const scenario = Scenario.ready();
    const { quantity, stopPrice } = given;
    scenario.position(quantity, { strategy: EXTERNAL, stopPrice });
    expect(status(scenario).exposure.assets[0]?.overCap).toBe(given.overCap);
    expect(status(scenario).exposure.assets[1]?.overCap).toBe(false);
  });

  it('before the first mark there is no equity, no PnL and no fraction of anything', () => {
    const scenario = new Scenario();
    scenario.books();
    scenario.position(0.1, { strategy: EXTERNAL, stopPrice: 99_900 });
    const before = status(scenario);
    expect(before).toMatchObject({
      at: T0,
      equity: null,
      equityQuality: 'unknown',
      dailyPnl: null,
      drawdown: null,
      regimeZ: null,
      alignment: { value: null, votes: 0, cluster: false, strategyCorrelation: null },
      rejectedInputs: 0,
    });
    expect(before.exposure.total).toMatchObject({ notional: 0, risk: 0, longNotional: 10_000 });
  });

  it('MON-1 shows equity, daily PnL and drawdown', () => {
    const scenario = Scenario.ready();
    scenario.wait(60_000).mark(101_000);
    scenario.wait(60_000).mark(99_990);
    // 99,990 / 100,000 - 1 and 1 - 99,990 / 101,000.
    expect(status(scenario)).toMatchObject({
      at: T0 + 120_000,
      equity: 99_990,
      equityQuality: 'good',
      dailyPnl: near(-0.0001),
      drawdown: near(0.01),
      riskState: 'NORMAL',
      profile: 'balanced',
      profileCeiling: null,
      regime: 'normal',
      epoch: 1,
    });
  });

  it('a first mark at the beginning of time is a mark', () => {
    const scenario = new Scenario({}, 0);
    scenario.mark(1_000);
    expect(status(scenario)).toMatchObject({ equity: 1_000, dailyPnl: 0, drawdown: 0 });
  });

  it('CAD-1 shows the profile, its ceiling, closures and breakers', () => {
    const scenario = Scenario.ready();
    for (let i = 0; i < 8; i += 1) scenario.trade(-1);
    scenario.close('maintenance');
    const now = status(scenario);
    expect(now).toMatchObject({ profile: 'conservative', profileCeiling: 'conservative' });
    expect(now.closures.map((each) => each.cause)).toEqual(['freeze_loss_streak', 'maintenance']);
    expect(now.riskState).toBe('FROZEN');
    expect(now.breakers.find((each) => each.id === 'loss_streak')).toMatchObject({ value: 8 });
  });

  it('MON-3 shows the alignment with its votes', () => {
    const scenario = Scenario.ready();
    scenario.signal({ strategy: S4, symbol: ETH, side: 'short', paused: true });
    for (const { id } of defaults.strategies.slice(0, 5))
      scenario.signal({ strategy: id, symbol: BTC, paused: true });
    scenario.state.strategyPnl.mean = 0.25;
    // Five long of six.
    expect(status(scenario).alignment).toEqual({
      value: near(5 / 6),
      votes: 6,
      cluster: false,
      strategyCorrelation: 0.25,
    });
    scenario.signal({ strategy: S4, symbol: ETH, side: 'long', paused: true });
    expect(status(scenario).alignment).toMatchObject({ value: 1, votes: 6, cluster: true });
  });

  it('MON-5 counts entries by reason, in the order of the alphabet, and bad input', () => {
    const scenario = Scenario.ready();
    scenario.decide({ veto: 'cooldown' });
    scenario.decide({ paused: true });
    scenario.decide({ requestedNotional: 1 });
    scenario.decide({ paused: true });
    scenario.decide();
    scenario.release('nothing');
    const { entries, rejectedInputs, rates } = status(scenario);
    expect(entries).toEqual({
      allowed: 1,
      refused: 4,
      byReason: { BELOW_MINIMUM: 1, STRATEGY_COOLDOWN: 1, WORKER_PAUSED: 2 },
    });
    expect(Object.keys(entries.byReason)).toEqual([
      'BELOW_MINIMUM',
      'STRATEGY_COOLDOWN',
      'WORKER_PAUSED',
    ]);
    expect(rejectedInputs).toBe(1);
    expect(rates.rejected.samples).toBe(1);
  });

  it('shows the weights that are in force and what stays cash', () => {
    const { weights } = status(Scenario.ready());
    expect(weights.buckets.map((each) => [each.bucket, each.weight])).toEqual([
      ['HFT', near(0.8 / 3)],
      ['MFT', near(0.8 / 3)],
      ['LFT', near(0.8 / 3)],
      ['EVENT', near(0.2)],
    ]);
    // S7 alone in EVENT is capped at 0.18: 0.02 stays cash.
    expect(weights.strategies.find((each) => each.strategy === S3)?.weight).toBeCloseTo(0.4 / 3, 8);
    expect(weights.cash).toBeCloseTo(0.02, 8);
  });
});

describe('the panel behind the status', () => {
  it('MON-2 has the matrices of symbols and strategies, symmetric, with what is not known as such', () => {
    const scenario = Scenario.ready();
    const { hourlyCloses, index } = scenario.state;
    const place = (symbol: string) => index.symbols.findIndex(({ id }) => id === symbol);
    const moves = [0.01, -0.02, 0.015, 0.004, -0.01, 0.02, -0.003, 0.008];
    let btc = 100_000;
    let eth = 2_500;
    moves.forEach((move, hour) => {
      btc *= 1 + move;
      eth *= 1 - move;
      addHourlyClose(hourlyCloses, place(BTC), T0 + hour * HOUR_MS, btc, 7 * DAY_MS);
      addHourlyClose(hourlyCloses, place(ETH), T0 + hour * HOUR_MS, eth, 7 * DAY_MS);
    });
    const { assets, strategies } = kernelPanel(scenario.state, scenario.at);
    const of = (a: string, b: string) =>
      assets.rows[assets.keys.indexOf(a)]?.[assets.keys.indexOf(b)];
    expect(of(BTC, ETH)).toBeCloseTo(-1, 6);
    expect(of(ETH, BTC)).toBe(of(BTC, ETH));
    expect([of(BTC, BTC), of(BTC, SOL), assets.omitted]).toEqual([1, null, 0]);
    expect(strategies.keys).toHaveLength(7);
    expect(strategies.rows[0]).toEqual([1, null, null, null, null, null, null]);
  });

  it('MON-2 has the votes that count, and the limit of slippage of each bucket as it holds now', () => {
    const scenario = Scenario.ready();
    scenario.signal({ strategy: S3, symbol: BTC, side: 'long', onset: true });
    scenario.signal({ strategy: S4, symbol: ETH, side: 'short', onset: true });
    const { votes, slippage, strictness } = kernelPanel(scenario.state, scenario.at);
    const said = votes.map(({ strategy, asset, side }) => [strategy, asset, side]);
    expect(said).toHaveLength(2);
    expect(said.map(([strategy, , side]) => [strategy, side])).toEqual([
      [S3, 'long'],
      [S4, 'short'],
    ]);
    expect(strictness).toBe(0);
    const { buckets, profiles } = defaults;
    const balanced = profiles.find(({ name }) => name === status(scenario).profile)!;
    for (const { bucket, limitBps, run } of slippage) {
      const { maxSlippageBps } = buckets.find(({ id }) => id === bucket)!;
      expect([limitBps, run]).toEqual([near(maxSlippageBps * balanced.slippageMultiplier), 0]);
    }
    expect(slippage).toHaveLength(buckets.length * defaults.instruments.length);
  });
});
