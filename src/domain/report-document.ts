import type { DailyReport } from './daily-report.ts';
import type { AcceptanceReport } from './status.ts';
import type { WeeklyReport } from './weekly-report.ts';

/** A report that is kept as files beside the journal that has it. */
export type ReportDocument =
  | { readonly kind: 'daily'; readonly report: DailyReport }
  | { readonly kind: 'weekly'; readonly report: WeeklyReport }
  | { readonly kind: 'acceptance'; readonly report: AcceptanceReport };
