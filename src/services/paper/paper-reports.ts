/** Stored reports of paper validations, under names that tell them apart. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PaperReport } from '../../domain/paper.ts';
import type { EpochMs } from '../../domain/time.ts';
import { PAPER_FORMATS, type PaperFormat, renderPaper } from '../../report/paper-files.ts';
import type { Home } from '../home.ts';
import { writeFileAtomic } from '../json-file.ts';
import { SHORT } from './paper-home.ts';

/** Of one content and one run of its days: another one does not write over it. */
const reportName = ({ proposal, content }: PaperReport, startedAt: EpochMs): string => {
  const since = new Date(startedAt).toISOString().replace(/[-:]|\.\d+/g, '');
  return `paper-${proposal.replace(/[^A-Za-z0-9_-]/g, '-')}-${content.slice(0, SHORT)}-${since}`;
};

export const reportFile = (home: Home, name: string, format: PaperFormat): string =>
  join(home.reports, `${name}.${format}`);

export function writePaperReport(home: Home, report: PaperReport, startedAt: EpochMs): string {
  const name = reportName(report, startedAt);
  mkdirSync(home.reports, { recursive: true, mode: 0o700 });
  for (const format of PAPER_FORMATS) {
    writeFileAtomic(reportFile(home, name, format), renderPaper(report, format));
  }
  return name;
}
