import { describe, expect, it } from 'vitest';
import { dayOfWeek, hourAt, MONDAY } from '../../../tests/support/week.ts';
import type { DailyReport } from '../../domain/daily-report.ts';
import { sumInterval } from '../../domain/stationary-bootstrap.ts';
import { DAY_MS, HOUR_MS } from '../../domain/time.ts';
import type { WeeklyReport } from '../../domain/weekly-report.ts';
import { dayAt, WEEK_MS, weekName, weekOf, weekStart } from './week.ts';
import { qualityOf, weekDayOf } from './week-day.ts';
import { weeklyReport } from './weekly.ts';

function week(days: readonly DailyReport[], earlier: readonly DailyReport[] = []): WeeklyReport {
  const about = { from: MONDAY, madeAt: MONDAY + WEEK_MS, office: null };
  const report = weeklyReport(days.map(weekDayOf), earlier.map(qualityOf), about);
  if (report === null) throw new Error('no day of the week was recorded');
  return report;
}
const seven = (of: (index: number) => Partial<DailyReport> = () => ({})): readonly DailyReport[] =>
  Array.from({ length: 7 }, (_, index) => dayOfWeek(index, of(index)));
const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

describe('a week is the sum of its days', () => {
  const days = seven((index) => {
    const day = dayOfWeek(index);
    return {
      equity: { ...day.equity, pnl: 100 * index - 250.25, transfers: index === 3 ? 5_000 : 0 },
      breakerCounts: [{ breaker: 'daily_soft', transition: 'tripped', count: index }],
      entries: {
        ...day.entries,
        allowed: index,
        refused: 2 * index,
        refusedByReason: [
          { reason: 'CAP_ASSET', class: 'unexpected', count: index },
          { reason: 'CLUSTER_NOT_BEST', class: 'deliberate', count: 2 * index },
        ],
      },
    };
  });
  const report = week(days);

  it('CHG-5 PnL, transfers, entries and breaker counts add up, most frequent reasons first', () => {
    expect(report.week).toBe('2025-W14');
    expect(report.equity.pnl).toBe(sum(days.map(({ equity }) => equity.pnl)));
    expect(report.equity.transfers).toBe(5_000);
    expect(report.entries).toMatchObject({ allowed: 21, refused: 42 });
    expect(report.entries.refusedByReason).toEqual([
      { reason: 'CLUSTER_NOT_BEST', class: 'deliberate', count: 42 },
      { reason: 'CAP_ASSET', class: 'unexpected', count: 21 },
    ]);
    expect(report.breakers).toEqual([{ breaker: 'daily_soft', transition: 'tripped', count: 21 }]);
    expect(report.days.map(({ pnl }) => pnl)).toEqual(days.map(({ equity }) => equity.pnl));
    expect(report.notes).toEqual([]);
  });

  it('CHG-5 tables by strategy and by asset are the sums of the days, row by row', () => {
    for (const table of ['byStrategy', 'byAsset'] as const) {
      const keys = new Set(days.flatMap(({ pnl }) => pnl[table].map(({ key }) => key)));
      expect(report.pnl[table].map(({ key }) => key)).toEqual([...keys].sort());
      for (const row of report.pnl[table]) {
        const rows = days.flatMap(({ pnl }) => pnl[table].filter(({ key }) => key === row.key));
        expect(row.net).toBeCloseTo(sum(rows.map(({ net }) => net)), 9);
        expect(row.closed).toBe(sum(rows.map(({ closed }) => closed)));
      }
    }
  });

  it('CHG-5 names the days without a report, and those of an earlier build', () => {
    const { hours: _hours, throttle: _throttle, ...old } = dayOfWeek(2);
    const partial = week([dayOfWeek(0), old, dayOfWeek(5, { from: MONDAY + 5 * DAY_MS + 1 })]);
    expect(partial.days.map(({ recorded }) => recorded)).toEqual([
      ...[true, false, true, false, false, true, false],
    ]);
    expect(partial.notes).toEqual([
      'no report of 2025-04-01, 2025-04-03, 2025-04-04, 2025-04-06: not in any sum',
      '2025-04-02: made by an earlier build, without hours, breaker counts and throttling',
      '2025-04-05 was recorded from 2025-04-05 00:00:00 UTC on',
    ]);
  });

  it('CHG-5 a week of which nothing was recorded has no report; other days are left out', () => {
    const about = { from: MONDAY, madeAt: MONDAY + WEEK_MS, office: null };
    expect(weeklyReport([], [], about)).toBeNull();
    expect(weeklyReport([weekDayOf(dayOfWeek(7)), weekDayOf(dayOfWeek(-1))], [], about)).toBeNull();
  });

  it('CHG-5 the running week says nothing of days to come', () => {
    const madeAt = MONDAY + 36 * HOUR_MS;
    const days = [weekDayOf(dayOfWeek(0)), weekDayOf(dayOfWeek(1, { closed: false }))];
    const running = weeklyReport(days, [], { from: MONDAY, madeAt, office: null });
    expect(running).toMatchObject({ closed: false, notes: [] });
    expect(running?.uptime.expected).toBe(36 * HOUR_MS);
  });

  it('CHG-5 seven days to any day are not named a week', () => {
    const from = MONDAY + 2 * DAY_MS;
    const about = { from, madeAt: from + WEEK_MS, office: null };
    expect(weeklyReport([weekDayOf(dayOfWeek(3))], [], about)?.week).toBe('7 days to 2025-04-08');
  });
});

