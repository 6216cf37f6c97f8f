import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangeClass, ChangeFact, ConfigVersion, VersionRef } from '../../domain/change.ts';
import type { Standing } from '../../domain/people.ts';
import {
  type Book,
  EMPTY_BOOK,
  isQuarantined,
  lastValidated,
  proposalOf,
  runningRollback,
  versionInForce,
} from './book.ts';
import {
  type DecideContext,
  type Decided,
  decideApprove,
  decidePin,
  decidePropose,
  decideUnpin,
  decideWithdraw,
  planPromotion,
  reasonFault,
} from './decide.ts';
import { fold, foldAll } from './fold.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const BUILD = '1.0.0+abc';

const commitOf = (n: number): string => n.toString(16).padStart(40, '0');
const refOf = (n: number): VersionRef => ({ commit: commitOf(n), version: `c-${n}`, build: BUILD });
const person = (name: string, registered = true): Standing => ({
  name,
  role: registered ? 'risk' : null,
  registered: registered ? 2 : 0,
  confirmers: registered ? 2 : 0,
  problem: null,
});
const FIRST = person('first operator');
const SECOND = person('second operator');

/** A desk that gives commands and keeps what comes of them. */
class Desk {
  book: Book = EMPTY_BOOK;
  at = START;
  enforced = true;
  commits = 0;
  readonly facts: ChangeFact[] = [];

  constructor() {
    this.tell({ kind: 'imported', at: this.at, version: this.version('first', 'desk', 'c0') });
    this.force(1, 'import', '');
  }

  version(kind: ChangeClass, author: string, content: string): ConfigVersion {
    this.commits += 1;
    const parent = this.book.inForce?.ref.commit ?? null;
    const commit = commitOf(this.commits);
    const version = `c-${this.commits}`;
    const text = { author, reason: 'because', at: this.at, class: kind, changed: [] };
    return { commit, version, content, parent, ...text };
  }

  tell(...facts: ChangeFact[]): void {
    this.facts.push(...facts);
    this.book = foldAll(this.book, facts);
  }

  force(n: number, by: 'import' | 'promotion' | 'rollback', id: string): void {
    const text = { actor: 'desk', reason: 'because' };
    this.tell({ kind: 'in_force', at: this.at, ref: refOf(n), by, id, ...text });
  }

  context(who: Standing): DecideContext {
    return { at: this.at, who, enforced: this.enforced, wait: 10 * MINUTE };
  }

  take(decided: Decided): string {
    if (decided.ok) this.tell(...decided.facts);
    return decided.ok ? 'ok' : decided.code;
  }

  propose(who: Standing, kind: ChangeClass, content: string, id: string | null = null): string {
    const version = this.version(kind, who.name, content);
    return this.take(decidePropose(this.book, id, version, this.context(who)));
  }

  approve(who: Standing, id: string, content: string | null = null): string {
    return this.take(decideApprove(this.book, id, 'read it', content, this.context(who)));
  }

  paper(id: string, days: number, counts = true): void {
    const content = proposalOf(this.book, id)?.version.content ?? '';
    const times = { startedAt: this.at, updatedAt: this.at, gaps: 0, needed: 7 * DAY };
    const progress = { content, counted: days * DAY, counts, ...times };
    this.tell({ kind: 'paper', at: this.at, proposal: id, progress });
  }

  report(id: string, verdict: 'pass' | 'marginal' | 'fail', counts = true): void {
    const content = proposalOf(this.book, id)?.version.content ?? '';
    const report = { content, verdict, report: `paper-${id}`, at: this.at, counts };
    this.tell({ kind: 'paper_report', at: this.at, proposal: id, report });
  }

  promote(id: string): string {
    const planned = planPromotion(this.book, id, this);
    if (!planned.ok) return planned.code;
    this.commits += 1;
    this.force(this.commits, 'promotion', id);
    return 'ok';
  }
}

