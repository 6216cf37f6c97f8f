/** Net impact of correlation throttling, and how it is worked out, in plain words. */
import type { DayThrottle, ThrottleRow, Uncounted } from '../domain/throttle.ts';
import type { WeeklyReport } from '../domain/weekly-report.ts';
import { type Section, table } from './section.ts';
import { percent, signed, span } from './text.ts';

const UNCOUNTED_WORDS: Readonly<Record<Uncounted, string>> = {
  no_size: 'the decision had no size without throttling',
  open_trades: 'would have been one open trade too many',
  in_position: 'the strategy would have held the symbol already',
  caps: 'no room under a cap',
  minimum: "below the venue's minimum without throttling, too",
  too_many: 'more were open at once than are followed',
};

export function throttleSections({
  throttle: t,
  throttleTimes: times,
}: WeeklyReport): readonly Section[] {
  const { interval } = t;
  const between =
    interval === null
      ? 'too few hours for one'
      : `${signed(interval.low)} to ${signed(interval.high)} (${percent(interval.level)} of ${interval.resamples} resamples of ${interval.hours} hours in blocks of ${interval.blockHours})`;
  const figures = table(
    'throttle',
    'Correlation throttling: net impact',
    ['figure', 'left by plan', 'or after the holding time'],
    [
      ['net impact, USDT', signed(t.byPlan), signed(t.byHolding)],
      ['interval of it', between, ''],
      ['PnL with throttling, USDT', signed(t.with.pnl), signed(t.with.pnl)],
      ['PnL without', signed(t.withoutByPlan.pnl), signed(t.withoutByHolding.pnl)],
      ['largest fall with, USDT', signed(-t.with.drawdown), signed(-t.with.drawdown)],
      [
        'largest fall without',
        signed(-t.withoutByPlan.drawdown),
        signed(-t.withoutByHolding.drawdown),
      ],
      [
        `of it still open at the close (${t.open.count})`,
        signed(t.open.byPlan),
        signed(t.open.byHolding),
      ],
    ],
    'Above 0: throttling earned or saved that much; below 0: it cost that much.',
  );
  const rows = byStrategyAndLevel(
    t.rows,
    times
      .map(({ name, times: count, inForce }) => `${name} ${count} times, ${span(inForce)}`)
      .join('; '),
  );
  const uncounted = table(
    'throttle_uncounted',
    'Refused entries that are not compared',
    ['why', 'entries'],
    t.uncounted.map(({ reason, count }) => [UNCOUNTED_WORDS[reason], `${count}`]),
    t.minutesMissing === 0 ? '' : `${t.minutesMissing} minutes without a price while one was open.`,
  );
  return [figures, rows, uncounted, method()];
}

const byStrategyAndLevel = (rows: readonly ThrottleRow[], note: string): Section =>
  table(
    'throttle_rows',
    'Correlation throttling by strategy and level',
    ['strategy', 'level', 'smaller', 'refused', 'compared', 'displaced', 'by plan', 'by holding'],
    rows.map((row) => [
      row.strategy,
      row.level.replaceAll('_', ' '),
      `${row.smaller}`,
      `${row.refused}`,
      `${row.followed}`,
      `${row.displaced}`,
      signed(row.byPlan),
      signed(row.byHolding),
    ]),
    note,
  );

/** A day's part of it; nothing where the report is of a build that did not follow it. */
export function dayThrottleSections(day: DayThrottle | undefined): readonly Section[] {
  if (day === undefined) return [];
  const { byPlan, byHolding, open } = day;
  const still = `${open.count} still open at the close, ${signed(open.byPlan)} of it`;
  const note = `net impact of the day, USDT: ${signed(byPlan)} left by plan, ${signed(byHolding)} by holding time; ${still}`;
  return [byStrategyAndLevel(day.rows, note)];
}

function method(): Section {
  const rows = [
    [
      'Made smaller',
      "The entry's own result, fees and funding included, times the share by which it would have been larger.",
    ],
    [
      'Refused',
      "Taken at the best ask (long) or bid (short) of the decision, with the size that the decision recorded without throttling, then walked over the feed's 1m candles with the exit plan as the executor runs it: stop, trailing stop, minimal return. Taker fee both ways, half a spread at the exit, funding at the announced rate.",
    ],
    [
      'Displaced',
      'A real entry where a refused one would still have held the symbol is taken out: a strategy holds one position a symbol.',
    ],
    [
      'Within limits',
      'Open trades and caps hold for both worlds, everything that is compared counted; for more than three symbols the cap of the largest three is held more tightly than it is.',
    ],
    [
      'Still open',
      'Valued at mark without the cost of leaving; shown apart. The next day begins with that value, so that days add up.',
    ],
    [
      'Not known',
      'Rule exits of a strategy for a position that never was: therefore two figures, by the plan alone, and with its expected holding time as the latest end. Whether spread, slippage and funding guards would have let a refused entry pass. What larger profits or losses would have done to later sizes, breakers and profiles. Within a minute the stop counts before the best price; in the minute of the entry only the close.',
    ],
    [
      'Interval',
      'Hours of the week drawn in blocks, with replacement: how far the sum might lie elsewhere by chance. It says nothing of other weeks.',
    ],
  ];
  return table('throttle_method', 'How the impact is worked out', ['step', 'what is done'], rows);
}
