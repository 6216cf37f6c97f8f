/** Reports of a stopped home, from its journal. The home must not run: a journal has one owner. */
import { existsSync } from 'node:fs';
import type { DailyReport } from '../domain/daily-report.ts';
import type { Journal } from '../domain/journal.ts';
import type { AcceptanceReport } from '../domain/status.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { kernelFactory } from '../orchestrator/core/kernel-factory.ts';
import { reportNow } from '../orchestrator/core/report.ts';
import { recoveredCore } from '../orchestrator/create.ts';
import { documentOf } from '../orchestrator/record/documents.ts';
import type { Home } from './home.ts';

/** Closed days by name, and acceptance reports, oldest first. */
export interface StoredReports {
  readonly daily: ReadonlyMap<string, DailyReport>;
  readonly acceptance: readonly AcceptanceReport[];
}

/** Reads the whole journal; undefined when there is none. */
export function storedReports(home: Home): StoredReports | undefined {
  return withJournal(home, (journal) => {
    const daily = new Map<string, DailyReport>();
    const acceptance: AcceptanceReport[] = [];
    for (const envelope of journal.read()) {
      const document = documentOf(envelope);
      if (document?.kind === 'daily') daily.set(document.report.day, document.report);
      else if (document?.kind === 'acceptance') acceptance.push(document.report);
    }
    return { daily, acceptance };
  });
}

/** The day in which the home stopped, as far as it was recorded. */
export function lastDay(home: Home): DailyReport | undefined {
  return withJournal(home, (journal) => reportNow(recoveredCore(journal, kernelFactory)));
}

function withJournal<T>(home: Home, work: (journal: Journal) => T): T | undefined {
  const path = home.orchestratorJournal;
  if (!existsSync(path)) return undefined;
  const about = { build: 'report', config: 'report', mustExist: true, verifyTail: 0 };
  const journal = openSqliteJournal(path, about);
  try {
    return work(journal);
  } finally {
    journal.close();
  }
}
