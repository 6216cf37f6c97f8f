/**
 * The process of the change office ends at any write: to its journal (real SQLite), its repository
 * (real git), its files. Whoever comes back finds one version in force, everywhere the same, and a
 * promotion or a rollback that was begun ends as if nothing had been.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CommandReply, OperatorCommand } from '../../src/bus/messages.ts';
import { BusServer } from '../../src/bus/server.ts';
import { socketPath } from '../../src/bus/socket-path.ts';
import { openChangeJournal } from '../../src/change/change-journal.ts';
import { importFirst } from '../../src/change/import-first.ts';
import { ChangeOffice } from '../../src/change/office.ts';
import { requestRollback } from '../../src/change/rollback/commands.ts';
import { driveRollback } from '../../src/change/rollback/drive.ts';
import { settle } from '../../src/change/settle.ts';
import { filesOfFolder } from '../../src/change/store/content.ts';
import { loadConfigFiles } from '../../src/config/load.ts';
import { DEFAULT_FOLDER } from '../../src/config/testing/config-folder.ts';
import type { Journal } from '../../src/domain/journal.ts';
import { unregistered } from '../../src/domain/people.ts';
import type { RollbackReading } from '../../src/domain/rollback.ts';
import { installInForce } from '../../src/services/change-over.ts';
import { machineMonotonic, startAnchor } from '../../src/services/clock.ts';
import { homeAt, makeHome } from '../../src/services/home.ts';
import { act } from '../../src/services/rollback/acts.ts';
import { houseOf } from '../../src/services/rollback/house.ts';
import { readRunFile, writeRunFile } from '../../src/services/run-file.ts';

const NOW = Date.UTC(2026, 0, 5);
const BUILD = '1.0.0+abc';
const DESK = unregistered('desk');

/** Points at which a process can end; beyond `at` nothing is written any more. */
const cut = { point: 0, at: Number.POSITIVE_INFINITY };
class Cut extends Error {}

/** True: this very write is torn in the middle. */
function pass(): boolean {
  cut.point += 1;
  if (cut.point > cut.at) throw new Cut('the process has ended');
  return cut.point === cut.at;
}
const torn = (): never => {
  throw new Cut('the process ends in the middle of this');
};

const { writeFileSync, writeSync, renameSync, rmSync } = fs;
const real = { writeFileSync, writeSync, renameSync };
const { open, rename } = fs.promises;
const half = (data: unknown): string | Uint8Array =>
  typeof data === 'string'
    ? data.slice(0, data.length / 2)
    : (data as Uint8Array).subarray(0, (data as Uint8Array).length / 2);

beforeAll(() => {
  fs.writeFileSync = (path, data, options) => {
    const tears = pass();
    real.writeFileSync(path, tears ? half(data) : data, options);
    if (tears) torn();
  };
  fs.writeSync = ((file: number, data: string) => {
    const tears = pass();
    const written = real.writeSync(file, tears ? (half(data) as string) : data);
    return tears ? torn() : written;
  }) as typeof fs.writeSync;
  fs.renameSync = (from, to) => {
    if (pass()) torn();
    real.renameSync(from, to);
  };
  fs.promises.rename = async (from, to) => {
    if (pass()) torn();
    await rename(from, to);
  };
  fs.promises.open = async (path, flags, mode) => {
    const handle = await open(path, flags, mode);
    if (flags !== 'w') return handle;
    const write = handle.writeFile.bind(handle);
    handle.writeFile = async (data, options) => {
      const tears = pass();
      await write(tears ? half(data) : data, options);
      if (tears) torn();
    };
    return handle;
  };
  syncBuiltinESMExports();
});
afterAll(() => {
  Object.assign(fs, real);
  Object.assign(fs.promises, { open, rename });
  syncBuiltinESMExports();
  rmSync(home.path, { recursive: true, force: true });
  rmSync(template, { recursive: true, force: true });
});

const home = homeAt(fs.mkdtempSync(join(tmpdir(), 'septet-cut-')));
const template = `${home.path}-template`;

/** The processes of the home: they live on when the office ends. */
const world = { version: '', halted: false, incidents: [] as { id: string; title: string }[] };
const servers: { listen: () => Promise<void>; close: () => Promise<void> }[] = [];

