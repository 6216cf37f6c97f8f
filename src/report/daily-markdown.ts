/** The daily report as Markdown. */
import type { DailyReport } from '../domain/daily-report.ts';
import { markdown } from './markdown.ts';
import { leadOf, sectionsOf, titleOf } from './sections.ts';

export const dailyMarkdown = (report: DailyReport): string =>
  markdown(titleOf(report), leadOf(report), sectionsOf(report));
