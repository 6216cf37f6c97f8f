/** Reports among the records of a journal: what is exported as files. */
import type { DailyReport } from '../../domain/daily-report.ts';
import type { Envelope } from '../../domain/envelope.ts';
import type { ReportDocument } from '../../domain/report-document.ts';
import type { AcceptanceReport } from '../../domain/status.ts';
import type { WeeklyReport } from '../../domain/weekly-report.ts';
import { REPORT_TYPE, WEEKLY_TYPE } from './records.ts';

/** Null for every other record. */
export function documentOf({ type, data }: Envelope): ReportDocument | null {
  if (type === REPORT_TYPE) return { kind: 'daily', report: data as DailyReport };
  if (type === WEEKLY_TYPE) return { kind: 'weekly', report: data as WeeklyReport };
  if (type !== 'output.launch_acceptance') return null;
  const { report } = data as { readonly report: AcceptanceReport };
  return { kind: 'acceptance', report };
}