function orchestrator(): BusServer<'orchestrator'> {
  const ok = (text: string): CommandReply => ({ ok: true, text });
  const rate = { value: null, samples: 0 };
  const reading = (): RollbackReading => ({
    ...{
      at: NOW,
      writer: 1,
      version: world.version,
      build: BUILD,
      launch: 'complete',
      phase: null,
    },
    ...{ caughtUp: true, halt: null, closed: null, unhealthy: null, violations: 0, triggers: [] },
    ...{ timeouts: rate, slippageBps: rate },
  });
  return new BusServer({
    service: 'orchestrator',
    path: socketPath(home.path, 'orchestrator'),
    handlers: {
      rollback: reading,
      smoke: () => ({ passed: true, checks: [], figures: [] }),
      command: (command: OperatorCommand) => {
        if (command.kind === 'halt') world.halted = true;
        if (command.kind === 'rollback_lift') world.halted = false;
        if (command.kind === 'incident_open') {
          world.incidents.push({ id: `I${world.incidents.length + 1}`, title: command.title });
        }
        return ok('done');
      },
      incidents: () => world.incidents,
      decisions: () => [],
    },
    onProblem: () => {},
  } as unknown as ConstructorParameters<typeof BusServer<'orchestrator'>>[0]);
}

function executor(): BusServer<'executor'> {
  return new BusServer({
    service: 'executor',
    path: socketPath(home.path, 'executor'),
    handlers: {
      command: (): CommandReply => ({ ok: true, text: 'ENTRY_HALT is on' }),
      positions: () => [],
    },
    onProblem: () => {},
  } as unknown as ConstructorParameters<typeof BusServer<'executor'>>[0]);
}

function office(): ChangeOffice {
  const journal = openChangeJournal(home.changes, BUILD);
  const watched: Journal = Object.assign(Object.create(journal) as Journal, {
    append: (records: Parameters<Journal['append']>[0]) => {
      if (pass()) torn();
      const appended = journal.append(records);
      if (pass()) torn();
      return appended;
    },
    close: () => journal.close(),
  });
  const made: ChangeOffice = new ChangeOffice(home.versions, watched, {
    now: () => NOW,
    build: BUILD,
    venueKind: () => 'paper',
    defaults: () => filesOfFolder(DEFAULT_FOLDER),
    misfit: () => null,
    apply: async () => {
      await installInForce(home, made);
      return [];
    },
    paper: {
      task: () => null,
      told: () => null,
      runs: () => null,
      counts: () => true,
      begin: () => Promise.resolve(null),
      end: () => {},
    },
    say: () => {},
  });
  return made;
}

/** One life of the process over this home: what a start repairs, then `work`. */
async function life(work: (made: ChangeOffice) => Promise<void>, endsAt: number): Promise<void> {
  Object.assign(cut, { point: 0, at: endsAt });
  const made = office();
  try {
    await settle(made);
    await installInForce(home, made);
    await work(made);
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
  } finally {
    cut.at = Number.POSITIVE_INFINITY;
    made.close();
  }
}
const options = { speed: 1 } as const;
function installFirst(made: ChangeOffice): void {
  const loaded = loadConfigFiles(filesOfFolder(home.versions), 'first', {});
  if (!loaded.ok) throw new Error('the default configuration does not load');
  const { config, version } = loaded;
  world.version = version;
  writeRunFile(home, {
    ...{
      build: BUILD,
      config,
      configCommit: made.book.inForce?.ref.commit ?? null,
      configFiles: 1,
    },
    ...{ options: {}, profileChosenBy: 'desk', market: { kind: 'generated', seed: 11 } },
    anchor: startAnchor(undefined, NOW, options.speed, machineMonotonic()),
  });
}

const give = (made: ChangeOffice, command: Parameters<ChangeOffice['command']>[0]) =>
  made.command(command, DESK);
const promote = async (made: ChangeOffice): Promise<void> => {
  if (made.book.proposals[0]?.state !== 'open') return;
  await give(made, { kind: 'promote', proposal: 'p-1', reason: 'agreed' });
};

/** Everything says the same version. */
async function expectOneVersion(made: ChangeOffice): Promise<string> {
  const { commit } = made.book.inForce?.ref ?? { commit: '' };
  const version = made.book.versions[commit];
  const store = await made.store();
  const main = await store.read((await store.branch('main')) ?? '');
  expect(main.content).toBe(version?.content);
  expect(await made.drift()).toEqual([]);
  expect(readRunFile(home)?.configCommit).toBe(commit);
  return commit;
}

const KEPT = ['changes.db', 'config', 'run/config.json'];
function lay(from: string, to: string): void {
  for (const name of [...KEPT, 'changes.db-wal', 'changes.db-shm', 'reports', 'entry-halt.json']) {
    rmSync(join(to, name), { recursive: true, force: true });
  }
  for (const name of KEPT) fs.cpSync(join(from, name), join(to, name), { recursive: true });
}

