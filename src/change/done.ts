import type { ChangedKey, ChangeFact } from '../domain/change.ts';
import type { ChangeAnswer } from '../domain/change-office.ts';

/** The answer to a command that changed something. */
export function done(
  id: string,
  facts: readonly ChangeFact[],
  notes: readonly string[],
  changed: readonly ChangedKey[] = [],
): Extract<ChangeAnswer, { kind: 'done' }> {
  const proposed = facts.find((fact) => fact.kind === 'proposed');
  const moved = facts.find((fact) => fact.kind === 'in_force');
  const kind = proposed?.version.class;
  return {
    kind: 'done',
    id,
    commit: moved?.ref.commit ?? proposed?.version.commit ?? null,
    class: kind === 'major' || kind === 'minor' ? kind : null,
    changed,
    notes,
  };
}
