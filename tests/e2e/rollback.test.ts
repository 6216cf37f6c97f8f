/**
 * RB-T4, RB-1 to RB-6 with real processes: a crash loop of the orchestrator under a bad
 * configuration of a new build, rolled back by the supervisor to the version and the build before;
 * and a supervisor that dies in the middle.
 */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { createRollbackBook, foldRollback } from '../../src/change/rollback/book.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { ChangeFact, VersionRef } from '../../src/domain/change.ts';
import type { SeptetConfig } from '../../src/domain/config.ts';
import { smokeTest } from '../../src/runbook/smoke/smoke.ts';
import { keepBuild, keptBuild } from '../../src/services/builds/kept-builds.ts';
import { machineMonotonic, startAnchor } from '../../src/services/clock.ts';
import { endProcess } from '../../src/services/end-process.ts';
import { type Home, homeAt, makeHome } from '../../src/services/home.ts';
import { livingProcess, livingProcesses } from '../../src/services/process-table.ts';
import { readingOf } from '../../src/services/rollback/acts.ts';
import { ask } from '../../src/services/rollback/ask.ts';
import { RollbackKeeper } from '../../src/services/rollback/keeper.ts';
import type { RollbackHouse } from '../../src/services/rollback/office.ts';
import { writeRunFile } from '../../src/services/run-file.ts';
import { stackSpecs, stackStopOrder } from '../../src/services/stack.ts';
import { Supervisor } from '../../src/services/supervisor.ts';
import { configCopy, type Edit, SHORT_PHASES } from './support/config-copy.ts';
import { PROGRAM, removeFolders, temporaryFolder } from './support/program.ts';
import { until } from './support/waiting.ts';

const DIST = join(PROGRAM, '..');
/** A critical alert is over sooner: it holds the launch. */
const SOON_OVER: Edit = ['alerts.yaml', 'clearAfter: 1m', 'clearAfter: 1s'];
const { build } = JSON.parse(readFileSync(join(DIST, 'build.json'), 'utf8')) as { build: string };

/** The build before: the same program under another name, copied into the home as a known-good one. */
const BEFORE = '0.0.9+before';
function keepBefore(home: Home): void {
  const folder = temporaryFolder('program');
  copyFileSync(join(DIST, 'orchestrator.cjs'), join(folder, 'orchestrator.cjs'));
  writeFileSync(join(folder, 'build.json'), JSON.stringify({ build: BEFORE }));
  symlinkSync(join(DIST, '..', 'node_modules'), join(folder, 'node_modules'), 'dir');
  keepBuild(home, folder, BEFORE, []);
}

function version(digit: string, of: string, ...edits: readonly Edit[]) {
  const loaded = loadConfig(configCopy(SHORT_PHASES, SOON_OVER, ...edits));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const ref: VersionRef = { commit: digit.repeat(40), version: loaded.version, build: of };
  return { ref, config: loaded.config };
}

const figuresOf = (config: SeptetConfig): readonly string[] =>
  smokeTest(config.kernel, BEFORE).figures;

/** A home whose supervisor is in this process, so that a test can end it at any point. */
class HomeUnderTest {
  readonly home: Home;
  readonly good = version('a', BEFORE);
  readonly bad = version('b', build, ['risk.yaml', 'BTC: 30%', 'BTC: 40%']);
  supervisor: Supervisor | null = null;
  keeper: RollbackKeeper | null = null;
  readonly said: string[] = [];

  constructor() {
    this.home = homeAt(temporaryFolder('rollback'));
    makeHome(this.home);
    keepBefore(this.home);
    const { good, bad } = this;
    const at = Date.now();
    const words = { id: '', actor: 'desk', reason: 'more of the same' };
    this.append([
      { kind: 'known_good', at, ref: good.ref, figures: figuresOf(good.config) },
      { kind: 'in_force', at, ref: bad.ref, by: 'promotion', ...words },
    ]);
    this.install(bad.config);
  }

  private get journal(): string {
    return join(this.home.path, 'facts.ndjson');
  }

