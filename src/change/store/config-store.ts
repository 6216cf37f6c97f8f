/**
 * The versions of the configuration as commits of a real git repository (requirement CHG-1),
 * without a git program: objects and references through isomorphic-git. What is in force is decided
 * by the journal of changes, not here; branch `main` only follows it.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import git, { type ReadCommitResult, type TreeEntry } from 'isomorphic-git';
import type { EpochMs } from '../../domain/time.ts';
import { type ConfigFiles, contentOf, FILES_MAX, isConfigFile } from './content.ts';
import { StoreError, textOf } from './errors.ts';
import { type CommitMessage, messageText, readMessage } from './message.ts';
import { syncedFs } from './synced-fs.ts';

export interface CommitDraft extends CommitMessage {
  readonly files: ConfigFiles;
  readonly parents: readonly string[];
  /** Who wrote it; the address in git is made of the name. */
  readonly author: string;
  readonly at: EpochMs;
}

export interface StoredCommit extends CommitMessage {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly author: string;
  readonly at: EpochMs;
}

export interface StoredVersion extends StoredCommit {
  readonly files: ConfigFiles;
  readonly content: string;
}

/** Most commits that a look at the history returns. */
export const HISTORY_MAX = 1_000;
const MAIN = 'main';

export class ConfigStore {
  /** Folder with the working tree; the repository is `.git` in it. */
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static exists(dir: string): boolean {
    return existsSync(join(dir, '.git', 'HEAD'));
  }