/** A major change that has everything but what a test takes away. */
function ready(): Desk {
  const desk = new Desk();
  desk.propose(FIRST, 'major', 'c1');
  desk.at += 7 * DAY;
  desk.paper('p-1', 7);
  desk.report('p-1', 'pass');
  desk.approve(SECOND, 'p-1');
  return desk;
}

describe('promotion', () => {
  it('CHG-2 a major change with its week on paper and a second person is promoted, and later ones are measured against it', () => {
    const desk = ready();
    expect(desk.promote('p-1')).toBe('ok');
    expect(versionInForce(desk.book)?.content).toBe('c1');
    expect(lastValidated(desk.book)?.content).toBe('c1');
    expect(desk.promote('p-1')).toBe('GATE_OPEN');
  });

  it('CHG-2 a minor change needs neither, and the one before stays what changes are measured against', () => {
    const desk = new Desk();
    desk.propose(FIRST, 'minor', 'c1');
    expect(desk.promote('p-1')).toBe('ok');
    expect(lastValidated(desk.book)?.content).toBe('c0');
  });

  it('CHG-2 day 6.9 is refused, and so is a preview that never counts', () => {
    const desk = ready();
    desk.paper('p-1', 6.9);
    expect(planPromotion(desk.book, 'p-1', desk)).toMatchObject({
      code: 'GATE_PAPER',
      text: expect.stringContaining('98.6 % of its time on paper has passed'),
    });
    desk.paper('p-1', 30, false);
    expect(desk.promote('p-1')).toBe('GATE_PAPER');
  });

  it('CHG-2 a report that fails is refused; a marginal one needs somebody who has read it', () => {
    const desk = ready();
    desk.report('p-1', 'fail');
    desk.approve(SECOND, 'p-1');
    expect(desk.promote('p-1')).toBe('GATE_REPORT');
    desk.at += MINUTE;
    desk.report('p-1', 'marginal');
    expect(desk.promote('p-1')).toBe('GATE_MARGINAL');
    desk.approve(SECOND, 'p-1');
    expect(desk.promote('p-1')).toBe('ok');
  });

  it('CHG-2 a report about recorded data does not count', () => {
    const desk = ready();
    desk.report('p-1', 'pass', false);
    expect(desk.promote('p-1')).toBe('GATE_REPORT');
  });

  it('CHG-4 where gates are not enforced it goes on, told what it would need, and stays unvalidated', () => {
    const desk = new Desk();
    desk.enforced = false;
    desk.propose(FIRST, 'major', 'c1');
    expect(planPromotion(desk.book, 'p-1', desk)).toMatchObject({
      plan: { wouldNeed: [/approval of somebody else/, /paper/, /no report/].map(matching) },
    });
    expect(desk.promote('p-1')).toBe('ok');
    expect(lastValidated(desk.book)?.content).toBe('c0');
  });

  it('CHG-1 what was made on another version than the one in force is refused everywhere', () => {
    const desk = new Desk();
    desk.enforced = false;
    desk.propose(FIRST, 'minor', 'c1');
    desk.propose(FIRST, 'minor', 'c2');
    expect(desk.promote('p-1')).toBe('ok');
    expect(desk.promote('p-2')).toBe('GATE_BASE');
    expect(desk.propose(FIRST, 'minor', 'c2+c1', 'p-2')).toBe('ok');
    expect(desk.promote('p-2')).toBe('ok');
  });
});

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe('approval', () => {
  it('CHG-4 the proposer is refused while somebody else could', () => {
    const desk = new Desk();
    desk.propose(FIRST, 'major', 'c1');
    desk.at += DAY;
    expect(desk.approve(FIRST, 'p-1')).toBe('SAME_PERSON');
    expect(desk.approve(SECOND, 'p-1')).toBe('ok');
  });

  it('CHG-4 one operator alone confirms after the waiting time, and it shows', () => {
    for (const alone of [{ ...FIRST, confirmers: 1 }, person('first operator', false)]) {
      const desk = new Desk();
      desk.propose(alone, 'major', 'c1');
      desk.at += 10 * MINUTE - 1;
      expect(desk.approve(alone, 'p-1')).toBe('WAITING');
      desk.at += 1;
      expect(desk.approve(alone, 'p-1')).toBe('ok');
      expect(proposalOf(desk.book, 'p-1')?.approvals).toMatchObject([{ self: true }]);
    }
  });

  it('CHG-4 a changed proposal voids its approvals, its paper time and its report', () => {
    const desk = ready();
    expect(desk.propose(FIRST, 'major', 'c1 and more', 'p-1')).toBe('ok');
    expect(proposalOf(desk.book, 'p-1')).toMatchObject({
      approvals: [],
      voided: 1,
      paper: null,
      report: null,
    });
    expect(desk.promote('p-1')).toBe('GATE_APPROVAL');
  });

  it('CHG-4 an approval of what was read is refused once the proposal has changed', () => {
    const desk = new Desk();
    desk.propose(FIRST, 'major', 'c1');
    desk.propose(FIRST, 'major', 'd2', 'p-1');
    expect(desk.approve(SECOND, 'p-1', 'c1')).toBe('CONTENT_CHANGED');
    expect(desk.approve(SECOND, 'p-1', 'd2')).toBe('ok');
  });

  it('a proposal that is not there, is withdrawn, or stands already is refused with what there is', () => {
    const desk = new Desk();
    desk.propose(FIRST, 'major', 'c1');
    expect(desk.propose(SECOND, 'major', 'c1')).toBe('SAME_PROPOSAL');
    expect(decideApprove(desk.book, 'p-7', 'x', null, desk.context(SECOND))).toMatchObject({
      text: 'there is no proposal p-7; open: p-1',
    });
    desk.take(decideWithdraw(desk.book, 'p-1', 'no', desk.context(FIRST)));
    expect(desk.approve(SECOND, 'p-1')).toBe('NOT_OPEN');
    expect(desk.promote('p-1')).toBe('GATE_OPEN');
    expect(reasonFault('  ')).toMatch(/say why/);
    expect(reasonFault('a'.repeat(2_001))).toMatch(/at most 2000/);
  });
});

