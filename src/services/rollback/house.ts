/**
 * The house of rollbacks over the change office of this home. The facts in the office's journal are
 * the truth; branch, files, run file and processes follow, and each start catches up with them.
 *
 * A version counts here with the build it was recorded with when a copy of that program is kept and
 * can be run, and else as of the build that supervises; figures are compared with those that this
 * very build has kept, or with none.
 */
import { buildInForce, figuresOf, isQuarantined } from '../../change/book/book.ts';
import type { ChangeOffice } from '../../change/office.ts';
import { sameRef } from '../../change/rollback/book.ts';
import type { RollbackView } from '../../change/rollback/commands.ts';
import { settle } from '../../change/settle.ts';
import type { ConfigVersion, VersionRef } from '../../domain/change.ts';
import { DEFAULT_CHANGES } from '../../domain/changes-config.ts';
import { HomeBuilds } from '../builds/home-builds.ts';
import { keptBuild } from '../builds/kept-builds.ts';
import { asRunHere, installInForce } from '../change-over.ts';
import type { Home } from '../home.ts';
import { readRunFile } from '../run-file.ts';
import type { RollbackHouse, RollbackRules } from './office.ts';

interface HousePorts {
  /** Folder of the program that supervises. */
  readonly folder: string;
  readonly goOver: (anew: readonly string[]) => Promise<readonly string[]>;
  readonly say: RollbackHouse['say'];
}

export function houseOf(home: Home, office: ChangeOffice, ports: HousePorts): RollbackHouse {
  const { build } = office.ports;
  const builds = new HomeBuilds({ home, office, folder: ports.folder, say: ports.say });
  const here = (ref: VersionRef): VersionRef =>
    builds.offers(ref.build) ? ref : { ...ref, build };
  const running = runningOf(home, office);
  return {
    home,
    build,
    now: office.ports.now,
    view: () => viewOf(office, here, buildInForce(office.book, build)),
    append: (facts) => office.append(facts),
    rules: () => running().rules,
    runsAs: () => running().version,
    figuresOf: (ref) => figuresOf(office.book, ref),
    configOf: async (ref) => {
      const program = ref.build === build ? null : keptBuild(home, ref.build);
      if (program?.ok === false) throw new Error(program.text);
      const run = readRunFile(home);
      if (run === undefined) throw new Error(`${home.config} cannot be read: start with septet up`);
      const { config } = await asRunHere(run, office, versionOf(office, ref));
      const misfit = office.ports.misfit(config);
      if (misfit !== null) throw new Error(misfit);
      return config;
    },
    differences: (from, to) => differences(office, from, to),
    // In turn: a promotion that is being carried out ends first.
    install: () =>
      office.inTurn(async () => {
        await settle(office);
        await installInForce(home, office);
      }),
    goOver: (anew) => office.inTurn(() => ports.goOver(anew)),
    keepBuilds: () => builds.keep(),
    say: ports.say,
  };
}

function viewOf(
  { book }: ChangeOffice,
  here: (ref: VersionRef) => VersionRef,
  running: string,
): RollbackView {
  const { rollbacks } = book;
  const good = book.knownGood.map(({ ref }) => here(ref));
  const left = book.quarantined.map(({ ref }) => here(ref));
  // Under another commit, or with another build, the same files are the same.
  const same = good.filter(({ commit }) => isQuarantined(book, commit));
  return {
    book: {
      ...rollbacks,
      open: rollbacks.open === null ? null : { ...rollbacks.open, to: here(rollbacks.open.to) },
    },
    inForce: book.inForce === null ? null : { ...book.inForce.ref, build: running },
    knownGood: unique(good),
    quarantined: unique([...left, ...same]),
  };
}

const unique = (refs: readonly VersionRef[]): readonly VersionRef[] =>
  refs.filter((ref, index) => refs.findIndex((other) => sameRef(other, ref)) === index);

interface Running {
  readonly commit: string | null;
  readonly rules: RollbackRules;
  readonly version: string | null;
}

/** Of the version in force; the run file is read anew only when another one is. */
function runningOf(home: Home, office: ChangeOffice): () => Running {
  let known: Running = { commit: null, rules: DEFAULT_CHANGES.rollback, version: null };
  return () => {
    const commit = office.book.inForce?.ref.commit ?? null;
    if (known.commit === commit) return known;
    const run = readRunFile(home);
    // Not laid out yet: what held before holds until it is.
    if (run === undefined || run.configCommit !== commit) return { ...known, version: null };
    const { changes, kernel } = run.config;
    known = { commit, rules: changes.rollback, version: kernel.version };
    return known;
  };
}

function versionOf({ book }: ChangeOffice, { commit }: VersionRef): ConfigVersion {
  const version = book.versions[commit];
  if (version !== undefined) return version;
  throw new Error(`${commit.slice(0, 10)} is not among the versions of this home`);
}

async function differences(
  office: ChangeOffice,
  from: VersionRef,
  to: VersionRef,
): Promise<readonly string[]> {
  const { diffAnswer } = await import('../../change/look.ts');
  const reply = await diffAnswer(office, from.commit, to.commit);
  if (!reply.ok) return [reply.text];
  if (reply.answer.kind !== 'diff') return [];
  const text = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
  return reply.answer.changed.map(
    ({ file, path, before, after }) => `${file} ${path}: ${text(before)} -> ${text(after)}`,
  );
}
