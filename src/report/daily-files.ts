/** The daily report in every form it is exported in (requirement CAD-3). */
import type { DailyReport } from '../domain/daily-report.ts';
import { dailyCsv } from './daily-csv.ts';
import { dailyHtml } from './daily-html.ts';
import { dailyMarkdown } from './daily-markdown.ts';

export const REPORT_FORMATS = ['md', 'json', 'csv', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export function renderDaily(report: DailyReport, format: ReportFormat): string {
  switch (format) {
    case 'md':
      return dailyMarkdown(report);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return dailyCsv(report);
    case 'html':
      return dailyHtml(report);
  }
}
