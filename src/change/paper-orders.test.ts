import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigFolder, copyOfDefaults } from '../config/testing/config-folder.ts';
import type { ChangeFact, PaperProgress, PaperVerdict } from '../domain/change.ts';
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import type { Journal } from '../domain/journal.ts';
import type { Standing } from '../domain/people.ts';
import { createMemoryJournal } from '../journal/memory-journal.ts';
import { readFacts } from './change-journal.ts';
import { importFirst } from './import-first.ts';
import { ChangeOffice } from './office.ts';
import type { OfficePorts } from './office-ports.ts';
import type { PaperTask, PaperTold } from './paper-desk.ts';
import { followPaper } from './paper-orders.ts';
import { type ConfigFiles, contentOf, filesOfFolder } from './store/content.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK = 7 * 24 * HOUR;
const registered = (name: string): Standing => ({
  ...{ name, role: 'risk', registered: 2, confirmers: 2, problem: null },
});
const FIRST = registered('first operator');
const SECOND = registered('second operator');

let folder: string;
let edit: ConfigFolder;
let journal: Journal;
let now: number;
let runs: string | null;
let task: PaperTask | null;
let told: PaperTold | null;
let given: ConfigFiles | null;
let said: string[];
let office: ChangeOffice;

const ports: OfficePorts = {
  now: () => now,
  build: '1.0.0+abc',
  venueKind: () => 'paper',
  defaults: () => new Map(),
  misfit: () => null,
  apply: () => {
    runs = office.book.inForce?.ref.commit ?? null;
    return Promise.resolve([]);
  },
  paper: {
    task: () => task,
    told: () => told,
    runs: () => runs,
    counts: () => true,
    begin: (next, files) => {
      task = next;
      given = files;
      told = null;
      return Promise.resolve(null);
    },
    end: () => {
      task = null;
      told = null;
    },
  },
  say: (_, text) => said.push(text),
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'septet-paper-orders-'));
  edit = copyOfDefaults();
  edit.edit('changes.yaml', 'enforcedFor: [live]', 'enforcedFor: [paper]');
  journal = createMemoryJournal({ build: '1.0.0+abc', config: 'changes' });
  now = Date.UTC(2026, 0, 5, 9);
  task = null;
  told = null;
  given = null;
  said = [];
  office = new ChangeOffice(join(folder, 'config'), journal, ports);
  await importFirst(office, filesOfFolder(edit.path), edit.path, 'desk');
  runs = office.book.inForce?.ref.commit ?? null;
  edit.edit('profiles.yaml', 'leverage: 2.5', 'leverage: 2.4');
  await propose(null);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  edit.dispose();
});

const give = (command: ChangeCommand, who: Standing = FIRST): Promise<ChangeReply> =>
  office.command(command, who);
const propose = (as: string | null) =>
  give({ kind: 'propose', from: edit.path, as, reason: 'tighter leverage' });
const start = (proposal = 'p-1') => give({ kind: 'paper_start', proposal });
const promote = (proposal = 'p-1') => give({ kind: 'promote', proposal, reason: 'agreed' });
const approve = () =>
  give({ kind: 'approve', proposal: 'p-1', reason: 'read', content: null }, SECOND);

const facts = (kind: ChangeFact['kind']): readonly ChangeFact[] =>
  [...readFacts(journal)].filter((fact) => fact.kind === kind);

/** What the shadow tells after so much time that counted. */
function tell(counted: number, more: Partial<PaperProgress> = {}): void {
  const content = task?.content ?? '';
  const startedAt = Date.UTC(2026, 0, 5, 9);
  const progress = { content, startedAt, counted, needed: WEEK, gaps: 0, counts: true };
  told = { progress: { ...progress, updatedAt: startedAt + counted, ...more }, report: null };
}

function report(verdict: PaperVerdict, counts = true): void {
  tell(WEEK, { counts });
  if (told === null) return;
  told = { ...told, report: { verdict, report: 'paper-p-1-x', at: now, counts } };
}

const follow = () => office.inTurn(() => followPaper(office));

/** The office as the next start of the supervisor finds it. */
function again(): void {
  office = new ChangeOffice(office.folder, journal, ports);
}

