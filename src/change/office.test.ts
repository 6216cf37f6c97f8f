import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ConfigFolder,
  copyOfDefaults,
  DEFAULT_FOLDER,
} from '../config/testing/config-folder.ts';
import type { ChangeFact } from '../domain/change.ts';
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import type { Journal } from '../domain/journal.ts';
import { type Standing, unregistered } from '../domain/people.ts';
import { createMemoryJournal } from '../journal/memory-journal.ts';
import { appendFacts, readFacts } from './change-journal.ts';
import { complete, planCompletion } from './complete.ts';
import { importFirst } from './import-first.ts';
import { ChangeOffice } from './office.ts';
import type { OfficePorts } from './office-ports.ts';
import { settle } from './settle.ts';
import { contentOf, filesOfFolder } from './store/content.ts';

const MINUTE = 60_000;
const registered = (name: string, role: Standing['role']): Standing => ({
  ...{ name, role, registered: 2, confirmers: 2, problem: null },
});
const FIRST = registered('first operator', 'risk');
const SECOND = registered('second operator', 'risk');

let home: string;
let edit: ConfigFolder;
let journal: Journal;
let now: number;
let venue: 'paper' | 'live';
let applied: number;
let office: ChangeOffice;

const ports: OfficePorts = {
  now: () => now,
  build: '1.0.0+abc',
  venueKind: () => venue,
  defaults: () => filesOfFolder(DEFAULT_FOLDER),
  misfit: ({ kernel }) => (kernel.portfolio === 'main' ? null : 'this home is of portfolio main'),
  apply: () => {
    applied += 1;
    return Promise.resolve(['orchestrator restarted']);
  },
  paper: {
    task: () => null,
    told: () => null,
    runs: () => null,
    counts: () => true,
    begin: () => Promise.resolve('nobody is on paper here'),
    end: () => {},
  },
  say: () => {},
};

/** A home with its first version, made once: each test gets a copy. */
let template: string;
let firstFacts: readonly ChangeFact[];

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'septet-office-'));
  now = Date.UTC(2026, 0, 5, 9);
  const first = createMemoryJournal({ build: '1.0.0+abc', config: 'changes' });
  const made = new ChangeOffice(join(template, 'config'), first, ports);
  const imported = await importFirst(made, filesOfFolder(DEFAULT_FOLDER), DEFAULT_FOLDER, 'desk');
  expect(imported).toMatchObject({ ok: true, notes: [] });
  firstFacts = [...readFacts(first)];
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'septet-office-'));
  cpSync(template, home, { recursive: true });
  edit = copyOfDefaults();
  journal = createMemoryJournal({ build: '1.0.0+abc', config: 'changes' });
  appendFacts(journal, firstFacts);
  now = Date.UTC(2026, 0, 5, 9);
  venue = 'live';
  applied = 0;
  office = new ChangeOffice(join(home, 'config'), journal, ports);
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
  edit.dispose();
});

const give = (command: ChangeCommand, who: Standing = FIRST): Promise<ChangeReply> =>
  office.command(command, who);
const propose = (from: string | null = null, as: string | null = null, who = FIRST) =>
  give({ kind: 'propose', from, as, reason: 'tighter stops' }, who);
const promote = (proposal: string) => give({ kind: 'promote', proposal, reason: 'agreed' });

