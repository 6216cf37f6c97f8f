import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openChangeJournal } from '../../change/change-journal.ts';
import { ChangeOffice } from '../../change/office.ts';
import { requestRollback } from '../../change/rollback/commands.ts';
import type { ChangeFact, VersionRef } from '../../domain/change.ts';
import { writePeople } from '../../people/people-file.ts';
import { addPerson, NOBODY } from '../../people/registry.ts';
import { newToken, tokenHash } from '../../people/token.ts';
import { orchestratorFolder } from '../builds/home-builds.ts';
import { haltLatch } from '../halt-latch.ts';
import { type Home, homeAt, makeHome } from '../home.ts';
import { rollbackCommand } from './command.ts';
import { houseOf } from './house.ts';
import { RollbackKeeper } from './keeper.ts';

const NOW = Date.UTC(2026, 0, 5);
const ref = (digit: string, build = 'b1'): VersionRef => ({
  ...{ commit: digit.repeat(40), version: `c-${digit.repeat(12)}`, build },
});
const about = { at: NOW, actor: 'desk', reason: 'a quiet month' };
const force = (of: VersionRef): Extract<ChangeFact, { kind: 'in_force' }> => ({
  ...{ kind: 'in_force', ref: of, by: 'promotion', id: '', ...about },
});

let home: Home;
let office: ChangeOffice;
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), 'septet-house-')));
  makeHome(home);
  office = open('b1');
});
afterEach(() => {
  office.close();
  rmSync(home.path, { recursive: true, force: true });
});

const open = (build: string): ChangeOffice =>
  new ChangeOffice(home.versions, openChangeJournal(home.changes, build), {
    now: () => NOW,
    build,
    venueKind: () => 'paper',
    defaults: () => new Map(),
    misfit: () => null,
    apply: () => Promise.resolve([]),
    paper: {
      task: () => null,
      told: () => null,
      runs: () => null,
      counts: () => true,
      begin: () => Promise.resolve('nobody is on paper here'),
      end: () => {},
    },
    say: () => {},
  });
const ports = { folder: tmpdir(), goOver: () => Promise.resolve([]), say: () => {} };
const house = () => houseOf(home, office, ports);

/** As after an end of the supervisor and a start of another build. */
function reopen(build: string): void {
  office.close();
  office = open(build);
}

it('RB-2 what is known-good and quarantined is the same after an end of the supervisor', () => {
  office.append([force(ref('a')), { kind: 'pinned', ref: ref('a'), ...about }, force(ref('b'))]);
  office.append([{ kind: 'quarantined', ref: ref('c'), rollback: 'rb0', ...about }]);
  const before = house().view();
  expect(before).toMatchObject({ inForce: ref('b'), knownGood: [ref('a')] });
  expect(before.quarantined).toEqual([ref('c')]);
  reopen('b1');
  expect(house().view()).toEqual(before);
});

it('RB-2 RB-4 a version of another build is a target as this build runs it, and its figures of then are not compared', () => {
  office.append([
    { kind: 'known_good', at: NOW, ref: ref('a'), figures: ['cap BTC 0.3'] },
    force(ref('b')),
  ]);
  expect(house().figuresOf(ref('a'))).toEqual(['cap BTC 0.3']);
  reopen('b2');
  const later = house();
  expect(later.view()).toMatchObject({ inForce: ref('b', 'b2'), knownGood: [ref('a', 'b2')] });
  expect(later.figuresOf(ref('a', 'b2'))).toBeNull();
});

/** The built program of this build, as an installation has it. */
function program(build: string, content = `// ${build}`): string {
  const folder = mkdtempSync(join(home.path, 'program-'));
  writeFileSync(join(folder, 'orchestrator.cjs'), content);
  writeFileSync(join(folder, 'build.json'), JSON.stringify({ build }));
  const modules = join(home.path, 'node_modules');
  mkdirSync(join(modules, 'libsql'), { recursive: true });
  writeFileSync(join(modules, 'libsql', 'index.js'), '');
  writeFileSync(join(modules, '.package-lock.json'), '{"packages":{}}');
  return folder;
}

