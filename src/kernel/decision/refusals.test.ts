import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S3, S4 } from '../../../tests/support/kernel-config.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import type { DecisionRecord } from '../../domain/decision.ts';
import type { Signal } from '../../domain/signal.ts';
import { HOUR_MS, MINUTE_MS } from '../../domain/time.ts';

const defaults = kernelConfig();
const near = (value: number) => expect.closeTo(value, 8);
const WHO = 'S3 long BTC/USDT:USDT';

/** The last check of the record: the one that ended it. */
const ended = ({ reason, checks }: DecisionRecord) => {
  const { check, outcome, input, limit, unit, note } = checks.at(-1)!;
  return [reason, check, outcome, input, limit, unit, ...(note === undefined ? [] : [note])];
};

const real = { guards: defaults.guards };
const funding = (scenario: Scenario, rate: number) =>
  scenario.feed({
    kind: 'funding',
    at: scenario.at,
    symbol: BTC,
    status: 'ok',
    rate,
    nextFundingTime: scenario.at + HOUR_MS,
    interval: 8 * HOUR_MS,
  });
const book = (scenario: Scenario, mark: number, bids: number[], asks: number[], symbol = BTC) =>
  scenario.feed({ kind: 'book', at: scenario.at, symbol, mark, bids, asks });

interface Case {
  readonly name: string;
  readonly given: () => Scenario;
  readonly when?: (scenario: Scenario) => Partial<Signal>;
  readonly expected: readonly unknown[];
  readonly text: string;
}

