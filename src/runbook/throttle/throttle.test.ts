import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BTC, ETH, S1, S3, S4, SOL, SYMBOLS } from '../../../tests/support/kernel-config.ts';
import { type Ohlc, ThrottleRig, type Told } from '../../../tests/support/throttle-rig.ts';
import type { ThrottleBook } from './throttle-state.ts';

const cents = (value: number): number => Math.round(value * 100) / 100;
const flat = (price: number): Ohlc => [price, price, price, price];
/** What the last position that never was made, USDT; throttling saved the opposite. */
const result = (rig: ThrottleRig): readonly [number, string] => {
  const ended = rig.day().ended.at(-1);
  if (ended === undefined) throw new Error('nothing ended');
  return [cents(0 - ended.byPlan), ended.end];
};

describe('an entry that throttling refused, by hand', () => {
  // 10,000 USDT at 100,000: 0.1 BTC. Fee 0.05 %: 5.00 at the entry. Stop 1 %: 99,000.
  it('CHG-5 leaves at its stop: -100 of price, 5.00 and 4.95 of fees', () => {
    const rig = new ThrottleRig();
    rig.refused();
    rig.minute(0, flat(100_000));
    rig.minute(1, [99_900, 99_950, 98_900, 99_500]);
    expect(result(rig)).toEqual([-109.95, 'stop']);
    expect(cents(rig.day().byPlan)).toBe(109.95);
    expect(rig.book.missed).toEqual([]);
  });

  it('CHG-5 leaves where a candle opens when that is beyond the stop', () => {
    const rig = new ThrottleRig();
    rig.refused();
    rig.minute(0, flat(100_000));
    rig.minute(1, [98_500, 98_600, 98_400, 98_500]);
    // -150 - 5 - 0.05 % of 9,850.
    expect(result(rig)).toEqual([-159.93, 'stop']);
  });

  it('CHG-5 a short one the other way round', () => {
    const rig = new ThrottleRig();
    rig.refused({ side: 'short' });
    rig.minute(0, flat(100_000));
    rig.minute(1, [100_100, 101_200, 100_000, 100_500]);
    // Stop 101,000: -100 - 5 - 5.05.
    expect(result(rig)).toEqual([-110.05, 'stop']);
  });

  it('CHG-5 trails: arms at 1 %, follows at 0.5 % of the best, and never back', () => {
    const rig = new ThrottleRig();
    rig.refused({ plan: { trailing: { offset: 0.01, distance: 0.005 } } });
    rig.minute(0, flat(100_000));
    rig.minute(1, [100_000, 102_000, 100_000, 101_800]);
    rig.minute(2, [101_800, 101_900, 101_500, 101_600]);
    expect(rig.book.missed[0]?.stop).toBe(101_490);
    rig.minute(3, [101_600, 101_600, 101_400, 101_450]);
    // 149 - 5 - 0.05 % of 10,149.
    expect(result(rig)).toEqual([138.93, 'trailing_stop']);
  });

  it('CHG-5 takes its minimal return on a close of its timeframe, net of both fees', () => {
    const rig = new ThrottleRig();
    rig.refused({
      plan: {
        minimalReturn: [
          [0, 0.01],
          [30, 0.004],
        ],
      },
    });
    for (let minute = 0; minute < 29; minute += 1) rig.minute(minute, flat(100_600));
    expect(rig.day().ended).toEqual([]);
    rig.minute(29, flat(100_600));
    // 60 - 5 - 5.03 = 0.4997 % of 10,000, wanted 0.4 % from 30 min on.
    expect(result(rig)).toEqual([49.97, 'minimal_return']);
  });

  it('CHG-5 pays funding at the rate told last before the settlement', () => {
    const rig = new ThrottleRig();
    rig.funding(2, 0.0003);
    rig.refused();
    rig.minute(0, flat(100_000));
    rig.funding(2, 0.0001);
    rig.minute(1, flat(100_000));
    rig.funding(482, 0.0005);
    rig.minute(2, [100_000, 100_000, 98_900, 99_000]);
    // 0.01 % of 10,000 beside -109.95.
    expect(result(rig)).toEqual([-110.95, 'stop']);
  });

  it('CHG-5 crosses the spread: in at the ask, out half a spread below the stop', () => {
    const rig = new ThrottleRig(99_990, 100_010);
    rig.refused({ without: 10_001 });
    rig.minute(0, flat(100_000));
    rig.minute(1, [99_500, 99_500, 98_000, 98_500]);
    // In at 100,010; stop at 99,009.9; out at 98,999.9: -101.01 - 5.0005 - 4.949995.
    expect(result(rig)).toEqual([-110.96, 'stop']);
  });

  it('CHG-5 did not live through the minute it was opened in: only its end counts', () => {
    const rig = new ThrottleRig();
    rig.refused({ minute: 0.5 });
    rig.minute(0, [100_000, 101_000, 95_000, 100_000]);
    expect(rig.book.missed).toHaveLength(1);
  });

  it('CHG-5 is marked while it is open, and the next day begins with that', () => {
    const rig = new ThrottleRig();
    rig.refused();
    rig.minute(0, flat(100_500));
    // 50 - 5 at mark: throttling cost 45 so far.
    expect(rig.day()).toMatchObject({ byPlan: -45, open: { count: 1, byPlan: -45 } });
    rig.turn();
    expect(rig.day()).toMatchObject({ byPlan: 0, rows: [], open: { count: 1, byPlan: -45 } });
    rig.minute(1, [99_900, 99_950, 98_900, 99_500]);
    expect(cents(rig.day().byPlan)).toBe(154.95);
    expect(rig.day().open).toEqual({ count: 0, byPlan: 0, byHolding: 0 });
  });

  it('CHG-5 ends with its expected holding time in the second figure', () => {
    const rig = new ThrottleRig();
    rig.refused({ holdingHours: 0.05 });
    for (const minute of [0, 1, 2]) rig.minute(minute, flat(100_200));
    rig.minute(3, [99_900, 99_950, 98_900, 99_500]);
    // After 3 min: 20 - 5 - 5.01.
    const { byPlan, byHolding } = rig.day();
    expect([cents(byPlan), cents(byHolding)]).toEqual([109.95, -9.99]);
  });

  it('CHG-5 tells the minutes of which no price was told, and goes on with the next', () => {
    const rig = new ThrottleRig();
    rig.refused();
    rig.minute(0, flat(100_000));
    rig.minute(11, [97_000, 97_000, 97_000, 97_000]);
    expect(rig.day().minutesMissing).toBe(10);
    // -300 - 5 - 4.85.
    expect(result(rig)).toEqual([-309.85, 'stop']);
  });

  it('CHG-5 a candle told twice counts once, those from before it not at all', () => {
    const rig = new ThrottleRig();
    rig.refused({ minute: 5 });
    rig.minute(4, flat(90_000));
    rig.minute(5, flat(100_000));
    rig.minute(5, flat(90_000));
    expect(rig.day().ended).toEqual([]);
    expect(rig.day().minutesMissing).toBe(0);
  });
});