describe('a version of another build', () => {
  /** Known-good with b1, whose program was kept; then b2 was installed and supervises. */
  function upgraded(): void {
    office.append([
      force(ref('a')),
      { kind: 'known_good', at: NOW, ref: ref('a'), figures: ['1'] },
    ]);
    houseOf(home, office, { ...ports, folder: program('b1') }).keepBuilds();
    reopen('b2');
  }

  it('RB-2 is a target with its own build while the copy of its program is kept, and its figures are compared', () => {
    upgraded();
    const view = house().view();
    expect(view).toMatchObject({ inForce: ref('a', 'b2'), knownGood: [ref('a', 'b1')] });
    expect(house().figuresOf(view.knownGood[0] ?? ref('z'))).toEqual(['1']);
    const asked = { trigger: 'operator', occurrence: '', actor: 'desk', evidence: [] } as const;
    const ruled = requestRollback(view, { ...asked, reason: 'since b2', to: null }, true, NOW);
    expect(ruled).toMatchObject({ ok: true, facts: [{ to: ref('a', 'b1') }] });
  });

  it('RB-2 the orchestrator is started from the copy, also by a later start, until a promotion or another installation', () => {
    upgraded();
    const { say } = ports;
    const folder = (): string => orchestratorFolder({ home, office, folder: 'own', say });
    expect(folder()).toBe('own');
    const back = { by: 'rollback', id: 'rb1', ref: ref('a', 'b1'), leftBuild: 'b2' } as const;
    office.append([{ ...force(ref('a', 'b1')), ...back }]);
    expect(folder()).toBe(join(home.path, 'builds', 'b1'));
    reopen('b2');
    expect(folder()).toBe(join(home.path, 'builds', 'b1'));
    expect(house().view().inForce).toEqual(ref('a', 'b1'));
    reopen('b3');
    expect(folder()).toBe('own');
    reopen('b2');
    office.append([force(ref('b', 'b2'))]);
    expect(folder()).toBe('own');
  });

  it.each([
    [
      'damaged',
      (copy: string) => writeFileSync(join(copy, 'orchestrator.cjs'), '// other'),
      /damaged/,
    ],
    ['gone', (copy: string) => rmSync(copy, { recursive: true }), /was not kept/],
    [
      'made with other dependencies',
      (copy: string) =>
        writeFileSync(join(copy, '..', '..', 'node_modules', '.package-lock.json'), '{}'),
      /needs the dependencies it was made with/,
    ],
    [
      'of another protocol',
      (copy: string) => {
        const about = join(copy, 'kept.json');
        writeFileSync(about, readFileSync(about, 'utf8').replace('septet.bus/', 'septet.bus/0'));
      },
      /speaks septet.bus\/0/,
    ],
  ])(
    'RB-2 whose copy is %s is never run: said, and entries are halted where it was to run',
    async (_name, harm, why) => {
      upgraded();
      harm(join(home.path, 'builds', 'b1'));
      await expect(house().configOf(ref('a', 'b1'))).rejects.toThrow(why);
      const back = { by: 'rollback', id: 'rb1', ref: ref('a', 'b1'), leftBuild: 'b2' } as const;
      office.append([{ ...force(ref('a', 'b1')), ...back }]);
      const said: string[] = [];
      const say = (_severity: string, text: string): unknown => said.push(text);
      expect(orchestratorFolder({ home, office, folder: 'own', say })).toBe('own');
      expect(said[0]).toMatch(why);
      expect(haltLatch(home)?.reason).toMatch(why);
    },
  );

  it('RB-2 three programs are kept; the one that runs and the newest known-good one stay', () => {
    for (const build of ['b1', 'b2', 'b3', 'b4']) {
      reopen(build);
      office.append([{ kind: 'known_good', at: NOW, ref: ref('a', build), figures: [] }]);
      if (build === 'b4') {
        office.append([{ ...force(ref('a', 'b1')), by: 'rollback', id: 'rb1', leftBuild: 'b4' }]);
      }
      houseOf(home, office, { ...ports, folder: program(build) }).keepBuilds();
    }
    const kept = readdirSync(join(home.path, 'builds')).sort();
    expect(kept).toEqual(['b1', 'b3', 'b4']);
  });
});

it('RB-2 a rollback needs role risk where people are registered, and a refusal is journaled', async () => {
  office.append([force(ref('a')), { kind: 'pinned', ref: ref('a'), ...about }, force(ref('b'))]);
  const token = newToken();
  const by = { by: 'desk', at: NOW };
  let people = NOBODY;
  for (const [name, role, own] of [
    ['second operator', 'admin', newToken()],
    ['first operator', 'operator', token],
  ] as const) {
    const person = { name, role, token: tokenHash(own), expiresAt: null };
    const added = addPerson(people, person, by);
    if (!added.ok) throw new Error(added.text);
    people = added.registry;
  }
  writePeople(home.path, people);
  const keeper = new RollbackKeeper(house());
  for (const kind of ['start', 'decline', 'confirm'] as const) {
    const asked = { kind, to: null, actor: 'somebody', reason: 'a try', token };
    const reply = await rollbackCommand(home, office, keeper, asked);
    expect(reply).toMatchObject({ ok: false, code: 'ROLE' });
    expect(office.book.refusals.at(-1)).toMatchObject({
      ...{ command: `rollback ${kind}`, actor: 'first operator' },
      text: `septet rollback ${kind} needs role risk, and first operator has operator`,
    });
  }
  const asked = { kind: 'status', to: null, actor: 'somebody', reason: '', token: null } as const;
  const status = await rollbackCommand(home, office, keeper, asked);
  expect(status).toMatchObject({ ok: true, status: { open: null, target: ref('a') } });
});

it('RB-T4 a crash loop asks nobody: three crashes within five minutes begin it, four minutes and two do not', () => {
  office.append([force(ref('a')), { kind: 'pinned', ref: ref('a'), ...about }, force(ref('b'))]);
  const keeper = new RollbackKeeper(house());
  expect(keeper.crashed('orchestrator', [0, 240_000])).toBe(false);
  expect(keeper.crashed('executor', [0, 1_000, 2_000])).toBe(false);
  expect(office.book.rollbacks.open).toBeNull();
  expect(keeper.crashed('orchestrator', [0, 240_000, 299_999])).toBe(true);
  keeper.stop();
  expect(office.book.rollbacks.open).toMatchObject({
    ...{ id: 'rb1', begunAt: NOW, trigger: 'crash_loop', from: ref('b'), to: ref('a') },
  });
});