const cases: readonly Case[] = [
  {
    name: 'a signal older than 30 s by one millisecond',
    given: () => Scenario.ready(),
    when: ({ at }) => ({ at: at - 30_001 }),
    expected: ['SIGNAL_OUT_OF_TIME', 'signal_age', 'deny', 30_001, 30_000, 'ms'],
    text: `refused SIGNAL_OUT_OF_TIME: ${WHO}, signal_age 30001 against 30000 ms`,
  },
  {
    name: 'a signal from the future',
    given: () => Scenario.ready(),
    when: ({ at }) => ({ at: at + 1 }),
    expected: ['SIGNAL_OUT_OF_TIME', 'signal_age', 'deny', -1, 30_000, 'ms'],
    text: `refused SIGNAL_OUT_OF_TIME: ${WHO}, signal_age -1 against 30000 ms`,
  },
  {
    name: 'a symbol that is not on the strategy’s list',
    given: () =>
      Scenario.ready({
        strategies: defaults.strategies.map((each) => ({ ...each, symbols: [ETH] })),
      }),
    expected: ['UNKNOWN_SYMBOL', 'allow_list', 'deny', 0, 1, 'boolean'],
    text: `refused UNKNOWN_SYMBOL: ${WHO}, allow_list 0 against 1 boolean`,
  },
  {
    name: 'two closures; the words are those of the first',
    given: () => {
      const scenario = Scenario.ready();
      scenario.close('operator_halt');
      scenario.close('journal');
      return scenario;
    },
    expected: ['CLOSED_OPERATOR_HALT', 'closures', 'deny', 2, 0, 'count'],
    text: `refused CLOSED_OPERATOR_HALT: ${WHO}, test`,
  },
  {
    name: 'a paused worker',
    given: () => Scenario.ready(),
    when: () => ({ paused: true }),
    expected: ['WORKER_PAUSED', 'worker_open', 'deny', 0, 1, 'boolean'],
    text: `refused WORKER_PAUSED: ${WHO}, worker_open 0 against 1 boolean`,
  },
  {
    name: 'a strategy that cools down',
    given: () => Scenario.ready(),
    when: () => ({ veto: 'cooldown' }),
    expected: ['STRATEGY_COOLDOWN', 'strategy_wants_it', 'deny', 0, 1, 'boolean'],
    text: `refused STRATEGY_COOLDOWN: ${WHO}, strategy_wants_it 0 against 1 boolean`,
  },
  {
    name: 'a strategy that holds already by its own word',
    given: () => Scenario.ready(),
    when: () => ({ veto: 'holding' }),
    expected: ['ALREADY_IN_POSITION', 'strategy_wants_it', 'deny', 0, 1, 'boolean'],
    text: `refused ALREADY_IN_POSITION: ${WHO}, strategy_wants_it 0 against 1 boolean`,
  },
  {
    name: 'a strategy that is switched off',
    given: () =>
      Scenario.ready({
        strategies: defaults.strategies.map((each) => ({ ...each, enabled: each.id !== S3 })),
      }),
    expected: ['STRATEGY_INACTIVE', 'strategy_active', 'deny', 0, 1, 'boolean'],
    text: `refused STRATEGY_INACTIVE: ${WHO}, strategy_active 0 against 1 boolean`,
  },
  {
    name: 'a strategy that has no weight',
    given: () => {
      const scenario = Scenario.ready();
      scenario.state.allocation.weights[2] = 0;
      return scenario;
    },
    expected: ['WEIGHT_UNKNOWN', 'strategy_weight', 'deny', 0, 0, 'fraction'],
    text: `refused WEIGHT_UNKNOWN: ${WHO}, strategy_weight 0 against 0 fraction`,
  },
  {
    name: 'no equity mark yet: there is no figure',
    given: () => new Scenario(),
    expected: ['EQUITY_UNKNOWN', 'equity', 'not_evaluated', null, 0, 'USDT'],
    text: `refused EQUITY_UNKNOWN: ${WHO}, equity unknown against 0 USDT`,
  },
  {
    name: 'equity of exactly nothing',
    given: () => {
      const scenario = new Scenario();
      scenario.mark(0);
      return scenario;
    },
    expected: ['EQUITY_UNKNOWN', 'equity', 'deny', 0, 0, 'USDT'],
    text: `refused EQUITY_UNKNOWN: ${WHO}, equity 0 against 0 USDT`,
  },
  {
    name: 'an equity mark older than three minutes, although its closure was released by hand',
    given: () => {
      const scenario = Scenario.ready(real);
      scenario.wait(3 * MINUTE_MS + 1).release('equity_degraded:*:*');
      return scenario;
    },
    expected: ['EQUITY_UNKNOWN', 'equity_age', 'deny', 180_001, 180_000, 'ms'],
    text: `refused EQUITY_UNKNOWN: ${WHO}, equity_age 180001 against 180000 ms`,
  },
  {
    name: 'an entry of the strategy on the way there',
    given: () => {
      const scenario = Scenario.ready();
      scenario.decide();
      return scenario;
    },
    expected: ['ALREADY_IN_POSITION', 'already_in_position', 'deny', 1, 0, 'count'],
    text: `refused ALREADY_IN_POSITION: ${WHO}, already_in_position 1 against 0 count`,
  },
  {
    name: 'the eleventh entry of one minute',
    given: () => {
      const scenario = Scenario.ready();
      for (let i = 0; i < 10; i += 1) {
        scenario.book(BTC, 100_000 + i * 10);
        scenario.end(scenario.decide().decision);
      }
      return scenario;
    },
    expected: ['ENTRY_RATE', 'entries_per_minute', 'deny', 11, 10, 'count'],
    text: `refused ENTRY_RATE: ${WHO}, entries_per_minute 11 against 10 count`,
  },
  {
    name: 'no book yet: there is no figure',
    given: () => {
      const scenario = new Scenario(real);
      scenario.mark(100_000);
      return scenario;
    },
    expected: ['BOOK_MISSING', 'book_age', 'not_evaluated', null, 15_000, 'ms'],
    text: `refused BOOK_MISSING: ${WHO}, book_age unknown against 15000 ms`,
  },
  {
    name: 'a book older than three cadences',
    given: () => Scenario.ready(real).wait(15_001),
    expected: ['BOOK_STALE', 'book_age', 'deny', 15_001, 15_000, 'ms'],
    text: `refused BOOK_STALE: ${WHO}, book_age 15001 against 15000 ms`,
  },
  {
    // 50 bps against 15 x 0.8.
    name: 'a spread beyond the limit of strictness 1',
    given: () => {
      const scenario = Scenario.ready();
      scenario.feed({ kind: 'set_strictness', at: scenario.at, strictness: 1 });
      scenario.book(BTC, 100_000, 50);
      return scenario;
    },
    expected: ['SPREAD_TOO_WIDE', 'spread', 'deny', near(50), near(12), 'bps'],
    text: `refused SPREAD_TOO_WIDE: ${WHO}, spread 50 against 12 bps`,
  },
  {
    name: 'adverse funding with a weak edge',
    given: () => {
      const scenario = Scenario.ready();
      funding(scenario, 0.00081);
      return scenario;
    },
    when: () => ({ edge: 0.5 }),
    expected: ['FUNDING_ADVERSE', 'funding_rate', 'deny', 0.00081, 0.0008, 'fraction'],
    text: `refused FUNDING_ADVERSE: ${WHO}, funding_rate 0.00081 against 0.0008 fraction`,
  },
  {
    name: 'one open trade more than the profile allows',
    given: () => {
      const profiles = defaults.profiles.map((each) => ({ ...each, maxOpenTrades: 1 }));
      const scenario = Scenario.ready({ profiles });
      scenario.decide({ strategy: S4 });
      return scenario;
    },
    expected: ['MAX_OPEN_TRADES', 'open_trades', 'deny', 2, 1, 'count'],
    text: `refused MAX_OPEN_TRADES: ${WHO}, open_trades 2 against 1 count`,
  },
  {
    // Ask 100,000 against mark 103,093: 3 % better than the mark allows.
    name: 'a long whose ask contradicts the mark',
    given: () => {
      const scenario = Scenario.ready();
      book(scenario, 80_000, [99_990, 10], [100_000, 10]);
      book(scenario, 125_000, [99_990, 10], [100_000, 10]);
      return scenario;
    },
    expected: ['PRICE_COLLAR', 'price_collar', 'deny', near(0.2), 0.02, 'fraction'],
    text: `refused PRICE_COLLAR: ${WHO}, price_collar 0.19999999999999996 against 0.02 fraction, bound by position_share`,
  },
  {
    name: 'a request below the venue’s minimum',
    given: () => Scenario.ready(),
    when: () => ({ requestedNotional: 99 }),
    expected: ['BELOW_MINIMUM', 'minimum_size', 'deny', 0, near(100.01), 'USDT'],
    text: `refused BELOW_MINIMUM: ${WHO}, minimum_size 0 against 100.01 USDT, bound by requested`,
  },
  {
    // 26 lots of 100.01.
    name: 'an order above the hard ceiling',
    given: () => Scenario.ready({ sizing: { ...defaults.sizing, maxOrderNotional: 2_600.25 } }),
    expected: ['ORDER_CEILING', 'order_ceiling', 'deny', near(2_600.26), 2_600.25, 'USDT'],
    text: `refused ORDER_CEILING: ${WHO}, order_ceiling 2600.26 against 2600.25 USDT, bound by position_share`,
  },
  {
    // 13 lots at 1 bp and 13 at 49 bps from mid 100,000.
    name: 'slippage beyond its limit',
    given: () => {
      const scenario = Scenario.ready();
      book(scenario, 100_000, [99_990, 10], [100_010, 0.013, 100_490, 1]);
      return scenario;
    },
    expected: ['SLIPPAGE_TOO_HIGH', 'slippage', 'deny', near(25), 20, 'bps'],
    text: `refused SLIPPAGE_TOO_HIGH: ${WHO}, slippage 25 against 20 bps, bound by position_share`,
  },
  {
    name: 'a book that is too thin: the cost has no figure, the note says why',
    given: () => {
      const scenario = Scenario.ready();
      book(scenario, 100_000, [99_990, 10], [100_010, 0.013]);
      return scenario;
    },
    expected: [
      'SLIPPAGE_TOO_HIGH',
      'slippage',
      'deny',
      null,
      20,
      'bps',
      'the book is too thin for this size',
    ],
    text: `refused SLIPPAGE_TOO_HIGH: ${WHO}, slippage unknown against 20 bps, bound by position_share`,
  },
  {
    name: 'the fourth identical order in a row',
    given: () => {
      const scenario = Scenario.ready();
      for (let i = 0; i < 3; i += 1) scenario.end(scenario.decide().decision);
      return scenario;
    },
    expected: ['REPEATED_EXECUTION', 'identical_in_a_row', 'deny', 4, 3, 'count'],
    text: `refused REPEATED_EXECUTION: ${WHO}, identical_in_a_row 4 against 3 count, bound by position_share`,
  },
];

