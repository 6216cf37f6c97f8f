/** The weekly review in every form it is exported in (requirement CHG-5). */
import type { WeeklyReport } from '../domain/weekly-report.ts';
import { CSV_HEAD, line, sectionRows } from './csv.ts';
import type { ReportFormat } from './daily-files.ts';
import { markdown } from './markdown.ts';
import { weeklyHtml } from './weekly-html.ts';
import { weekLead, weekSections, weekTitle } from './weekly-sections.ts';

export function renderWeekly(report: WeeklyReport, format: ReportFormat): string {
  switch (format) {
    case 'md':
      return markdown(weekTitle(report), weekLead(report), weekSections(report));
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return weeklyCsv(report);
    case 'html':
      return weeklyHtml(report);
  }
}

/** The sections `figures` and `hours` are not rounded. */
function weeklyCsv(report: WeeklyReport): string {
  const figure = (column: string, value: number | string): string =>
    line('figures', '1', column, `${value}`);
  const { equity, throttle } = report;
  const rows = [
    CSV_HEAD,
    figure('portfolio', report.portfolio),
    figure('week', report.week),
    figure('closed', `${report.closed}`),
    figure('pnl', equity.pnl),
    figure('return', equity.return),
    figure('transfers', equity.transfers),
    figure('throttle_impact_by_plan', throttle.byPlan),
    figure('throttle_impact_by_holding', throttle.byHolding),
    figure('pnl_without_by_plan', throttle.withoutByPlan.pnl),
    figure('pnl_without_by_holding', throttle.withoutByHolding.pnl),
    ...report.hours.flatMap(({ at, pnl, without }) => [
      line('hours', `${at}`, 'pnl', `${pnl}`),
      line('hours', `${at}`, 'without_by_plan', `${without.plan}`),
      line('hours', `${at}`, 'without_by_holding', `${without.held}`),
    ]),
    ...weekSections(report).flatMap(sectionRows),
  ];
  return `${rows.join('\n')}\n`;
}
