/** The change office of a home: what a start runs, and what commands are given to. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defaultFolder } from '../bus/build-info.ts';
import type { CommandReply } from '../bus/messages.ts';
import { messageOf } from '../bus/server.ts';
import { versionInForce } from '../change/book/book.ts';
import { openChangeJournal } from '../change/change-journal.ts';
import { ChangeOffice } from '../change/office.ts';
import type { OfficePorts } from '../change/office-ports.ts';
import {
  type ConfigFiles,
  contentOf,
  differingFiles,
  filesOfFolder,
} from '../change/store/content.ts';
import { completed } from '../config/complete/complete.ts';
import type { SeptetConfig, VenueKind } from '../domain/config.ts';
import { JournalError } from '../journal/errors.ts';
import { shapeDifferences } from '../orchestrator/core/state-shape.ts';
import { COPIED_MAX, copyJournal } from './backup/copy-state.ts';
import { hostClock } from './clock.ts';
import { type Home, makeHome } from './home.ts';
import { readJson } from './json-file.ts';
import { homeDesk } from './paper/home-desk.ts';
import { lockHolder } from './process-lock.ts';
import { type HomeIdentity, marketIdentity, readRunFile } from './run-file.ts';

/** The files of this build's own configuration. */
export const defaultFiles = (): ConfigFiles => filesOfFolder(defaultFolder());

/** What whoever opened the office adds: nothing is brought over where nothing runs. */
export interface OfficeHost {
  /** A copy of the journal of changes into this folder (requirement OPS-8). */
  readonly copy: (into: string) => CommandReply;
  apply: OfficePorts['apply'];
  say: OfficePorts['say'];
}

export type OpenedOffice =
  | { readonly ok: true; readonly office: ChangeOffice; readonly host: OfficeHost }
  | { readonly ok: false; readonly kind: 'busy' | 'refused'; readonly text: string };

/** Of this home alone: a supervisor that lives has it, and is asked instead. */
export function openOffice(home: Home, build: string): OpenedOffice {
  try {
    makeHome(home);
  } catch (error) {
    const text = `${home.path} cannot be made a home (${messageOf(error)}): name a folder that can be written with --home`;
    return { ok: false, kind: 'refused', text };
  }
  const holder = lockHolder(home.lock);
  if (holder !== undefined && holder.pid !== process.pid) {
    const text = `another septet supervisor (pid ${holder.pid}) already runs on this home: stop it with \`septet down\`, or choose another --home`;
    return { ok: false, kind: 'busy', text };
  }
  try {
    const journal = openChangeJournal(home.changes, build);
    const host: OfficeHost = {
      apply: () => Promise.resolve([]),
      say: () => {},
      copy: (into) => copyJournal(journal, 'changes.db', into, COPIED_MAX.changes),
    };
    const ports: OfficePorts = {
      now: () => hostClock.now(),
      build,
      venueKind: () => venueKindOf(home),
      defaults: defaultFiles,
      misfit: (config) => misfitOf(home, config),
      apply: () => host.apply(),
      paper: homeDesk(home),
      say: (severity, text) => host.say(severity, text),
    };
    return { ok: true, office: new ChangeOffice(home.versions, journal, ports), host };
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    const kind = error.code === 'locked' ? 'busy' : 'refused';
    return { ok: false, kind, text: error.message };
  }
}

/** What the last start ran with, options included. */
const venueKindOf = (home: Home): VenueKind | null => readRunFile(home)?.config.venue.kind ?? null;

/** A home belongs to one portfolio and one market: a version for another one would not start. */
function misfitOf(home: Home, config: SeptetConfig): string | null {
  const known = readJson(home.identity) as Partial<HomeIdentity> | undefined;
  const run = readRunFile(home);
  if (known?.portfolio !== undefined && known.portfolio !== config.kernel.portfolio) {
    return `this home belongs to portfolio "${known.portfolio}", the files say "${config.kernel.portfolio}" (septet.yaml: portfolio): another portfolio is another home`;
  }
  // Said before it is in force: the orchestrator would refuse its own state, and start again and again.
  const differs = run === undefined ? [] : shapeDifferences(run.config.kernel, config.kernel);
  if (differs.length > 0) {
    return `${differs.join(', ')} differ from what this home runs, and its state is arranged by them: a strategy is switched off with \`enabled: false\`; another list, order or window is another home, once this one is flat`;
  }
  if (known?.market === undefined || run === undefined) return null;
  const { market } = run;
  const own = { ...config.market, ...(market.kind === 'generated' ? { seed: market.seed } : {}) };
  if (marketIdentity(market, { ...config, market: own }) === known.market) return null;
  return 'the files describe another market than this home was made with (market.yaml: seed, history, assets), and its positions would make no sense on it: another market is another home';
}

export type ChosenVersion =
  | {
      readonly ok: true;
      /** Null: nothing is in force yet; the folder becomes the first version. */
      readonly commit: string | null;
      readonly files: ReadonlyMap<string, Uint8Array>;
      /** Whose files they are, for errors. */
      readonly name: string;
    }
  | { readonly ok: false; readonly text: string };

/** What a new home begins with: the folder, or a repository that somebody has put in the home. */
export function firstVersion(versions: string, folder: string, named: boolean): ChosenVersion {
  const own = !named && existsSync(join(versions, 'septet.yaml'));
  const name = own ? versions : folder;
  return { ok: true, commit: null, files: filesOfFolder(name), name };
}

/**
 * The files a start runs: those in force, whatever folder it is given; on a new home those of the
 * folder, or of a repository that somebody has put there. A folder that was named and differs from
 * what is in force is refused: it would look as if it ran.
 */
export async function chooseVersion(
  office: ChangeOffice,
  folder: string,
  named: boolean,
): Promise<ChosenVersion> {
  const version = versionInForce(office.book);
  if (version === null) return firstVersion(office.folder, folder, named);
  const { commit } = version;
  const files = await office.filesOf(version);
  if (named) {
    const given = filesOfFolder(folder);
    // A folder that was in force before this build added what it asks for still is.
    const whole = completed(given, defaultFiles()).files;
    if (contentOf(given) !== version.content && contentOf(whole) !== version.content) {
      const names = differingFiles(files, given).join(', ');
      return {
        ok: false,
        text: `${folder} is not what is in force on this home (${commit.slice(0, 10)}): ${names} ${names.includes(',') ? 'differ' : 'differs'}. Start without --config to run what is in force, or bring it in with \`septet config propose --from ${folder}\` and \`septet config promote\``,
      };
    }
  }
  return { ok: true, commit, files, name: `version ${commit.slice(0, 10)}` };
}
