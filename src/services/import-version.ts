/**
 * The first version of a home, made by a process of its own that ends: the git library takes
 * 45 MB, which the supervisor would hold for as long as it lives.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { buildInfo } from '../bus/build-info.ts';
import { type Imported, importFirst } from '../change/import-first.ts';
import { contentOf, filesOfFolder } from '../change/store/content.ts';
import { homeAt } from './home.ts';
import { openOffice } from './home-office.ts';

const task = z.strictObject({
  home: z.string(),
  folder: z.string(),
  actor: z.string(),
  /** Hash of the files that were found fit to start with. */
  content: z.string(),
});
type Task = z.infer<typeof task>;

/** Reading, checking and writing a few dozen files. */
const TIMEOUT_MS = 60_000;

/** In the process of its own. The home must be nobody's at that time. */
export async function importVersion(asked: unknown): Promise<Imported> {
  const { home, folder, actor, content } = task.parse(asked);
  const files = filesOfFolder(folder);
  if (contentOf(files) !== content) {
    return { ok: false, text: `${folder} was changed while it was read: start once more` };
  }
  const opened = openOffice(homeAt(home), buildInfo().build);
  if (!opened.ok) return opened;
  try {
    return await importFirst(opened.office, files, folder, actor);
  } finally {
    opened.office.close();
  }
}

/** In the supervisor's: waits for that process. */
export async function importApart(program: string, asked: Task): Promise<Imported> {
  const entry = join(program, 'first-version.cjs');
  const options = { timeout: TIMEOUT_MS };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [entry, JSON.stringify(asked)],
    options,
  );
  return JSON.parse(stdout) as Imported;
}
