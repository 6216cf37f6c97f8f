/** Reports among the records of a journal: what is exported as files. */
import type { DailyReport, ReportDocument } from '../../domain/daily-report.ts';
import type { Envelope } from '../../domain/envelope.ts';
import type { AcceptanceReport } from '../../domain/status.ts';
import { REPORT_TYPE } from './records.ts';

/** Null for every other record. */
export function documentOf({ type, data }: Envelope): ReportDocument | null {
  if (type === REPORT_TYPE) return { kind: 'daily', report: data as DailyReport };
  if (type !== 'output.launch_acceptance') return null;
  const { report } = data as { readonly report: AcceptanceReport };
  return { kind: 'acceptance', report };
}
