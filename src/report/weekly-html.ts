/** The weekly review as one HTML file. */
import type { WeeklyReport } from '../domain/weekly-report.ts';
import { barChart, linesChart } from './chart.ts';
import { cards, heading, htmlPage, htmlSection } from './page.ts';
import { percent, signed } from './text.ts';
import { weekLead, weekSections, weekTitle } from './weekly-sections.ts';

export function weeklyHtml(report: WeeklyReport): string {
  return htmlPage(weekTitle(report), weekLead(report), [
    cards(figuresOf(report)),
    `${heading('PnL of the week, with and without correlation throttling (USDT)')}${curves(report)}`,
    `${heading('Impact of correlation throttling by strategy (USDT)')}${impacts(report)}`,
    `${heading('PnL by strategy (USDT)')}${barChart(
      'PnL by strategy',
      report.pnl.byStrategy.map(({ key, net }) => ({ name: key, value: net })),
      signed,
    )}`,
    ...weekSections(report).map(htmlSection),
  ]);
}

function figuresOf({
  equity,
  drawdown,
  throttle,
  entries,
  incidents,
  cadence,
  uptime,
}: WeeklyReport): readonly (readonly [string, string])[] {
  const missed = cadence.reduce((sum, row) => sum + row.missed, 0);
  return [
    ['PnL, USDT', signed(equity.pnl)],
    ['return', percent(equity.return)],
    ['largest drawdown', percent(drawdown.rolling?.value ?? null)],
    ['impact of throttling, USDT', signed(throttle.byPlan)],
    ['entries allowed', `${entries.allowed}`],
    ['entries refused', `${entries.refused}`],
    ['incidents', `${incidents.length}`],
    ['tasks missed', `${missed}`],
    ['recorded', uptime.expected > 0 ? percent(uptime.recorded / uptime.expected) : '-'],
  ];
}

function curves({ hours }: WeeklyReport): string {
  const line = (name: string, pick: (hour: WeeklyReport['hours'][number]) => number) => ({
    name,
    points: hours.map((hour) => ({ at: hour.at, value: pick(hour) })),
  });
  const series = [
    line('as it was', ({ pnl }) => pnl),
    line('without, left by plan', ({ without }) => without.plan),
    line('without, by holding time', ({ without }) => without.held),
  ];
  return linesChart('PnL of the week', series, [], signed);
}

function impacts({ throttle }: WeeklyReport): string {
  const table = new Map<string, number>();
  for (const { strategy, byPlan } of throttle.rows) {
    table.set(strategy, (table.get(strategy) ?? 0) + byPlan);
  }
  const bars = [...table].map(([name, value]) => ({ name, value }));
  return barChart('Impact by strategy', bars, signed);
}
