import { describe, expect, it } from 'vitest';
import { dayOfWeek, hourAt, MONDAY } from '../../tests/support/week.ts';
import type { DailyReport } from '../domain/daily-report.ts';
import { weeklyReportSchema } from '../formats/weekly-report.ts';
import { WEEK_MS } from '../runbook/review/week.ts';
import { weekDayOf } from '../runbook/review/week-day.ts';
import { weeklyReport } from '../runbook/review/weekly.ts';
import { renderWeekly } from './weekly-files.ts';

const throttle: DailyReport['throttle'] = {
  byPlan: 109.95,
  byHolding: -9.99,
  rows: [
    {
      strategy: 'S3',
      level: 'joint_extreme',
      smaller: 2,
      refused: 3,
      followed: 1,
      displaced: 0,
      byPlan: 109.95,
      byHolding: -9.99,
    },
  ],
  uncounted: [{ reason: 'in_position', count: 2 }],
  open: { count: 1, byPlan: 12.5, byHolding: 12.5 },
  ended: [],
  minutesMissing: 3,
};
const hours = [
  hourAt(1, 0),
  hourAt(2, -200, { byStrategy: { S3: -150, '<b>': -50 } }),
  hourAt(24, 691, { beyond: { plan: -109.95, held: 9.99 } }),
];
const office = [
  { at: MONDAY + 1_000, what: 'in force', actor: 'desk', text: 'P1, 0123456789ab, wider <stops>' },
];
const report = weeklyReport([weekDayOf(dayOfWeek(0, { hours, throttle }))], [], {
  from: MONDAY,
  madeAt: MONDAY + WEEK_MS,
  office,
});
if (report === null) throw new Error('no report');

describe('weekly review in its forms', () => {
  it('CHG-5 Markdown has the impact both ways, by strategy and level, and how it is worked out', () => {
    const text = renderWeekly(report, 'md');
    expect(text).toContain('# Weekly review 2025-W14');
    expect(text).toContain('| net impact, USDT | +109.95 | -9.99 |');
    expect(text).toContain('| S3 | joint extreme | 2 | 3 | 1 | 0 | +109.95 | -9.99 |');
    expect(text).toContain('| the strategy would have held the symbol already | 2 |');
    expect(text).toContain('3 minutes without a price while one was open.');
    expect(text).toContain('## How the impact is worked out');
    expect(text).toContain('| in force | desk | P1, 0123456789ab, wider \\<stops\\> |');
    expect(text).toContain('no report of 2025-04-01, 2025-04-02');
  });

  it('CHG-5 JSON has the shape that is published, and reads back to the same review', () => {
    const read = weeklyReportSchema.parse(JSON.parse(renderWeekly(report, 'json')));
    expect(read).toEqual(report);
  });

  it('CHG-5 CSV has four columns in every row, and curves that are not rounded', () => {
    const rows = renderWeekly(report, 'csv').trimEnd().split('\n');
    expect(rows).toContain('figures,1,throttle_impact_by_plan,109.95');
    expect(rows).toContain(`hours,${MONDAY + 86_400_000},without_by_plan,${691 - 109.95}`);
    for (const row of rows) {
      expect(row.replace(/"([^"]|"")*"/g, 'quoted').split(',')).toHaveLength(4);
    }
  });

  it('CHG-5 HTML is one file with three curves told apart, and words of others stay words', () => {
    const html = renderWeekly(report, 'html');
    expect(html).not.toMatch(/<script|https?:|url\((?!#)/);
    for (const line of ['class="line"', 'class="line second"', 'class="line third"']) {
      expect(html).toContain(line);
    }
    expect(html).toContain('@media print');
    expect(html).toContain('&lt;b&gt;');
    expect(html).not.toContain('<b>-50');
  });
});
