/** Which files a start runs, and how they come in force on a new home. */
import { existsSync } from 'node:fs';
import type { ChangeOffice } from '../change/office.ts';
import type { ConfigFiles } from '../change/store/content.ts';
import { homeAt } from '../services/home.ts';
import {
  type ChosenVersion,
  chooseVersion,
  firstVersion,
  type OfficeHost,
  openOffice,
} from '../services/home-office.ts';
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
  return { files, name, inForce: () => inForce(chosen, opened ?? open(path, build)) };
}

type Opened = Extract<ReturnType<typeof openOffice>, { ok: true }>;

function open(path: string, build: string): Opened {
  const opened = openOffice(homeAt(path), build);
  if (opened.ok) return opened;
  throw new CommandError(opened.kind === 'busy' ? EXIT.failed : EXIT.usage, opened.text);
}

async function inForce(
  { commit, files, name }: Extract<ChosenVersion, { ok: true }>,
  { office, host }: Opened,
) {
  if (commit !== null) {
    const { isSettled, settle } = await import('../change/settle.ts');
    if (!isSettled(office)) await settle(office);
    return { office, host, commit };
  }
  const { importFirst } = await import('../change/import-first.ts');
  const imported = await importFirst(office, files, name, actorName());
  if (imported.ok) return { office, host, commit: imported.commit };
  office.close();
  throw usageError(`configuration\n${imported.text}`);
}