function rolledBack(): Desk {
  const desk = ready();
  desk.take(decidePin(desk.book, refOf(1), 'ran for a year', desk.context(FIRST)));
  desk.promote('p-1');
  const from = desk.book.inForce?.ref ?? refOf(0);
  const rollback = { trigger: 'rejects', from, to: refOf(1), actor: 'system' } as const;
  const words = { occurrence: '', reason: 'rejects', evidence: [] };
  desk.tell({ kind: 'rollback_begun', at: desk.at, rollback: 'r-1', ...rollback, ...words });
  desk.tell({ kind: 'quarantined', at: desk.at, ref: from, rollback: 'r-1', reason: 'rejects' });
  desk.force(1, 'rollback', 'r-1');
  return desk;
}

describe('after a rollback', () => {
  it('RB-2 the version left is quarantined, no target any more, and no base of comparison', () => {
    const desk = rolledBack();
    const left = desk.book.past[0]?.ref ?? refOf(0);
    expect(isQuarantined(desk.book, left.commit)).toBe(true);
    expect(lastValidated(desk.book)?.content).toBe('c0');
    expect(desk.book.knownGood.map(({ ref }) => ref)).toEqual([refOf(1)]);
    expect(decidePin(desk.book, left, 'still good', desk.context(FIRST))).toMatchObject({
      code: 'QUARANTINED',
    });
  });

  it('no promotion while it runs, and its target stays known-good', () => {
    const desk = rolledBack();
    desk.enforced = false;
    desk.propose(FIRST, 'minor', 'c9');
    expect(desk.promote('p-2')).toBe('GATE_ROLLBACK');
    expect(decideUnpin(desk.book, refOf(1), 'no', desk.context(FIRST))).toMatchObject({
      code: 'ROLLBACK',
    });
    const ended = { rollback: 'r-1', outcome: 'confirmed', text: 'stable' } as const;
    desk.tell({ kind: 'rollback_ended', at: desk.at, ...ended });
    expect(runningRollback(desk.book)).toBeNull();

    expect(desk.promote('p-2')).toBe('ok');
  });

  it('CHG-4 the same files come back only with a new review, even as a minor change and on paper', () => {
    const desk = rolledBack();
    desk.enforced = false;
    const ended = { rollback: 'r-1', outcome: 'confirmed', text: 'stable' } as const;
    desk.tell({ kind: 'rollback_ended', at: desk.at, ...ended });
    desk.at += MINUTE;
    desk.propose(FIRST, 'minor', 'c1');
    expect(desk.promote('p-2')).toBe('GATE_QUARANTINE');
    desk.approve(SECOND, 'p-2');
    expect(desk.promote('p-2')).toBe('ok');
    expect(desk.book.quarantined).toEqual([]);
  });
});