describe('an entry that throttling made smaller', () => {
  const cluster = { multipliers: { cluster: 0.6 }, cluster: true };

  it('CHG-5 its own result counts for the difference: 0.06 of 0.1 BTC lost 90, 60 were saved', () => {
    const rig = new ThrottleRig();
    const decision = rig.allowed('0.06', cluster);
    rig.closes(decision, '-90');
    expect(cents(rig.day().byPlan)).toBe(60);
    expect(rig.day().rows).toMatchObject([{ strategy: 'S3', level: 'cluster', smaller: 1 }]);
  });

  it('CHG-5 is marked at the real position while it is open', () => {
    const rig = new ThrottleRig();
    const decision = rig.allowed('0.05', cluster);
    rig.holds(decision, '0.05');
    rig.marks.set(BTC, 101_000);
    // The other 0.05: 50 - 2.50 of its fee.
    expect(cents(rig.day().byPlan)).toBe(-47.5);
    expect(rig.day().open.count).toBe(1);
  });

  it('CHG-5 filled in part, the difference is filled in part as well', () => {
    const rig = new ThrottleRig();
    const decision = rig.allowed('0.06', cluster);
    rig.ends(decision, 0.03);
    // 0.03 BTC lost 45: 0.02 more would have lost 30.
    rig.closes(decision, '-45');
    expect(cents(rig.day().byPlan)).toBe(30);
  });

  it('CHG-5 never filled, it changed nothing', () => {
    const rig = new ThrottleRig();
    rig.ends(rig.allowed('0.06', cluster), 0);
    expect(rig.book.scaled).toEqual([]);
    expect(rig.day().byPlan).toBe(0);
  });

  it('CHG-5 where another limit bound it with and without, there is no difference', () => {
    const rig = new ThrottleRig();
    const decision = rig.allowed('0.1', cluster);
    rig.closes(decision, '-90');
    expect(rig.day()).toMatchObject({ byPlan: 0, rows: [{ smaller: 1, byPlan: 0 }] });
  });

  it('CHG-5 an entry that was does not happen where a refused one would have held the symbol', () => {
    const rig = new ThrottleRig();
    rig.refused();
    rig.minute(0, flat(100_000));
    const decision = rig.allowed('0.02', { minute: 1 });
    rig.closes(decision, '40');
    rig.minute(1, [99_900, 99_950, 98_900, 99_500]);
    // Without throttling: -109.95, and not the 40.
    expect(cents(rig.day().byPlan)).toBe(149.95);
    expect(rig.day().rows).toMatchObject([{ followed: 1, displaced: 1 }]);
  });
});

