/**
 * Reports as files of a home: `reports/daily/<day>.*`, `reports/weekly/<week>.*` and `reports/acceptance/<instant>.*`, each
 * written whole or not at all. The journal has them anyway: what cannot be written costs the files
 * alone, and is tried again.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReportDocument } from '../domain/report-document.ts';
import { acceptanceMarkdown } from '../report/acceptance-markdown.ts';
import { REPORT_FORMATS, renderDaily } from '../report/daily-files.ts';
import { renderWeekly } from '../report/weekly-files.ts';
import type { Home } from './home.ts';
import { writeFileAtomic } from './json-file.ts';

/** Documents that wait for another try; beyond it the oldest are left to the journal. */
const WAITING_MAX = 50;

export class ReportFiles {
  private readonly home: Home;
  private readonly onProblem: (text: string) => void;
  private waiting: ReportDocument[] = [];

  constructor(home: Home, onProblem: (text: string) => void) {
    this.home = home;
    this.onProblem = onProblem;
  }

  /** Writes those of its files that are not there. */
  save(document: ReportDocument): void {
    try {
      for (const { path, text } of filesOf(this.home, document)) {
        if (existsSync(path)) continue;
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileAtomic(path, text());
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.onProblem(`the ${document.kind} report could not be written, it is tried again: ${why}`);
      this.waiting = [...this.waiting, document].slice(-WAITING_MAX);
    }
  }

  /** Tries again what could not be written. */
  retry(): void {
    const documents = this.waiting;
    this.waiting = [];
    for (const document of documents) this.save(document);
  }
}

export const dailyFile = (home: Home, day: string, format: string): string =>
  join(home.reports, 'daily', `${day}.${format}`);

export const acceptanceFolder = (home: Home): string => join(home.reports, 'acceptance');

function filesOf(
  home: Home,
  document: ReportDocument,
): readonly { readonly path: string; readonly text: () => string }[] {
  if (document.kind === 'daily') {
    const { report } = document;
    return REPORT_FORMATS.map((format) => ({
      path: dailyFile(home, report.day, format),
      text: () => renderDaily(report, format),
    }));
  }
  if (document.kind === 'weekly') {
    const { report } = document;
    return REPORT_FORMATS.map((format) => ({
      path: join(home.reports, 'weekly', `${report.week}.${format}`),
      text: () => renderWeekly(report, format),
    }));
  }
  const { report } = document;
  const name = new Date(report.at).toISOString().slice(0, 19).replaceAll(':', '-');
  const path = (format: string): string => join(acceptanceFolder(home), `${name}Z.${format}`);
  return [
    { path: path('md'), text: () => acceptanceMarkdown(report) },
    { path: path('json'), text: () => `${JSON.stringify(report, null, 2)}\n` },
  ];
}