describe('a proposal on paper', () => {
  it('CHG-2 goes there by its id, with the very files that were proposed', async () => {
    expect(await start()).toMatchObject({
      ok: true,
      text: expect.stringMatching(/p-1 .* goes on paper beside \w{10}, which is in force, for 7d/),
      answer: { notes: ['follow it with `septet config paper status`'] },
    });
    const content = office.book.proposals[0]?.version.content;
    expect(task).toMatchObject({ proposal: 'p-1', content, against: runs, anew: null });
    expect(contentOf(given ?? new Map())).toBe(content);
    given = null;
    expect(await start()).toMatchObject({ ok: true, text: expect.stringMatching(/already/) });
    expect(given).toBeNull();
  });

  it('CHG-2 what is not there, not open, or second is refused in words', async () => {
    expect(await start('p-9')).toMatchObject({ ok: false, code: 'UNKNOWN_PROPOSAL' });
    expect(await give({ kind: 'paper_stop' })).toMatchObject({ ok: false, code: 'NOT_ON_PAPER' });
    await start();
    edit.edit('profiles.yaml', 'leverage: 2.4', 'leverage: 2.3');
    await propose(null);
    expect(await start('p-2')).toMatchObject({
      code: 'BUSY',
      text: 'p-1 is on paper, one at a time: end it first (`septet config paper stop`)',
    });
    await give({ kind: 'withdraw', proposal: 'p-2', reason: 'superseded' });
    expect(await start('p-2')).toMatchObject({ code: 'NOT_OPEN' });
  });

  it('CHG-2 its time is written down at the start, hourly, and when it is ended', async () => {
    await start();
    await follow();
    expect(facts('paper')).toEqual([]);
    for (let minute = 0; minute <= 125; minute += 1) {
      tell(minute * MINUTE);
      await follow();
    }
    expect(office.book.proposals[0]?.paper?.counted).toBe(2 * HOUR);
    expect(facts('paper')).toHaveLength(3);
    await give({ kind: 'paper_stop' });
    expect(office.book.proposals[0]?.paper?.counted).toBe(125 * MINUTE);
    expect(task).toBeNull();
  });

  it('CHG-2 time that does not count any more is written down at once', async () => {
    await start();
    tell(HOUR);
    await follow();
    tell(0, { counts: false, startedAt: now + HOUR });
    await follow();
    expect(office.book.proposals[0]?.paper).toMatchObject({ counted: 0, counts: false });
  });

  it('CHG-2 a report is written down once, however often anything starts again, and never lost', async () => {
    await start();
    report('pass');
    // The supervisor was gone when the shadow wrote it.
    again();
    for (let starts = 0; starts < 3; starts += 1) {
      await follow();
      await follow();
      again();
    }
    // A shadow that died before it had told runs its tape again and writes the same report.
    now += MINUTE;
    report('pass');
    await follow();
    expect(facts('paper_report')).toHaveLength(1);
    expect(office.book.proposals[0]).toMatchObject({
      paper: { counted: WEEK },
      report: { verdict: 'pass', report: 'paper-p-1-x', content: task?.content },
    });
  });

  it('CHG-2 a changed proposal begins anew with its new files', async () => {
    await start();
    tell(5 * HOUR);
    await follow();
    edit.edit('profiles.yaml', 'leverage: 2.4', 'leverage: 2.3');
    await propose('p-1');
    await follow();
    const content = office.book.proposals[0]?.version.content;
    expect(task).toMatchObject({ content, anew: 'p-1 has other files than it had' });
    expect(contentOf(given ?? new Map())).toBe(content);
    expect(office.book.proposals[0]).toMatchObject({ paper: null, report: null });
  });

  it('CHG-2 a promotion ends the comparison: it begins anew beside what is in force, and says so', async () => {
    await start();
    report('pass');
    await follow();
    edit.edit('profiles.yaml', 'leverage: 2.4', 'leverage: 2.5');
    edit.edit('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    await propose(null);
    const before = runs;
    const stays = task;
    const apply = await promote('p-2');
    expect(apply).toMatchObject({ ok: true });
    const after = runs;
    expect(office.book.proposals[0]).toMatchObject({ paper: null, report: null });
    // The processes have not gone over yet: nothing begins, and nothing old is written down.
    runs = before;
    await follow();
    expect(task).toBe(stays);
    expect(office.book.proposals[0]?.report).toBeNull();
    runs = after;
    await follow();
    expect(task).toMatchObject({ against: after, anew: expect.stringMatching(/promotion p-2/) });
    expect(await start()).toMatchObject({
      answer: {
        notes: [expect.stringMatching(/in vain as it stands: p-1 was made on/), expect.any(String)],
      },
    });
    expect(said.at(-1)).toMatch(/p-1 begins anew on paper: \w+ came in force/);
  });

  it('CHG-2 one that is withdrawn or promoted is on paper no more', async () => {
    await start();
    await give({ kind: 'withdraw', proposal: 'p-1', reason: 'superseded' });
    await follow();
    expect(task).toBeNull();
    edit.edit('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    edit.edit('profiles.yaml', 'leverage: 2.4', 'leverage: 2.5');
    await propose(null);
    await start('p-2');
    await promote('p-2');
    await follow();
    expect(task).toBeNull();
    expect(said).toEqual([
      'p-1 is withdrawn: its time on paper ends',
      'p-2 is promoted: its time on paper ends',
    ]);
  });
});

describe('the gate of a major change where gates hold', () => {
  it('CHG-2 before its days it is refused with how far it is, after a pass it is in force', async () => {
    now += HOUR;
    await approve();
    await start();
    tell(WEEK * 0.42);
    await follow();
    expect(await promote()).toMatchObject({
      code: 'GATE_PAPER',
      text: expect.stringMatching(/42.0 % of its time on paper has passed: it goes on by itself/),
    });
    report('pass');
    await follow();
    expect(await promote()).toMatchObject({ ok: true });
    expect(office.book.validated).toContain(office.book.inForce?.ref.commit);
  });

  it('CHG-2 a marginal report needs a person who confirms it afterwards', async () => {
    now += HOUR;
    await approve();
    await start();
    now += WEEK;
    report('marginal');
    await follow();
    expect(await promote()).toMatchObject({ code: 'GATE_MARGINAL' });
    now += HOUR;
    await approve();
    expect(await promote()).toMatchObject({ ok: true });
  });

  it('CHG-2 one that fails is refused, and starting it again is no way around', async () => {
    now += HOUR;
    await approve();
    await start();
    report('fail');
    await follow();
    expect(await promote()).toMatchObject({ code: 'GATE_REPORT' });
    await give({ kind: 'paper_stop' });
    expect(await start()).toMatchObject({
      code: 'HAS_REPORT',
      text: 'p-1 has its report paper-p-1-x: fail: change it and propose it again',
    });
  });

  it('CHG-2 a preview opens nothing', async () => {
    await approve();
    await start();
    report('pass', false);
    await follow();
    expect(facts('paper_report')).toHaveLength(1);
    expect(await promote()).toMatchObject({ code: 'GATE_PAPER' });
  });
});