describe('levels and limits', () => {
  const levels: readonly (readonly [string, Told])[] = [
    ['alignment', { multipliers: { alignment: 0.75 } }],
    ['guard', { multipliers: { correlation: 0.8 } }],
    ['alignment_and_guard', { multipliers: { alignment: 0.75, correlation: 0.8 } }],
    ['cluster', { multipliers: { cluster: 0.6 }, cluster: true, strategyCorrelation: 0.64 }],
    ['joint_extreme', { multipliers: { cluster: 0.6 }, cluster: true, strategyCorrelation: 0.65 }],
  ];
  it.each(levels)('CHG-5 is told by level: %s', (level, told) => {
    const rig = new ThrottleRig();
    rig.allowed('0.06', told);
    expect(rig.day().rows).toMatchObject([{ level, smaller: 1 }]);
  });

  const cases: readonly (readonly [string, string, Told])[] = [
    ['would have been one trade too many', 'open_trades', { openTrades: 10 }],
    ['is beyond a cap anyway', 'caps', { exposed: 1.01 }],
    ['finds no room under a cap', 'caps', { exposed: 0.9999 }],
    ['is below the minimum anyway', 'minimum', { without: 99 }],
    ['has no size without throttling', 'no_size', { without: null }],
  ];
  it.each(cases)('CHG-5 does not count a refused entry that %s', (_of, reason, told) => {
    const rig = new ThrottleRig();
    rig.refused(told);
    expect(rig.book.missed).toEqual([]);
    expect(rig.day()).toMatchObject({
      byPlan: 0,
      rows: [{ refused: 1, followed: 0 }],
      uncounted: [{ reason, count: 1 }],
    });
  });

  it('CHG-5 signals on while the position would be held: the strategy holds one at most', () => {
    const rig = new ThrottleRig();
    rig.refused();
    rig.refused({ minute: 15, side: 'short' });
    rig.refused({ minute: 15, strategy: S4 });
    expect(rig.book.missed.map(({ strategy }) => strategy)).toEqual([S3, S4]);
    expect(rig.day().uncounted).toEqual([{ reason: 'in_position', count: 1 }]);
  });

  it('CHG-5 what is followed counts under the caps for what comes after it', () => {
    // Strategy cap 0.18 of 250,000 = 45,000 notional; risk 0.18 of 1,400 = 252 = 25,200 at 1 %.
    const rig = new ThrottleRig();
    rig.refused({ without: 20_000 });
    rig.refused({ without: 20_000, symbol: ETH });
    expect(rig.book.missed.map(({ quantity, entry }) => cents(quantity * entry))).toEqual([
      20_000, 5_200,
    ]);
  });

  it('CHG-5 too small because of a throttle is refused because of it; without one it is not', () => {
    const rig = new ThrottleRig();
    rig.refused({ cluster: false, reason: 'BELOW_MINIMUM', multipliers: { alignment: 0.75 } });
    rig.refused({ cluster: false, reason: 'BELOW_MINIMUM', strategy: S4 });
    rig.refused({ cluster: false, reason: 'SPREAD_TOO_WIDE', strategy: S1 });
    expect(rig.day().rows).toMatchObject([{ strategy: 'S3', level: 'alignment', followed: 1 }]);
    expect(rig.day().rows).toHaveLength(1);
  });
});