describe('the deepest fall of the week', () => {
  it('CHG-5 names who made it, across midnight, the largest loss first', () => {
    const first = dayOfWeek(0).equity;
    const days = [
      dayOfWeek(0, {
        equity: { ...first, pnl: 600 },
        hours: [
          hourAt(0, 0),
          hourAt(12, 1_000, { byStrategy: { S1: 400, S3: 600 }, byAsset: { BTC: 1_000 } }),
          hourAt(24, 600, { byStrategy: { S1: 0, S3: 600 }, byAsset: { BTC: 600 } }),
        ],
      }),
      dayOfWeek(1, {
        equity: { ...first, pnl: -700 },
        hours: [
          hourAt(30, -900, { index: 0.997, byStrategy: { S1: 100, S3: -1_000 } }),
          hourAt(48, -700, { index: 0.999, byStrategy: { S1: 300, S3: -1_000 } }),
        ],
      }),
    ];
    const { drawdown, hours } = week(days);
    expect(hours.map(({ pnl }) => pnl)).toEqual([0, 1_000, 600, -300, -100]);
    expect(drawdown.leg).toMatchObject({
      peakAt: MONDAY + 12 * HOUR_MS,
      troughAt: MONDAY + 30 * HOUR_MS,
      pnl: -1_300,
      byStrategy: [
        { key: 'S3', pnl: -1_000 },
        { key: 'S1', pnl: -300 },
      ],
      byAsset: [{ key: 'BTC', pnl: -400 }],
    });
    expect(drawdown.leg?.depth).toBeCloseTo(1 - 0.997 / 1.01, 12);
  });
});

describe('concentration and incidents', () => {
  it('CHG-5 time over a cap adds up, the largest measures are kept with their time', () => {
    const { maxima } = dayOfWeek(0).exposure;
    const btc = (notional: number, overCapFor: number, at: number) => ({
      key: 'BTC',
      notional,
      risk: 0.1,
      cap: 0.3,
      at,
      overCapFor,
    });
    const exposed = (index: number, row: ReturnType<typeof btc>): DailyReport => {
      const day = dayOfWeek(index);
      const only = { ...maxima, total: null, topThree: null, strategies: [], assets: [row] };
      return { ...day, exposure: { ...day.exposure, maxima: only } };
    };
    const { concentration } = week([
      exposed(0, btc(0.31, 60_000, 1)),
      exposed(1, btc(0.33, 120_000, 2)),
      exposed(2, btc(0.2, 0, 3)),
    ]);
    expect(concentration).toEqual([{ kind: 'asset', ...btc(0.33, 180_000, 2) }]);
  });

  it('CHG-5 an incident that stays open over days is told once, as it stood last', () => {
    const about = { id: 'I1', class: 'P2', title: 'slow', openedAt: MONDAY + HOUR_MS };
    const times = { detect: 1_000, acknowledge: null, mitigate: null, resolve: null };
    const { incidents } = week([
      dayOfWeek(0, { incidents: [{ ...about, state: 'open', times }] }),
      dayOfWeek(1, {
        incidents: [{ ...about, state: 'resolved', times: { ...times, resolve: 90_000_000 } }],
      }),
    ]);
    expect(incidents).toMatchObject([{ state: 'resolved', times: { resolve: 90_000_000 } }]);
  });
});