let first = '';
beforeAll(async () => {
  makeHome(home);
  const candidate = fs.mkdtempSync(join(tmpdir(), 'septet-cut-files-'));
  fs.cpSync(DEFAULT_FOLDER, candidate, { recursive: true });
  const risk = join(candidate, 'risk.yaml');
  real.writeFileSync(risk, fs.readFileSync(risk, 'utf8').replace('BTC: 30%', 'BTC: 29%'));
  const made = office();
  const imported = await importFirst(made, filesOfFolder(DEFAULT_FOLDER), DEFAULT_FOLDER, 'desk');
  expect(imported).toMatchObject({ ok: true });
  installFirst(made);
  first = await expectOneVersion(made);
  await give(made, { kind: 'pin', version: 'in-force', reason: 'a quiet month' });
  const reply = await give(made, {
    kind: 'propose',
    from: candidate,
    as: null,
    reason: 'less BTC',
  });
  expect(reply).toMatchObject({ ok: true });
  made.close();
  rmSync(candidate, { recursive: true });
  fs.mkdirSync(join(template, 'run'), { recursive: true });
  lay(home.path, template);
  servers.push(orchestrator(), executor());
  for (const server of servers) await server.listen();
}, 60_000);
afterEach(() => {
  Object.assign(world, { halted: false, incidents: [] });
});

/** A rollback as the supervisor drives it; its processes come up with what the run file says. */
async function rollBack(made: ChangeOffice): Promise<void> {
  const house = houseOf(home, made, {
    folder: tmpdir(),
    goOver: () => {
      world.version = readRunFile(home)?.config.kernel.version ?? '';
      return Promise.resolve([]);
    },
    say: () => {},
  });
  const view = house.view();
  if (view.book.open === null && view.book.past.length === 0) {
    const asked = { trigger: 'operator', occurrence: '', actor: 'desk', to: null } as const;
    const about = { ...asked, reason: 'fills look wrong', evidence: [] };
    const ruled = requestRollback(view, about, true, NOW);
    if (!ruled.ok) throw new Error(ruled.text);
    house.append(ruled.facts);
  }
  await driveRollback({
    now: () => NOW,
    book: () => house.view().book,
    append: house.append,
    act: (step, rollback) =>
      step === 'RB-7'
        ? Promise.resolve({ kind: 'done', evidence: ['stable'] })
        : act(house, step, rollback),
  });
  // What stops the machine was the cut: whoever looks next takes the step up where it is.
  const [held] = house.view().book.open?.log.filter(({ state }) => state === 'failed') ?? [];
  if (held !== undefined && cut.point < cut.at) throw new Error(held.evidence.join('; '));
}

/** Of so many points one is tried; SEPTET_CUT_EVERY=1 tries all, which takes a minute. */
const every = (usual: number): number => Number(process.env['SEPTET_CUT_EVERY'] ?? usual);

/** Ends at a point, each on a fresh home, until none is left; returns the last one. */
async function cutAt(
  step: number,
  work: (made: ChangeOffice) => Promise<void>,
  between: (made: ChangeOffice) => Promise<void>,
  after: (made: ChangeOffice) => Promise<void>,
): Promise<number> {
  for (let at = 1; ; at += step) {
    lay(template, home.path);
    Object.assign(world, { halted: false, incidents: [] });
    await life(work, at);
    const whole = cut.point < at;
    const back = async (made: ChangeOffice): Promise<void> => {
      await between(made);
      await work(made);
      await after(made);
    };
    await life(back, Number.POSITIVE_INFINITY);
    if (whole) return at - step;
  }
}

it('CHG-1 a promotion that is cut at any write is not begun or done, and done once when it is asked again', async () => {
  const seen = new Set<string>();
  const ends = await cutAt(
    every(2),
    promote,
    async (made) => {
      seen.add((await expectOneVersion(made)) === first ? 'before' : 'after');
    },
    async (made) => {
      expect(await expectOneVersion(made)).not.toBe(first);
      expect(made.book.past).toHaveLength(1);
    },
  );
  expect(ends).toBeGreaterThan(8);
  expect([...seen].sort()).toEqual(['after', 'before']);
}, 60_000);

it('RB-1 RB-2 RB-3 RB-4 RB-5 RB-6 RB-7 a rollback that is cut at any write goes on where it was, to the same end', async () => {
  lay(template, home.path);
  await life(promote, Number.POSITIVE_INFINITY);
  lay(home.path, template);
  const ends = await cutAt(
    every(5),
    rollBack,
    async (made) => {
      await expectOneVersion(made);
    },
    async (made) => {
      expect(await expectOneVersion(made)).toBe(first);
      const { past, open } = made.book.rollbacks;
      expect(open).toBeNull();
      expect(past).toMatchObject([{ id: 'rb1', ended: { outcome: 'confirmed' } }]);
      expect(made.book.quarantined).toHaveLength(1);
      expect(world).toMatchObject({
        halted: false,
        version: readRunFile(home)?.config.kernel.version,
      });
      expect(world.incidents).toHaveLength(1);
      expect(fs.readFileSync(join(home.reports, 'rollback-rb1.md'), 'utf8')).toContain('0.3');
    },
  );
  expect(ends).toBeGreaterThan(40);
}, 240_000);
