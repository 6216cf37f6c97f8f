import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeFact } from '../domain/change.ts';
import { openSqliteJournal } from '../journal/sqlite-journal.ts';
import { changeHistory } from './change-history.ts';
import { type Home, homeAt } from './home.ts';

describe('changes for a review', () => {
  let folder: string;
  let home: Home;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'septet-changes-'));
    home = homeAt(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const ref = { commit: '0123456789abcdef0123456789abcdef01234567', version: 'c-1', build: 'b1' };
  const facts: readonly ChangeFact[] = [
    { kind: 'known_good', at: 50, ref, figures: [] },
    {
      kind: 'in_force',
      at: 100,
      ref,
      by: 'promotion',
      id: 'P1',
      actor: 'first operator',
      reason: 'tighter stops',
    },
    { kind: 'refused', at: 110, command: 'promote', actor: 'second operator', text: 'day 3 of 7' },
    { kind: 'withdrawn', at: 200, proposal: 'P2', actor: 'desk', reason: 'no longer wanted' },
  ];

  it('CHG-5 tells what changed in the time asked for, by whom and why', () => {
    const journal = openSqliteJournal(join(folder, 'changes.db'), { build: 'b1', config: 'c-1' });
    journal.append(facts.map((data) => ({ at: data.at, source: 'changes', type: 'fact', data })));
    expect(changeHistory(home, 50, 200)).toBeNull();
    journal.close();
    expect(changeHistory(home, 50, 200)).toEqual([
      { at: 100, what: 'in force', actor: 'first operator', text: '0123456789ab, tighter stops' },
      { at: 200, what: 'withdrawn', actor: 'desk', text: 'P2, no longer wanted' },
    ]);
  });

  it('CHG-5 is empty for a home without an office', () => {
    expect(changeHistory(home, 0, 1_000)).toEqual([]);
  });
});