type Act = (desk: Desk) => void;

const ids = fc.constantFrom('p-1', 'p-2', 'p-3');
const people = fc.constantFrom(FIRST, SECOND, { ...FIRST, confirmers: 1 });
const contents = fc.constantFrom('c1', 'c2', 'c3');
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(people, fc.constantFrom('minor', 'major'), contents, fc.option(ids)).map(
    ([who, kind, content, id]): Act =>
      (desk) => {
        desk.propose(who, kind as ChangeClass, content, id);
      },
  ),
  fc.tuple(people, ids).map(
    ([who, id]): Act =>
      (desk) => {
        desk.approve(who, id);
      },
  ),
  fc.tuple(ids, fc.double({ min: 0, max: 9, noNaN: true }), fc.boolean()).map(
    ([id, days, counts]): Act =>
      (desk) =>
        desk.paper(id, days, counts),
  ),
  fc.tuple(ids, fc.constantFrom('pass', 'marginal', 'fail'), fc.boolean()).map(
    ([id, verdict, counts]): Act =>
      (desk) => {
        desk.report(id, verdict as 'pass', counts);
      },
  ),
  fc.tuple(people, ids).map(
    ([who, id]): Act =>
      (desk) => {
        desk.take(decideWithdraw(desk.book, id, 'no', desk.context(who)));
      },
  ),
  fc.integer({ min: 0, max: 20 }).map(
    (minutes): Act =>
      (desk) => {
        desk.at += minutes * MINUTE;
      },
  ),
  ids.map(
    (id): Act =>
      (desk) => {
        desk.promote(id);
      },
  ),
);

describe('any order of commands', () => {
  it('CHG-2, CHG-4 never puts a major change in force without its week, its report and its second person', () => {
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 60 }), (order) => {
        const desk = new Desk();
        for (const act of order) {
          const before = desk.book;
          act(desk);
          const { inForce } = desk.book;
          if (inForce === before.inForce || inForce?.by !== 'promotion') continue;
          // What the facts say, read anew and without the gates.
          const { version, approvals, paper, report } = proposalOf(before, inForce.id) ?? {};
          expect(version?.parent).toBe(before.inForce?.ref.commit);
          if (version?.class !== 'major') continue;
          const { content } = version;
          expect(paper?.content).toBe(content);
          expect(paper?.counts).toBe(true);
          expect(paper?.counted).toBeGreaterThanOrEqual(7 * DAY);
          expect(report?.content).toBe(content);
          expect(report?.counts).toBe(true);
          expect(report?.verdict).not.toBe('fail');
          const valid = (approvals ?? []).filter(
            (each) =>
              each.content === content &&
              (each.actor !== version.author || each.at >= version.at + 10 * MINUTE),
          );
          expect(valid.length).toBeGreaterThan(0);
          if (report?.verdict === 'marginal') {
            expect(valid.some(({ at }) => at >= report.at)).toBe(true);
          }
        }
        expect(desk.facts.reduce(fold, EMPTY_BOOK)).toEqual(desk.book);
      }),
      { numRuns: 300 },
    );
  });

  it('reaches a promotion of a major change at all', () => {
    expect(ready().promote('p-1')).toBe('ok');
  });
});