  /** Opens the repository in `dir`, or makes an empty one with branch `main`. */
  static async open(dir: string): Promise<ConfigStore> {
    const store = new ConfigStore(dir);
    if (ConfigStore.exists(dir)) return store;
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      await git.init({ ...store.at(), defaultBranch: MAIN });
    } catch (cause) {
      throw broken(`${dir} cannot be made a git repository`, cause);
    }
    return store;
  }

  /** Stores a commit with its files. Harmless alone: no branch moves. Returns the commit's id. */
  async write(draft: CommitDraft): Promise<string> {
    try {
      const entries = [
        ...(await this.others(draft.parents[0])),
        ...(await this.blobs(draft.files)),
      ];
      const tree = await git.writeTree({ ...this.at(), tree: entries });
      const timestamp = Math.floor(draft.at / 1_000);
      const person = { ...signature(draft.author), timestamp, timezoneOffset: 0 };
      return await git.writeCommit({
        ...this.at(),
        commit: {
          message: messageText(draft),
          tree,
          parent: [...draft.parents],
          author: person,
          committer: person,
        },
      });
    } catch (cause) {
      throw broken(`${this.dir} cannot be written`, cause);
    }
  }

  private blobs(files: ConfigFiles): Promise<TreeEntry[]> {
    return Promise.all(
      [...files].map(async ([path, blob]) => {
        const oid = await git.writeBlob({ ...this.at(), blob });
        return { mode: '100644', path, oid, type: 'blob' as const };
      }),
    );
  }

  /** What lies beside the configuration in a repository somebody made stays in it. */
  private async others(parent: string | undefined): Promise<readonly TreeEntry[]> {
    if (parent === undefined) return [];
    const { tree } = await git.readTree({ ...this.at(), oid: parent });
    return tree.filter(({ type, path }) => type !== 'blob' || !isConfigFile(path));
  }

  /**
   * A version with its files. `content`: the hash it was recorded with; what differs is refused as
   * corrupt, whatever git says.
   */
  async read(commit: string, content?: string): Promise<StoredVersion> {
    const found = await this.reading(commit, () => git.readCommit({ ...this.at(), oid: commit }));
    const files = await this.filesOf(commit);
    const hash = contentOf(files);
    if (content !== undefined && content !== hash) {
      throw new StoreError(
        'corrupt',
        `version ${short(commit)} is corrupted: its files have the hash ${hash.slice(0, 12)}, recorded was ${content.slice(0, 12)}; ${this.remedy()}`,
      );
    }
    return { ...commitOf(found), files, content: hash };
  }

  private async filesOf(commit: string): Promise<ConfigFiles> {
    const { tree } = await this.reading(commit, () => git.readTree({ ...this.at(), oid: commit }));
    const blobs = tree.filter(({ type, path }) => type === 'blob' && isConfigFile(path));
    if (blobs.length > FILES_MAX) {
      const text = `version ${short(commit)} has ${blobs.length} files, at most ${FILES_MAX} are read`;
      throw new StoreError('broken', text);
    }
    const files = new Map<string, Uint8Array>();
    for (const { path, oid } of blobs) {
      const { blob } = await this.reading(commit, () => git.readBlob({ ...this.at(), oid }));
      files.set(path, blob);
    }
    return files;
  }

  /** Commits from this one back along first parents, newest first, at most `HISTORY_MAX`. */
  async history(from: string): Promise<readonly StoredCommit[]> {
    const commits: StoredCommit[] = [];
    let next: string | undefined = from;
    while (next !== undefined && commits.length < HISTORY_MAX) {
      const oid: string = next;
      const found = await this.reading(oid, () => git.readCommit({ ...this.at(), oid }));
      commits.push(commitOf(found));
      next = found.commit.parent[0];
    }
    return commits;
  }

  /** Commit a branch stands at; undefined: there is no such branch. */
  async branch(name: string): Promise<string | undefined> {
    try {
      return await git.resolveRef({ ...this.at(), ref: `refs/heads/${name}` });
    } catch (cause) {
      if (codeOf(cause) === 'NotFoundError') return undefined;
      throw broken(`branch ${name} of ${this.dir} cannot be read`, cause);
    }
  }

  async setBranch(name: string, commit: string): Promise<void> {
    const ref = `refs/heads/${name}`;
    try {
      await git.writeRef({ ...this.at(), ref, value: commit, force: true });
    } catch (cause) {
      throw broken(`branch ${name} of ${this.dir} cannot be set`, cause);
    }
  }

  async dropBranch(name: string): Promise<void> {
    if ((await this.branch(name)) === undefined) return;
    await git.deleteRef({ ...this.at(), ref: `refs/heads/${name}` });
  }

  /** What git compares the working tree with follows the branch that is checked out. */
  async followIndex(names: readonly string[]): Promise<void> {
    try {
      for (const filepath of names) await git.resetIndex({ ...this.at(), filepath, ref: MAIN });
    } catch (cause) {
      throw broken(`the index of ${this.dir} cannot be written`, cause);
    }
  }

  /** Address that changes are pushed to; empty takes it out. */
  async setRemote(url: string): Promise<void> {
    try {
      if (url === '') await git.deleteRemote({ ...this.at(), remote: 'origin' });
      else await git.addRemote({ ...this.at(), remote: 'origin', url, force: true });
    } catch (cause) {
      throw broken(`the remote of ${this.dir} cannot be set`, cause);
    }
  }

  /** Refuses while a merge, rebase or pick is unfinished: nobody knows yet what the files mean. */
  refuseUnfinished(): void {
    const marks = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];
    const found = marks.find((mark) => existsSync(join(this.dir, '.git', mark)));
    if (found === undefined) return;
    throw new StoreError(
      'unfinished',
      `${this.dir} is in the middle of a merge (${found}): finish it, or leave it with \`git merge --abort\`, then try again`,
    );
  }

  private async reading<T>(commit: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      if (codeOf(cause) === 'NotFoundError') {
        const text = `version ${short(commit)} is not whole in ${this.dir}: ${this.remedy()}`;
        throw new StoreError('missing', text, cause);
      }
      const text = `version ${short(commit)} is corrupted (${textOf(cause)}); ${this.remedy()}`;
      throw new StoreError('corrupt', text, cause);
    }
  }

  private remedy(): string {
    return `restore ${join(this.dir, '.git')} from a backup, or fetch it from the remote`;
  }

  private at() {
    return { fs: syncedFs, dir: this.dir };
  }
}

export const short = (commit: string): string => commit.slice(0, 10);

function commitOf({ oid, commit }: ReadCommitResult): StoredCommit {
  const { author, parent } = commit;
  const at = author.timestamp * 1_000;
  return { commit: oid, parents: parent, author: author.name, at, ...readMessage(commit.message) };
}

/** Git wants an address; nobody's real one is known here. Angle brackets would break the line. */
function signature(name: string): { readonly name: string; readonly email: string } {
  const plain = name.replace(/[<>\n\r\0]/g, ' ').trim() || 'operator';
  const local = plain.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  return { name: plain, email: `${local}@septet.invalid` };
}

const codeOf = (cause: unknown): unknown => (cause as { readonly code?: unknown } | null)?.code;

const broken = (what: string, cause: unknown): StoreError =>
  new StoreError('broken', `${what} (${textOf(cause)}): check the folder and the disk`, cause);
