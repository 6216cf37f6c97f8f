/** The daily report as CSV: one row a figure, `section,row,column,value`, for spreadsheets. */
import type { DailyReport } from '../domain/daily-report.ts';
import { CSV_HEAD, line, sectionRows } from './csv.ts';
import { sectionsOf } from './sections.ts';

export function dailyCsv(report: DailyReport): string {
  const about = (column: string, value: string): string => line('report', '1', column, value);
  const rows = [
    CSV_HEAD,
    about('portfolio', report.portfolio),
    about('day', report.day),
    about('closed', `${report.closed}`),
    about('configuration', report.configVersion),
    about('build', report.build),
    about('profile', report.profile),
    ...exact(report),
    ...sectionsOf(report).flatMap(sectionRows),
  ];
  return `${rows.join('\n')}\n`;
}

/** Figures without grouping or rounding, for those who calculate on. */
function exact({ equity, pnl, drawdown }: DailyReport): readonly string[] {
  const figure = (column: string, value: number | null | undefined): string =>
    line('figures', '1', column, value === null || value === undefined ? '' : `${value}`);
  return [
    figure('equity_open', equity.open?.equity),
    figure('equity_close', equity.close?.equity),
    figure('equity_high', equity.high?.equity),
    figure('equity_low', equity.low?.equity),
    figure('pnl', equity.pnl),
    figure('return', equity.return),
    figure('transfers', equity.transfers),
    figure('drawdown_rolling_max', drawdown.rolling?.value),
    figure('drawdown_of_day_max', drawdown.ofDay?.value),
    ...pnl.byStrategy.map(({ key, net }) => line('figures', key, 'pnl_strategy', `${net}`)),
    ...pnl.byAsset.map(({ key, net }) => line('figures', key, 'pnl_asset', `${net}`)),
    ...equity.samples.map((point) =>
      line('equity_curve', `${point.at}`, 'equity', `${point.equity}`),
    ),
  ];
}
