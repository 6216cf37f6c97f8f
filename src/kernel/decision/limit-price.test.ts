import { describe, expect, it } from 'vitest';
import { BTC, ETH, kernelConfig, S1, S3, S4, S5 } from '../../../tests/support/kernel-config.ts';
import { Scenario } from '../../../tests/support/kernel-scenario.ts';
import { MINUTE_MS } from '../../domain/time.ts';

const defaults = kernelConfig();
const near = (value: number) => expect.closeTo(value, 10);

/** Tick 0.1, collar 2 % of mark. */
const cases = [
  {
    name: 'a long takes the ask, up to the next tick',
    side: 'long',
    book: [100_000, 99_999.97, 100_000.03],
    expected: ['100000.1', near(0.000001)],
  },
  {
    name: 'a short takes the bid, down to the next tick',
    side: 'short',
    book: [100_000, 99_999.97, 100_000.03],
    expected: ['99999.9', near(0.000001)],
  },
  {
    // 98,000.07 x 1.02 = 99,960.0714.
    name: 'a long is not bid above mark + 2 %, down to the tick below',
    side: 'long',
    book: [98_000.07, 99_990, 100_010],
    expected: ['99960', near(99_960 / 98_000.07 - 1)],
  },
  {
    // 103,000.07 x 0.98 = 100,940.0686.
    name: 'a short is not offered below mark - 2 %, up to the tick above',
    side: 'short',
    book: [103_000.07, 99_990, 100_010],
    expected: ['100940.1', near(1 - 100_940.1 / 103_000.07)],
  },
  {
    name: 'a long whose ask is exactly 2 % below mark takes it',
    side: 'long',
    book: [100_000, 97_990, 98_000],
    expected: ['98000', near(0.02)],
  },
  {
    name: 'a long whose ask is a tick lower than that is refused',
    side: 'long',
    book: [100_000, 97_989.9, 97_999.9],
    expected: [null, near(0.020001)],
  },
  {
    name: 'a short whose bid is exactly 2 % above mark takes it',
    side: 'short',
    book: [100_000, 102_000, 102_010],
    expected: ['102000', near(0.02)],
  },
  {
    name: 'a short whose bid is a tick higher than that is refused',
    side: 'short',
    book: [100_000, 102_000.1, 102_010],
    expected: [null, near(0.020001)],
  },
] as const;

describe('the limit price', () => {
  it.each(cases)('$name', ({ side, book, expected }) => {
    const [mark, bid, ask] = book;
    const scenario = Scenario.ready();
    const levels = { bids: [bid, 10], asks: [ask, 10] };
    scenario.feed({ kind: 'book', at: scenario.at, symbol: BTC, mark, ...levels });
    const record = scenario.decide({ side });
    const [price, distance] = expected;
    expect(record.order?.limitPrice ?? null).toBe(price);
    expect(record.reason).toBe(price === null ? 'PRICE_COLLAR' : null);
    expect(record.checks.find((each) => each.check === 'price_collar')).toMatchObject({
      input: distance,
      limit: 0.02,
      outcome: price === null ? 'deny' : 'pass',
    });
  });

  it('is never nothing, however wide the collar: a price below one tick is refused', () => {
    const scenario = Scenario.ready({
      guards: {
        ...defaults.guards,
        equityStaleAfter: 1e12,
        marketStaleAfter: 1e12,
        priceCollar: 1,
      },
    });
    // Tick 0.01: the bid of 0.0039999 is below the first one.
    const levels = { bids: [0.003_999_9, 10], asks: [0.004_000_1, 10] };
    scenario.feed({ kind: 'book', at: scenario.at, symbol: ETH, mark: 0.004, ...levels });
    const record = scenario.decide({ symbol: ETH, side: 'short' });
    expect(record.reason).toBe('PRICE_COLLAR');
    expect(record.checks.at(-1)).toMatchObject({ check: 'price_collar', input: 1, limit: 1 });
  });
});

describe('at the beginning of time', () => {
  it('a mark and a book of that instant count', () => {
    const record = Scenario.ready({}, 0).decide();
    expect(record.verdict).toBe('allowed');
    expect(record.checks.find((each) => each.check === 'equity_age')?.input).toBe(0);
  });

  it('PB-C an entry admitted then makes the next of a cluster event wait', () => {
    const scenario = Scenario.ready({}, 0);
    scenario.decide({ strategy: S5, symbol: ETH, edge: 0.5 });
    for (const { id } of defaults.strategies)
      scenario.signal({ strategy: id, symbol: BTC, paused: true, edge: id === S1 ? 0.1 : 0.5 });
    scenario.wait(MINUTE_MS);
    const record = scenario.decide({ strategy: S4, side: 'short', onset: false });
    expect([record.reason, record.checks.at(-1)?.input]).toEqual(['CLUSTER_ENTRY_RATE', 60_000]);
  });

  it('a strategy counts what it did then as on the way', () => {
    const scenario = Scenario.ready({}, 0);
    scenario.decide({ strategy: S3 });
    expect(scenario.decide({ strategy: S3 }).reason).toBe('ALREADY_IN_POSITION');
  });
});