describe('execution against the days before', () => {
  const traded = (index: number, slippage: number, timedOut = 0): DailyReport => {
    const day = dayOfWeek(index);
    const rate = (value: number | null, samples: number) => ({ value, samples });
    const row = {
      bucket: 'MFT',
      symbol: 'BTC/USDT:USDT',
      orders: 10,
      submitted: 1_000,
      filled: 900,
      fillRatio: rate(0.9, 10),
      slippageBps: rate(slippage, 10),
    };
    const counts = { attempts: 20, rejected: 1, ended: 20, timedOut, minSamples: 20 };
    const execution = { ...day.execution, rows: [row], counts, slippageBps: rate(slippage, 10) };
    return { ...day, execution: { ...execution, timeoutRate: rate(timedOut / 20, 20) } };
  };
  const before = [-4, -3, -2, -1].map((index) => traded(index, 2, 1));

  it('CHG-5 ratios are made of what the days counted, beyond the median and a quarter is worse', () => {
    const { execution } = week([traded(0, 2, 1), traded(1, 3.1, 1)], before);
    expect(execution.slippageBps).toEqual({ value: 2.55, samples: 20, baseline: 2, worse: true });
    expect(execution.timeoutRate).toEqual({
      value: 0.05,
      samples: 40,
      baseline: 0.05,
      worse: false,
    });
    expect(execution.rows[0]).toMatchObject({ orders: 20, filled: 1_800 });
    expect(execution.rows[0]?.fillRatio.value).toBeCloseTo(0.9, 12);
  });

  it('CHG-5 below the least samples it is insufficient; of two days before there is no baseline', () => {
    const { execution } = week([traded(0, 2)], before.slice(2));
    expect(execution.slippageBps).toEqual({
      value: null,
      samples: 10,
      baseline: null,
      worse: false,
    });
    expect(execution.rows[0]?.slippageBps).toMatchObject({ value: 2, baseline: null });
  });
});

describe('net impact of correlation throttling', () => {
  const impact = { byPlan: -30, byHolding: -10 };
  const row = {
    ...{ strategy: 'S3', level: 'cluster' as const, smaller: 1, refused: 2 },
    ...{ followed: 1, displaced: 0, ...impact },
  };
  const throttled = seven((index) => ({
    hours: [
      hourAt(24 * index + 12, -20),
      hourAt(24 * index + 24, 50, { beyond: { plan: 30, held: 10 } }),
    ],
    equity: { ...dayOfWeek(0).equity, pnl: 50 },
    throttle: {
      ...impact,
      rows: [row],
      uncounted: [{ reason: 'caps' as const, count: 1 }],
      open: { count: index, ...impact },
      ended: [],
      minutesMissing: 2,
    },
  }));

  it('CHG-5 is the sum of the days, with and without, by strategy and level', () => {
    const { throttle, hours } = week(throttled);
    expect(throttle).toMatchObject({
      byPlan: -210,
      byHolding: -70,
      rows: [{ strategy: 'S3', level: 'cluster', smaller: 7, refused: 14, byPlan: -210 }],
      uncounted: [{ reason: 'caps', count: 7 }],
      open: { count: 6 },
      minutesMissing: 14,
      with: { pnl: 350, drawdown: 20 },
      withoutByPlan: { pnl: 560, drawdown: 20 },
      withoutByHolding: { pnl: 420 },
    });
    expect(hours.at(-1)).toMatchObject({ pnl: 350, without: { plan: 560, held: 420 } });
  });

  it('CHG-5 a week without a throttled entry has no impact, exactly, and no doubt about it', () => {
    const quiet = seven((index) => ({
      hours: Array.from({ length: 24 }, (_, hour) => hourAt(24 * index + hour + 1, hour)),
    }));
    const { throttle } = week(quiet);
    expect(throttle).toMatchObject({ byPlan: 0, byHolding: 0, rows: [] });
    expect(throttle.interval).toMatchObject({ low: 0, high: 0, hours: 168 });
    expect(throttle.with).toEqual(throttle.withoutByPlan);
  });
});