/** Changes a file of the folder that belongs to the repository. */
function change(file: string, from: string, to: string): void {
  const path = join(office.folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}

const facts = (): readonly string[] => [...readFacts(journal)].map(({ kind }) => kind);
const refusedTexts = (): readonly string[] => office.book.refusals.map(({ text }) => text);

describe('the first version', () => {
  it('CHG-1 of a home is the folder it was started with, as a commit with its author', async () => {
    expect(facts()).toEqual(['imported', 'in_force']);
    expect(office.book.inForce).toMatchObject({ by: 'import', actor: 'desk' });
    expect(filesOfFolder(office.folder)).toEqual(filesOfFolder(edit.path));
    expect(await office.drift()).toEqual([]);
    const store = await office.store();
    expect(await store.branch('main')).toBe(office.book.inForce?.ref.commit);
  });

  it('CHG-1 a broken configuration is refused with file and line, and nothing is in force', async () => {
    edit.edit('risk.yaml', 'breaker: 9%', 'breaker: 9 percent');
    const fresh = new ChangeOffice(
      join(home, 'other'),
      createMemoryJournal({ build: 'b', config: 'changes' }),
      ports,
    );
    const files = filesOfFolder(edit.path);
    expect(await importFirst(fresh, files, edit.path, 'desk')).toMatchObject({
      ok: false,
      text: expect.stringMatching(/1 error in .*\nrisk.yaml:\d+:\d+ breakers.drawdown.breaker/),
    });
    expect(fresh.book.inForce).toBeNull();
    expect(existsSync(join(home, 'other'))).toBe(false);
  });
});

describe('drift', () => {
  it('CHG-1 editing a file by hand is shown and never in force', async () => {
    change('risk.yaml', 'breaker: 9%', 'breaker: 20%');
    expect(await office.drift()).toEqual(['risk.yaml']);
    expect((await office.configInForce()).kernel.breakers.drawdown.breaker).toBe(0.09);
    expect(await give({ kind: 'diff', from: 'in-force', to: 'files' })).toMatchObject({
      answer: {
        class: 'major',
        files: ['risk.yaml'],
        changed: [{ path: 'breakers.drawdown.breaker', before: 0.09, after: 0.2 }],
      },
    });
    expect(await give({ kind: 'status' })).toMatchObject({ answer: { drift: ['risk.yaml'] } });
  });
});

describe('a change', () => {
  it('CHG-1, CHG-2 a minor one goes from the files to in force, with author, reason and history', async () => {
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    expect(await propose()).toMatchObject({
      ok: true,
      text: 'p-1 is proposed as a minor change',
      answer: { id: 'p-1', class: 'minor', changed: [{ path: 'strategies.S1.stop' }] },
    });
    expect((await office.configInForce()).kernel.strategies[0]?.stop).toBe(0.018);
    expect(await promote('p-1')).toMatchObject({
      ok: true,
      answer: { notes: ['orchestrator restarted'] },
    });
    expect(applied).toBe(1);
    expect((await office.configInForce()).kernel.strategies[0]?.stop).toBe(0.0175);
    expect(await office.drift()).toEqual([]);
    const store = await office.store();
    expect(await store.branch('main')).toBe(office.book.inForce?.ref.commit);
    expect(await store.branch('proposal/p-1')).toBeUndefined();
    const reply = await give({ kind: 'history', limit: 10 });
    expect(reply).toMatchObject({
      answer: {
        entries: [
          { by: 'promotion', id: 'p-1', author: 'first operator', marks: ['in force'] },
          { by: 'import', marks: ['validated'] },
        ],
      },
    });
    const [last] = await store.history(office.book.inForce?.ref.commit ?? '');
    expect(last).toMatchObject({ title: 'p-1: tighter stops', author: 'first operator' });
    expect(last?.trailers).toContainEqual(['Promoted-by', 'first operator: agreed']);
  });

  it('CHG-2 a major one is refused live with everything it lacks, and nothing changes', async () => {
    change('profiles.yaml', 'leverage: 2.5', 'leverage: 3');
    await propose();
    const before = office.book.inForce;
    expect(await promote('p-1')).toMatchObject({
      ok: false,
      code: 'GATE_APPROVAL',
      text: expect.stringMatching(/approval of somebody else.*paper.*no report/),
    });
    expect(office.book.inForce).toBe(before);
    expect(applied).toBe(0);
    expect(facts()).toEqual(['imported', 'in_force', 'proposed', 'refused']);
    expect(refusedTexts()).toHaveLength(1);
  });

  it('CHG-2 the same is promoted on paper, and the commit says what was not enforced', async () => {
    venue = 'paper';
    change('profiles.yaml', 'leverage: 2.5', 'leverage: 3');
    await propose();
    const reply = await promote('p-1');
    expect(reply).toMatchObject({ ok: true });
    expect(reply.ok && reply.answer.kind === 'done' && reply.answer.notes[0]).toMatch(
      /at a venue where gates hold it would need more: a major change needs the approval/,
    );
    const store = await office.store();
    const [last] = await store.history(office.book.inForce?.ref.commit ?? '');
    expect(last?.trailers.filter(([name]) => name === 'Not-enforced')).toHaveLength(3);
  });

  it('CHG-2 whether gates hold is decided by the version in force, not by the candidate', async () => {
    change('changes.yaml', 'enforcedFor: [live]', 'enforcedFor: []');
    await propose();
    expect(await promote('p-1')).toMatchObject({ ok: false, code: 'GATE_APPROVAL' });
  });

  it('CHG-4 a registered proposer who approves is refused; a viewer may only look', async () => {
    change('profiles.yaml', 'leverage: 2.5', 'leverage: 3');
    await propose();
    const approve = { kind: 'approve', proposal: 'p-1', reason: 'read', content: null } as const;
    now += 60 * MINUTE;
    expect(await give(approve)).toMatchObject({ code: 'SAME_PERSON' });
    expect(await give(approve, registered('guest', 'viewer'))).toMatchObject({ code: 'ROLE' });
    expect(await give({ kind: 'status' }, registered('guest', 'viewer'))).toMatchObject({
      ok: true,
    });
    expect(await give(approve, SECOND)).toMatchObject({ ok: true });
    expect(office.book.refusals.map(({ actor }) => actor)).toEqual(['first operator', 'guest']);
  });

  it('what lies on another version than the one in force is refused, and proposed again goes', async () => {
    venue = 'paper';
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    await propose();
    edit.edit('strategies.yaml', 'stop: 2.2%', 'stop: 2.1%');
    expect(await propose(edit.path)).toMatchObject({ ok: true, answer: { id: 'p-2' } });
    await promote('p-1');
    expect(await promote('p-2')).toMatchObject({ code: 'GATE_BASE' });
    edit.edit('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    expect(await propose(edit.path, 'p-2')).toMatchObject({ ok: true });
    expect(await promote('p-2')).toMatchObject({ ok: true });
    expect((await office.configInForce()).kernel.strategies.map(({ stop }) => stop)).toEqual(
      expect.arrayContaining([0.0175, 0.021]),
    );
  });

  it('a file edited meanwhile is left as it is, others follow what is in force', async () => {
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    await propose();
    change('risk.yaml', 'breaker: 9%', 'breaker: 8.9%');
    const reply = await promote('p-1');
    expect(reply.ok && reply.answer.kind === 'done' && reply.answer.notes[0]).toMatch(
      /risk.yaml in .* was edited and left as it is: not in force/,
    );
    expect(await office.drift()).toEqual(['risk.yaml']);
  });
});

describe('bad input', () => {
  it('a proposal that does not validate is refused with all errors, and with an unfinished merge', async () => {
    change('risk.yaml', 'breaker: 9%', 'breaker: 9 percent');
    change('profiles.yaml', 'leverage: 2.5', 'leverage: 0');
    expect(await propose()).toMatchObject({
      ok: false,
      code: 'INVALID',
      text: expect.stringMatching(/2 errors in .*\nprofiles.yaml:\d+:.*\nrisk.yaml:\d+:/),
    });
    writeFileSync(join(office.folder, '.git', 'MERGE_HEAD'), 'x\n');
    expect(await propose()).toMatchObject({ ok: false, code: 'UNFINISHED' });
    expect(office.book.proposals).toEqual([]);
  });

  it('nothing changed, no reason, another portfolio, a wrong id: each is refused in words', async () => {
    expect(await propose()).toMatchObject({ code: 'NOTHING_CHANGED' });
    expect(await give({ kind: 'propose', from: null, as: null, reason: ' ' })).toMatchObject({
      code: 'REASON',
    });
    change('septet.yaml', 'portfolio: main', 'portfolio: other');
    expect(await propose()).toMatchObject({
      code: 'MISFIT',
      text: 'this home is of portfolio main',
    });
    expect(await promote('p-9')).toMatchObject({ code: 'UNKNOWN_PROPOSAL' });
    const pin = { kind: 'pin', version: 'zzz', reason: 'good' } as const;
    expect(await give(pin)).toMatchObject({ code: 'UNKNOWN_VERSION' });
    expect(await give({ ...pin, version: 'deadbeef' })).toMatchObject({ code: 'UNKNOWN_VERSION' });
    expect(await give({ kind: 'diff', from: 'in-force', to: 'p-9' })).toMatchObject({ ok: false });
  });

  it('a proposal whose stored files were corrupted does not come in force', async () => {
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    await propose();
    const commit = office.book.proposals[0]?.version.commit ?? '';
    const path = join(office.folder, '.git', 'objects', commit.slice(0, 2), commit.slice(2));
    rmSync(path);
    const before = office.book.inForce;
    expect(await promote('p-1')).toMatchObject({ ok: false, code: 'MISSING' });
    expect(office.book.inForce).toBe(before);
  });

  it('a remote that is away is told and nothing else; one that is there has every branch', async () => {
    const remote = join(home, 'remote.git');
    const away = await give(
      { kind: 'remote', url: join(home, 'nowhere.git') },
      registered('boss', 'admin'),
    );
    expect(away).toMatchObject({ ok: true, answer: { remote: { ok: false } } });
    execFileSync('git', ['init', '--quiet', '--bare', remote]);
    const reply = await give({ kind: 'remote', url: remote }, registered('boss', 'admin'));
    expect(reply).toMatchObject({ answer: { remote: { url: remote } } });
    expect(
      await give({ kind: 'remote', url: 'https://me:word@host/x' }, registered('boss', 'admin')),
    ).toMatchObject({ code: 'SECRET' });
  });
});

describe('an end at any point', () => {
  /** The office as the next start finds it: the journal and whatever is on the disk. */
  const again = (): ChangeOffice => new ChangeOffice(office.folder, journal, ports);

  it('CHG-1 before the fact nothing is in force, after it everything follows', async () => {
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    await propose();
    const before = office.book.inForce?.ref.commit;
    // The fact is durable; branch, files, processes are not done.
    const proposal = office.book.proposals[0];
    const version = proposal?.version;
    if (version === undefined) throw new Error('no proposal');
    expect(again().book.inForce?.ref.commit).toBe(before);
    const ref = { commit: version.commit, version: version.version, build: ports.build };
    const words = { actor: 'first operator', reason: 'agreed' };
    appendFacts(journal, [
      { kind: 'in_force', at: now, ref, by: 'promotion', id: 'p-1', ...words },
    ]);
    office = again();
    expect((await office.configInForce()).kernel.strategies[0]?.stop).toBe(0.0175);
    await settle(office);
    const store = await office.store();
    expect(await store.branch('main')).toBe(version.commit);
    expect(await store.branch('proposal/p-1')).toBeUndefined();
    expect(await office.drift()).toEqual([]);
    expect(await settle(office)).toEqual([]);
  });

  it('RB-2 back to the version before: the branch says so without losing history', async () => {
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    await propose();
    const first = office.book.inForce?.ref;
    await promote('p-1');
    const left = office.book.inForce?.ref;
    if (first === undefined || left === undefined) throw new Error('nothing in force');
    const words = { actor: 'system', reason: 'rejects' };
    office.append([
      { kind: 'quarantined', at: now, ref: left, rollback: 'rb1', reason: 'rejects' },
      { kind: 'in_force', at: now, ref: first, by: 'rollback', id: 'rb1', ...words },
    ]);
    await settle(office);
    expect((await office.configInForce()).kernel.strategies[0]?.stop).toBe(0.018);
    expect(await office.drift()).toEqual([]);
    const store = await office.store();
    const head = (await store.branch('main')) ?? '';
    expect((await store.read(head)).parents).toEqual([left.commit, first.commit]);
    const status = execFileSync('git', ['-C', office.folder, 'status', '--porcelain'], {
      encoding: 'utf8',
    });
    expect(status).toBe('');
  });

  it('nobody registered: one person proposes, waits, confirms alone, and it shows', async () => {
    const desk = unregistered('desk');
    change('profiles.yaml', 'leverage: 2.5', 'leverage: 2.4');
    await propose(null, null, desk);
    const approve = { kind: 'approve', proposal: 'p-1', reason: 'read', content: null } as const;
    expect(await give(approve, desk)).toMatchObject({ code: 'WAITING' });
    now += 10 * MINUTE;
    expect(await give(approve, desk)).toMatchObject({
      ok: true,
      text: expect.stringMatching(/confirmed by desk alone/),
    });
  });
});

describe('a build that asks for more than the version in force has', () => {
  const LACKED = '  # Any asset not named above.\n  otherAsset: 15%\n';
  let before: ChangeOffice;

  /** A home whose version in force was made by a build that knew less. */
  beforeEach(async () => {
    rmSync(home, { recursive: true, force: true });
    edit.remove('operations.yaml');
    edit.edit('risk.yaml', LACKED, '');
    edit.edit('risk.yaml', 'BTC: 30%', 'BTC: 28%');
    journal = createMemoryJournal({ build: '0.9.0+old', config: 'changes' });
    const old = { ...ports, build: '0.9.0+old' };
    before = new ChangeOffice(join(home, 'config'), journal, old);
    const store = await before.store();
    const files = filesOfFolder(edit.path);
    const content = contentOf(files);
    const about = { author: 'desk', at: now, reason: 'first' };
    const commit = await store.write({
      ...about,
      files,
      parents: [],
      title: 'first',
      trailers: [],
    });
    const version = 'c-0123456789ab';
    before.append([
      {
        ...{ kind: 'imported', at: now },
        version: { ...about, commit, version, content, parent: null, class: 'first', changed: [] },
      },
      {
        ...{ kind: 'in_force', at: now, ref: { commit, version, build: '0.9.0+old' } },
        ...{ by: 'import', id: '', actor: 'desk', reason: 'first' },
      },
    ]);
    await settle(before);
    office = new ChangeOffice(join(home, 'config'), journal, ports);
  });

  const planned = async () => {
    const found = await planCompletion(office);
    if (!found.ok || found.plan === null) throw new Error(JSON.stringify(found));
    return found.plan;
  };

  it('OPS-7 says what it lacks, and every command works until it is completed', async () => {
    const status = await give({ kind: 'status' });
    expect(status).toMatchObject({
      ok: true,
      answer: { incomplete: ['operations.yaml', 'risk.yaml: caps.otherAsset'] },
    });
    expect((await planned()).enforced).toBe(true);
    venue = 'paper';
    expect((await planned()).enforced).toBe(false);
  });

  it('OPS-7 completes it as a version of its own that says so, where gates are told', async () => {
    venue = 'paper';
    const parent = office.book.inForce?.ref.commit;
    const { version, notes } = await complete(office, await planned(), null, '');
    expect(version).toMatchObject({
      ...{ parent, author: 'septet', class: 'major' },
      reason: 'completed for build 1.0.0+abc: added operations.yaml, risk.yaml: caps.otherAsset',
    });
    expect(version.changed.map(({ file, path, before: was }) => [file, path, was])).toContainEqual([
      ...['risk.yaml', 'caps.otherAsset', undefined],
    ]);
    expect(notes).toEqual([]);
    expect(facts()).toEqual(['imported', 'in_force', 'completed', 'in_force']);
    expect(office.book.inForce).toMatchObject({ by: 'completion', actor: 'septet' });
    expect(office.book.inForce?.ref.build).toBe('1.0.0+abc');
    const { kernel } = await office.configInForce();
    expect(kernel.caps).toMatchObject({ asset: { BTC: 0.28 }, otherAsset: 0.15 });
    // The folder follows, and nothing is drift.
    expect(await office.drift()).toEqual([]);
    expect(readFileSync(join(office.folder, 'risk.yaml'), 'utf8')).toContain(LACKED);
    expect(await planCompletion(office)).toEqual({ ok: true, plan: null });
  });

  it('OPS-7 what the build brought is no change of the next proposal', async () => {
    venue = 'paper';
    await complete(office, await planned(), null, '');
    expect(office.book.validated.at(-1)).toBe(office.book.inForce?.ref.commit);
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    expect(await propose()).toMatchObject({ ok: true, answer: { class: 'minor' } });
  });

  it('OPS-7 where gates hold a person of role risk does it, with a reason', async () => {
    const command = { kind: 'complete', reason: 'upgrade of the day' } as const;
    const denied = await give(command, registered('first operator', 'operator'));
    expect(denied).toMatchObject({ ok: false, code: 'ROLE' });
    expect(await give({ ...command, reason: ' ' })).toMatchObject({ ok: false, code: 'REASON' });
    const done = await give(command);
    expect(done).toMatchObject({ ok: true, answer: { kind: 'done', class: 'major' } });
    expect(office.book.inForce).toMatchObject({ by: 'completion', actor: 'first operator' });
    expect(office.book.inForce?.reason).toMatch(/^upgrade of the day; completed for build/);
    expect(await give(command)).toMatchObject({ ok: false, code: 'NOTHING_CHANGED' });
  });

  it('OPS-7 an edited file stays as it is and is drift; open proposals are told to follow', async () => {
    venue = 'paper';
    change('strategies.yaml', 'stop: 1.8%', 'stop: 1.75%');
    const lacking = await propose();
    // The folder lacks what this build asks for: the remedy is in the refusal.
    expect(lacking).toMatchObject({ ok: false, code: 'INVALID' });
    expect(JSON.stringify(lacking)).toContain('septet config complete --config');
    await complete(office, await planned(), null, '');
    expect(await office.drift()).toEqual(['strategies.yaml']);
    expect(await propose()).toMatchObject({ ok: true });
  });

  it('OPS-7 a kill between contents and fact leaves the old version, and the next start does it again', async () => {
    venue = 'paper';
    const plan = await planned();
    const torn = new ChangeOffice(join(home, 'config'), journal, ports);
    torn.append = () => {
      throw new Error('killed');
    };
    await expect(complete(torn, plan, null, '')).rejects.toThrow('killed');
    expect(facts()).toEqual(['imported', 'in_force']);
    await complete(office, await planned(), null, '');
    expect(await (await office.store()).branch('main')).toBe(office.book.inForce?.ref.commit);
  });
});
