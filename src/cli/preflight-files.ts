/** Which files pre-flight looks at: those in force on the home, or a folder that is named. Reads only. */
import { existsSync } from 'node:fs';
import { EMPTY_BOOK, versionInForce } from '../change/book/book.ts';
import { foldAll } from '../change/book/fold.ts';
import { readFacts } from '../change/change-journal.ts';
import { ConfigStore } from '../change/store/config-store.ts';
import {
  type ConfigFiles,
  contentOf,
  differingFiles,
  filesOfFolder,
} from '../change/store/content.ts';
import type { Home } from '../services/home.ts';
import { withJournalCopy } from '../services/journal-copy.ts';
import { connectTo } from './connection.ts';
import { CommandError, EXIT } from './exit.ts';

export interface FilesInForce {
  readonly commit: string;
  readonly files: ConfigFiles;
}

const ANSWER_MS = 10_000;

/** Null: nothing is in force on this home yet. Throws in words when it cannot be read. */
export async function filesInForce(home: Home): Promise<FilesInForce | null> {
  if (!existsSync(home.changes)) return null;
  try {
    const version = (await toldBySupervisor(home)) ?? recorded(home);
    if (version === null) return null;
    const { commit, content } = version;
    const own = filesOfFolder(home.versions);
    if (contentOf(own) === content) return { commit, files: own };
    const store = await ConfigStore.open(home.versions);
    return { commit, files: (await store.read(commit, content)).files };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new CommandError(EXIT.failed, `what is in force on ${home.path} cannot be read: ${text}`);
  }
}

interface Named {
  readonly commit: string;
  readonly content: string;
}

/** The supervisor has the journal of changes while it runs. */
async function toldBySupervisor({ path }: Home): Promise<Named | null> {
  const supervisor = await connectTo(path, 'supervisor');
  if (supervisor === undefined) return null;
  try {
    const command = { kind: 'status' } as const;
    const asked = { command, token: null, name: 'preflight' };
    const reply = await supervisor.request('change', asked, ANSWER_MS);
    if (!reply.ok) throw new Error(reply.text);
    return reply.answer.kind === 'status' ? reply.answer.inForce : null;
  } finally {
    supervisor.close();
  }
}

const recorded = ({ changes }: Home): Named | null =>
  withJournalCopy(changes, (journal) => versionInForce(foldAll(EMPTY_BOOK, readFacts(journal))));

/** Files of `folder` that are not as they are in force; empty where there is no such folder. */
export const notInForce = ({ files }: FilesInForce, folder: string): readonly string[] =>
  existsSync(folder) ? differingFiles(files, filesOfFolder(folder)) : [];
