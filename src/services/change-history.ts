/** What the change office recorded, as lines of a review. The one place that reads its journal for reports. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeFact } from '../domain/change.ts';
import type { EpochMs } from '../domain/time.ts';
import type { ChangeLine } from '../domain/weekly-report.ts';
import { JournalError } from '../journal/errors.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import type { Home } from './home.ts';

/** Steps of paper validation and refusals come by the hundred; a review names what changed. */
const QUIET: readonly ChangeFact['kind'][] = ['paper', 'refused', 'rollback_step'];

/**
 * Facts of (from, to]; empty for a home without an office, null while somebody else holds its
 * journal: a journal has one owner.
 */
export function changeHistory(
  home: Home,
  from: EpochMs,
  to: EpochMs,
): readonly ChangeLine[] | null {
  const path = join(home.path, 'changes.db');
  if (!existsSync(path)) return [];
  const about = { build: 'report', config: 'report', mustExist: true, verifyTail: 0 };
  try {
    const journal = openSqliteJournal(path, about);
    try {
      const lines: ChangeLine[] = [];
      for (const { data } of journal.read()) {
        const fact = data as ChangeFact;
        if (fact.at > from && fact.at <= to && !QUIET.includes(fact.kind)) lines.push(lineOf(fact));
      }
      return lines;
    } finally {
      journal.close();
    }
  } catch (error) {
    if (error instanceof JournalError && error.code === 'locked') return null;
    throw error;
  }
}

/** Who, what it concerns, and the reason, wherever the fact has them. */
function lineOf(fact: ChangeFact): ChangeLine {
  const has = fact as unknown as Readonly<Record<string, unknown>>;
  const text = (name: string): string => (typeof has[name] === 'string' ? has[name] : '');
  const version = has['version'] as { readonly commit?: string; readonly reason?: string } | null;
  const ref = (has['ref'] ?? has['to']) as { readonly commit?: string } | null;
  const commit = (version?.commit ?? ref?.commit ?? '').slice(0, 12);
  const words = [
    text('proposal') || text('rollback'),
    commit,
    text('outcome'),
    text('reason') || version?.reason || text('text'),
  ];
  return {
    at: fact.at,
    what: fact.kind.replaceAll('_', ' '),
    actor: text('actor'),
    text: words.filter((word) => word !== '').join(', '),
  };
}