describe('a refused entry', () => {
  it.each(cases)('AUD-1 $name', ({ given, when, expected, text }) => {
    const scenario = given();
    const record = scenario.decide(when?.(scenario) ?? {});
    expect(ended(record)).toEqual(expected);
    expect(record.text).toBe(text);
    expect(record.checks.slice(0, -1).every((each) => each.outcome === 'pass')).toBe(true);
    expect([record.verdict, record.order]).toEqual(['refused', null]);
    // Nothing was added: what it would have been after the entry is what it was before.
    expect(record.exposureAfter).toEqual(record.exposureBefore);
  });

  const admitted = [
    { name: 'a signal of exactly 30 s', more: { at: -30_000 } },
    { name: 'a signal of this instant', more: { at: 0 } },
  ];
  it.each(admitted)('$name is in time', ({ more }) => {
    const scenario = Scenario.ready().wait(30_000);
    expect(scenario.decide({ at: scenario.at + more.at }).verdict).toBe('allowed');
  });

  it('equity of exactly three minutes of age is taken', () => {
    const scenario = Scenario.ready(real);
    scenario.wait(3 * MINUTE_MS).book();
    expect(scenario.decide().checks.find((each) => each.check === 'equity_age')).toMatchObject({
      outcome: 'pass',
      input: 180_000,
    });
  });

  it('what it measures before sizing has no counterfactual; what it measures after it has one', () => {
    const scenario = Scenario.ready();
    expect(scenario.decide({ paused: true }).counterfactual.notionalWithoutCorrelation).toBeNull();
    const small = scenario.decide({ requestedNotional: 99 });
    expect(small.counterfactual.notionalWithoutCorrelation).toBe(99);
  });
});