describe('whatever happens', () => {
  const price = fc.integer({ min: 90_000, max: 110_000 });
  const candle = fc.tuple(price, price, price, price).map((parts): Ohlc => {
    const [a, b, c, d] = [...parts].sort((x, y) => x - y) as [number, number, number, number];
    return [b, d, a, c];
  });
  const move = fc.record({
    candle,
    symbol: fc.constantFrom(BTC, ETH, SOL),
    strategy: fc.constantFrom(S1, S3, S4),
    side: fc.constantFrom('long' as const, 'short' as const),
    what: fc.constantFrom('refused', 'allowed', 'closed', 'turn', 'nothing'),
    net: fc.integer({ min: -500, max: 500 }),
  });

  type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

  function play(moves: readonly Move[], throttled: boolean) {
    const rig = new ThrottleRig();
    const days: ReturnType<ThrottleRig['day']>[] = [];
    const open: number[] = [];
    moves.forEach(({ candle: ohlc, symbol, strategy, side, what, net }, minute) => {
      const about = { symbol, strategy, side, minute };
      const cluster = throttled ? { cluster: true, multipliers: { cluster: 0.6 } } : {};
      if (what === 'refused' && throttled) rig.refused(about);
      if (what === 'allowed') open.push(rig.allowed('0.06', { ...about, ...cluster }));
      if (what === 'closed') rig.closes(open.shift() ?? 0, `${net}`);
      if (what === 'turn') {
        days.push(rig.day());
        rig.turn();
      }
      for (const each of SYMBOLS) rig.minute(minute, ohlc, each);
    });
    days.push(rig.day());
    return { rig, days };
  }

  it('CHG-5 without a throttled decision the impact is exactly zero', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        for (const day of play(moves, false).days) {
          expect(day).toMatchObject({ byPlan: 0, byHolding: 0, rows: [], uncounted: [] });
        }
      }),
    );
  });

  it('CHG-5 days add up to what ended and what is open, rows to their day', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), (moves) => {
        const { rig, days } = play(moves, true);
        const total = days.reduce((sum, { byPlan }) => sum + byPlan, 0);
        const ended = Object.values(rig.book.ended).reduce((sum, { plan }) => sum + plan, 0);
        const open = days.at(-1)?.open.byPlan ?? 0;
        expect(total).toBeCloseTo(open - ended, 6);
        for (const day of days) {
          const rows = day.rows.reduce((sum, { byPlan }) => sum + byPlan, 0);
          expect(rows).toBeCloseTo(day.byPlan, 9);
        }
      }),
    );
  });

  it('CHG-5 a book that was saved and read back goes on as if nothing had been', () => {
    const { rig } = play([], true);
    rig.refused();
    rig.minute(0, flat(100_000));
    const copy = JSON.parse(JSON.stringify(rig.book)) as ThrottleBook;
    expect(copy).toEqual(rig.book);
  });
});