describe('intervals by stationary bootstrap', () => {
  const settings = { block: 4, resamples: 400, level: 0.9, seed: 1 };

  it('CHG-5 hold the sum of equal values exactly, and the same seed gives the same interval', () => {
    expect(sumInterval(new Array(40).fill(2), settings)).toEqual({ low: 80, high: 80 });
    const values = Array.from({ length: 60 }, (_, index) => Math.sin(index * 7) * 10);
    const interval = sumInterval(values, settings);
    expect(interval).toEqual(sumInterval(values, settings));
    expect(interval).not.toEqual(sumInterval(values, { ...settings, seed: 2 }));
  });

  /** Of a resampled sum of values whose mean is 0 (Politis and Romano 1994, lemma 1). */
  function knownDeviation(values: readonly number[], block: number): number {
    const { length } = values;
    const together = (lag: number): number =>
      sum(values.map((value, index) => value * (values[(index + lag) % length] ?? 0)));
    const lags = Array.from({ length: length - 1 }, (_, index) => index + 1);
    const part = (lag: number): number =>
      (1 - lag / length) * (1 - 1 / block) ** lag * together(lag);
    return Math.sqrt(together(0) + 2 * sum(lags.map(part)));
  }

  it('CHG-5 are as wide as the known variance of a resampled sum: far wider for values that keep their sign for a while than for the same ones mixed', () => {
    const runs = Array.from({ length: 96 }, (_, index) => (Math.floor(index / 8) % 2 ? 1 : -1));
    const mixed = Array.from({ length: 96 }, (_, index) => (index % 2 ? 1 : -1));
    const width = (values: readonly number[]): number => {
      const interval = sumInterval(values, { ...settings, block: 8, resamples: 4_000 });
      return interval === null ? 0 : interval.high - interval.low;
    };
    for (const values of [runs, mixed]) {
      // 90 % of a normal distribution lies within 1.645 deviations.
      const known = 2 * 1.645 * knownDeviation(values, 8);
      expect(width(values) / known).toBeGreaterThan(0.9);
      expect(width(values) / known).toBeLessThan(1.1);
    }
    expect(width(runs)).toBeGreaterThan(4 * width(mixed));
  });

  it('CHG-5 of fewer than two blocks there is nothing to draw from', () => {
    expect(sumInterval([1, 2, 3, 4, 5, 6, 7], settings)).toBeNull();
  });
});

describe('weeks', () => {
  it('begin on Monday 00:00 UTC and are numbered after ISO 8601', () => {
    expect(weekStart(MONDAY)).toBe(MONDAY);
    expect(weekStart(MONDAY - 1)).toBe(MONDAY - WEEK_MS);
    expect(weekStart(MONDAY + WEEK_MS - 1)).toBe(MONDAY);
    const names = ['2024-12-30', '2025-12-29', '2026-11-16', '2020-12-28'].map((day) =>
      weekName(weekStart(dayAt(day))),
    );
    expect(names).toEqual(['2025-W01', '2026-W01', '2026-W47', '2020-W53']);
  });

  it('are read as they are written; a week that no year has is none', () => {
    expect(weekOf('2025-W14')).toBe(MONDAY);
    expect(weekOf('2020-W53')).toBe(Date.UTC(2020, 11, 28));
    for (const wrong of ['2025-W53', '2025-W00', '2025-14', 'W14']) {
      expect(weekOf(wrong)).toBeUndefined();
    }
  });

  it('days are counted as the calendar has them', () => {
    for (let at = Date.UTC(1999, 0, 1); at < Date.UTC(2101, 0, 1); at += 97 * DAY_MS) {
      expect(dayAt(new Date(at).toISOString().slice(0, 10))).toBe(at);
    }
  });
});