  append(facts: readonly ChangeFact[]): void {
    appendFileSync(this.journal, facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  }

  facts(): readonly ChangeFact[] {
    if (!existsSync(this.journal)) return [];
    const lines = readFileSync(this.journal, 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as ChangeFact);
  }

  private readonly anchor = startAnchor(undefined, this.marketStart(), 60, machineMonotonic());

  private marketStart(): number {
    return this.good.config.market.startsAt;
  }

  install(config: SeptetConfig): void {
    writeRunFile(this.home, {
      build,
      config,
      configCommit: null,
      configFiles: 0,
      profileChosenBy: 'desk',
      market: { kind: 'generated', seed: config.market.seed },
      anchor: this.anchor,
    });
  }

  /** The orchestrator's program is that of the version in force. */
  private specs(): ReturnType<typeof stackSpecs> {
    const ref = this.facts().findLast((fact) => fact.kind === 'in_force')?.ref;
    const kept = ref?.build === BEFORE ? keptBuild(this.home, BEFORE) : null;
    if (kept?.ok === false) throw new Error(kept.text);
    return stackSpecs(this.home, this.good.config, DIST, kept?.folder ?? DIST);
  }

  /** The supervisor comes up, adopts what runs, and goes on with what the facts say. */
  up(): Promise<readonly string[]> {
    const { good, bad, home } = this;
    const specs = this.specs();
    const supervisor = new Supervisor({
      home,
      specs,
      stopOrder: stackStopOrder(specs),
      build,
      config: good.ref.version,
      now: () => Date.now(),
      onNotice: (_severity, text) => this.said.push(text),
      onCrashed: (name, crashes) => this.keeper?.crashed(name, crashes) ?? false,
    });
    const house: RollbackHouse = {
      home,
      build,
      now: () => Date.now(),
      view: () => {
        const facts = this.facts();
        const refs = (kind: ChangeFact['kind']) =>
          facts.flatMap((fact) => (fact.kind === kind && 'ref' in fact ? [fact.ref] : []));
        return {
          book: facts.reduce(foldRollback, createRollbackBook()),
          inForce: refs('in_force').at(-1) ?? null,
          knownGood: refs('known_good').reverse(),
          quarantined: refs('quarantined'),
        };
      },
      append: (facts) => this.append(facts),
      rules: () => ({ automatic: ['crash_loop'], knownGoodAfter: 3_600_000, stableFor: 500 }),
      figuresOf: () => figuresOf(good.config),
      configOf: ({ commit }) =>
        Promise.resolve(commit === good.ref.commit ? good.config : bad.config),
      differences: () => Promise.resolve(['risk.yaml caps.asset.BTC: 0.4 -> 0.3']),
      install: async () => this.install(good.config),
      goOver: (anew) =>
        supervisor.goOver({
          specs: this.specs(),
          stopOrder: stackStopOrder(specs),
          config: good.ref.version,
          commit: good.ref.commit,
          concerned: (name) => anew.includes(name),
        }),
      runsAs: () => good.ref.version,
      keepBuilds: () => {},
      say: (_severity, text) => this.said.push(text),
    };
    this.supervisor = supervisor;
    this.keeper = new RollbackKeeper(house);
    const started = supervisor.start();
    this.keeper.start();
    return started;
  }

  /** Ends without a word, as by SIGKILL: nothing after this is recorded or done by it. */
  dies(): void {
    this.keeper?.stop();
    this.supervisor?.abandon();
  }

  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries(livingProcesses(this.home).map(({ name, pid }) => [name, pid]));
  }

  async crashOrchestrator(): Promise<void> {
    const { pid } = await until('an orchestrator', 30_000, () =>
      Promise.resolve(livingProcess(this.home, 'orchestrator') ?? null),
    );
    process.kill(pid, 'SIGKILL');
    await until('its end', 10_000, () =>
      Promise.resolve(livingProcess(this.home, 'orchestrator')?.pid === pid ? null : true),
    );
  }

  steps(): readonly string[] {
    return this.facts().flatMap((fact) =>
      fact.kind === 'rollback_step' ? [`${fact.step.id} ${fact.step.state}`] : [],
    );
  }

  async end(): Promise<void> {
    this.dies();
    for (const process of livingProcesses(this.home)) await endProcess(process, 3_000);
  }
}

let under: HomeUnderTest | null = null;
afterEach(async () => {
  await under?.end();
});
afterAll(() => removeFolders());

it('RB-T4 RB-1 RB-2 RB-3 RB-4 RB-5 RB-6 a crash loop is rolled back to the version and the build before while executor and workers run on, also when the supervisor dies after each step', async () => {
  under = new HomeUnderTest();
  const desk = under;
  await desk.up();
  const running = await until('the orchestrator', 40_000, async () => {
    const reading = await readingOf(desk.home);
    return reading?.caughtUp === true ? reading : null;
  });
  expect(running).toMatchObject({ version: desk.bad.ref.version, build });
  const before = desk.pids();
  for (let crash = 0; crash < 3; crash += 1) await desk.crashOrchestrator();
  // The supervisor dies whenever another step has ended, and comes back on the facts.
  const ended = (): number => desk.steps().filter((step) => step.endsWith('done')).length;
  for (let step = 1; step <= 6; step += 1) {
    await until(`step ${step}`, 40_000, () => Promise.resolve(ended() >= step || null));
    desk.dies();
    await desk.up();
  }
  // RB-7 runs: it says what it waits for (its half hour is proven in src/change/rollback).
  const waits = await until('what RB-7 waits for', 30_000, () => {
    const { open } = desk.keeper?.status() ?? { open: null };
    return Promise.resolve(open !== null && open.waits.length > 0 ? open.waits : null);
  });
  expect(waits[0]).toContain('stable for');
  expect([...new Set(desk.steps())].filter((step) => step.endsWith('done'))).toEqual(
    ['RB-1', 'RB-2', 'RB-3', 'RB-4', 'RB-5', 'RB-6'].map((id) => `${id} done`),
  );
  const { orchestrator: _old, ...others } = before;
  expect(desk.pids()).toMatchObject(others);
  const kinds = desk.facts().map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'quarantined')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'rollback_begun')).toHaveLength(1);
  const after = await readingOf(desk.home);
  expect(after).toMatchObject({ version: desk.good.ref.version, build: BEFORE, halt: null });
  const ticket = readFileSync(join(desk.home.reports, 'rollback-rb1.md'), 'utf8');
  expect(ticket).toContain('risk.yaml caps.asset.BTC: 0.4 -> 0.3');
  expect(ticket).toContain('3 crashes of the orchestrator within 5 minutes');
  expect(ticket).toMatch(/incident: I\d+/i);
  // In the incident too, and so in every message about it.
  const incidents = await ask(desk.home, 'orchestrator', (client) =>
    client.request('incidents', { all: true }),
  );
  const about = incidents?.find(({ title }) => title.startsWith('Rollback rb1'));
  expect(about?.basis).toContain('differs: risk.yaml caps.asset.BTC: 0.4 -> 0.3; symbols:');
}, 240_000);
