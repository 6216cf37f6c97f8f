/** The facts of change on disk: a hash-chained journal of its own, `<home>/changes.db`. */
import type { ChangeFact } from '../domain/change.ts';
import type { Journal } from '../domain/journal.ts';
import { type FileJournal, openSqliteJournal } from '../journal/sqlite-journal.ts';

export const CHANGE_SOURCE = 'changes';
const PREFIX = 'fact.';

export const openChangeJournal = (path: string, build: string): FileJournal =>
  openSqliteJournal(path, { build, config: 'changes', source: CHANGE_SOURCE });

export function* readFacts(journal: Journal): Iterable<ChangeFact> {
  for (const { source, type, data } of journal.read()) {
    if (source === CHANGE_SOURCE && type.startsWith(PREFIX)) yield data as ChangeFact;
  }
}

/** All of them durable, or a throw and none. */
export function appendFacts(journal: Journal, facts: readonly ChangeFact[]): void {
  journal.append(
    facts.map((fact) => ({
      at: fact.at,
      source: CHANGE_SOURCE,
      type: `${PREFIX}${fact.kind}`,
      data: fact,
    })),
  );
}
