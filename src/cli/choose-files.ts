/** Which files a start runs, and how they come in force on a new home. */
import { existsSync } from 'node:fs';
import { buildInfo } from '../bus/build-info.ts';
import type { CompletionPlan } from '../change/complete.ts';
import type { ChangeOffice } from '../change/office.ts';
import { type ConfigFiles, contentOf } from '../change/store/content.ts';
import { loadConfigFiles } from '../config/load.ts';
import { homeAt } from '../services/home.ts';
import {
  type ChosenVersion,
  chooseVersion,
  firstVersion,
  type OfficeHost,
  openOffice,
} from '../services/home-office.ts';
import { importApart } from '../services/import-version.ts';
import { actorName } from './arguments.ts';
import { configFolder } from './config.ts';
import { CommandError, EXIT, usageError } from './exit.ts';

export interface ChosenFiles {
  readonly files: ConfigFiles;
  /** Whose they are, for errors. */
  readonly name: string;
  /** Puts them in force where nothing is yet; the office is the caller's to close. */
  readonly inForce: () => Promise<{
    readonly office: ChangeOffice;
    readonly host: OfficeHost;
    readonly commit: string;
    /** What the desk has to be told of it. */
    readonly told: readonly string[];
  }>;
}

/** A home that is new is not touched before everything else about the start made sense. */
export async function chooseFiles(
  path: string,
  build: string,
  { config }: { readonly config?: string },
): Promise<ChosenFiles> {
  const home = homeAt(path);
  const folder = configFolder(config);
  const named = config !== undefined || Boolean(process.env['SEPTET_CONFIG']);
  const opened = existsSync(home.changes) ? open(path, build) : null;
  const chosen =
    opened === null
      ? firstVersion(home.versions, folder, named)
      : await chooseVersion(opened.office, folder, named).catch((error: Error) => {
          opened.office.close();
          throw new CommandError(EXIT.failed, error.message);
        });
  if (!chosen.ok) {
    opened?.office.close();
    throw usageError(chosen.text);
  }
  const { files, name } = chosen;
  const whole = opened === null || loadConfigFiles(files, name).ok;
  const plan = whole ? null : await completion(opened);
  return {
    files: plan?.files ?? files,
    name,
    inForce: () => {
      const { commit } = chosen;
      if (opened !== null && commit !== null) return inForce(commit, plan, opened);
      opened?.office.close();
      return firstInForce(path, build, chosen);
    },
  };
}

/** What this build asks for and the version in force lacks; null: nothing. */
async function completion({ office }: Opened): Promise<CompletionPlan | null> {
  const { planCompletion } = await import('../change/complete.ts');
  const found = await planCompletion(office);
  // Not to be helped by adding: loading the files says what it is.
  if (!found.ok || found.plan === null) return null;
  const { version, added, enforced } = found.plan;
  if (!enforced) return found.plan;
  // What a rollback went back to runs on: a start in an emergency is no review.
  if (office.book.inForce?.by === 'rollback') return found.plan;
  const text = `version ${version.commit.slice(0, 10)} lacks what build ${office.ports.build} asks for: ${added.join(', ')}. Gates of changes hold on this home, so a person adds it: \`septet upgrade --check\` shows it, \`septet upgrade --reason "..."\` puts it in force. The build before still runs it as it is`;
  office.close();
  throw usageError(text);
}

type Opened = Extract<ReturnType<typeof openOffice>, { ok: true }>;

function open(path: string, build: string): Opened {
  const opened = openOffice(homeAt(path), build);
  if (opened.ok) return opened;
  throw new CommandError(opened.kind === 'busy' ? EXIT.failed : EXIT.usage, opened.text);
}

/** The folder that was looked at becomes the first version. */
async function firstInForce(
  path: string,
  build: string,
  { files, name }: Extract<ChosenVersion, { ok: true }>,
) {
  const asked = { home: path, folder: name, actor: actorName(), content: contentOf(files) };
  const imported = await importApart(buildInfo().folder, asked).catch((error: Error) => {
    throw new CommandError(EXIT.failed, `the first version was not made: ${error.message}`);
  });
  if (!imported.ok) throw usageError(`configuration\n${imported.text}`);
  return { ...open(path, build), commit: imported.commit, told: [] };
}

async function inForce(commit: string, plan: CompletionPlan | null, { office, host }: Opened) {
  if (plan?.enforced === true) {
    const lacks = `${commit.slice(0, 10)}, which was rolled back to, lacks ${plan.added.join(', ')}: it runs with this build's own; \`septet upgrade\` makes that a version`;
    return { office, host, commit, told: [lacks] };
  }
  if (plan !== null) {
    const { complete } = await import('../change/complete.ts');
    const { version, notes } = await complete(office, plan, null, '');
    const told = [`${version.commit.slice(0, 10)} is in force: ${version.reason}`, ...notes];
    return { office, host, commit: version.commit, told };
  }
  const { isSettled, settle } = await import('../change/settle.ts');
  if (!isSettled(office)) await settle(office);
  return { office, host, commit, told: [] };
}
