/**
 * What follows from the facts, caught up with: branches, the files in the folder, the remote. Run
 * after each command and at each start; doing it again does nothing.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Book, versionInForce } from './book/book.ts';
import type { Office } from './office-ports.ts';
import type { ConfigStore } from './store/config-store.ts';
import { type ConfigFiles, differingFiles, filesOfFolder, sameBytes } from './store/content.ts';
import { textOf } from './store/errors.ts';

const MAIN = 'main';
const branchOf = (proposal: string): string => `proposal/${proposal}`;

/** Up to which facts this has been done: then a start need not load git. */
const markFile = (office: Office): string => join(office.folder, '.git', 'septet-settled');

const markOf = (book: Book): string =>
  [
    book.inForce?.ref.commit ?? '',
    ...book.proposals.map(({ id, state, version }) => `${id} ${state} ${version.commit}`),
  ].join('\n');

export function isSettled(office: Office): boolean {
  try {
    return readFileSync(markFile(office), 'utf8') === markOf(office.book);
  } catch {
    return false;
  }
}

/** The version whose files have been laid out; undefined: none, or nobody knows. */
function settledVersion(office: Office): string | undefined {
  try {
    return readFileSync(markFile(office), 'utf8').split('\n', 1)[0];
  } catch {
    return undefined;
  }
}

/** Returns what could not be done, in words; the next time tries again. */
export async function settle(office: Office): Promise<readonly string[]> {
  if (isSettled(office)) return [];
  try {
    const store = await office.store();
    const moved = settledVersion(office) !== office.book.inForce?.ref.commit;
    await settleBranches(office, store);
    const left = moved ? await settleFiles(office, store) : [];
    writeFileSync(markFile(office), markOf(office.book));
    const { pushLater } = await import('./store/remote.ts');
    pushLater(office.folder, office.ports.say);
    return left;
  } catch (error) {
    const text = `the repository ${office.folder} lags behind what is in force (${textOf(error)})`;
    office.ports.say('warning', text);
    return [text];
  }
}

async function settleBranches({ book, ports }: Office, store: ConfigStore): Promise<void> {
  for (const { id, state, version } of book.proposals) {
    if (state !== 'open') await store.dropBranch(branchOf(id));
    else if ((await store.branch(branchOf(id))) !== version.commit) {
      await store.setBranch(branchOf(id), version.commit);
    }
  }
  const version = versionInForce(book);
  if (version === null || book.inForce === null) return;
  const { commit, content } = version;
  const head = await store.branch(MAIN);
  if (head === commit) return;
  const stands = head === undefined ? undefined : await store.read(head);
  if (stands?.content === content) return;
  const wanted = await store.read(commit, content);
  if (head === undefined || wanted.parents.includes(head)) {
    await store.setBranch(MAIN, commit);
    return;
  }
  // Back, or beside what somebody committed by hand: as a commit on top, so that no history is lost.
  const { by, id, actor, reason, at } = book.inForce;
  const on = await store.write({
    ...{ files: wanted.files, parents: [head, commit], author: actor, at },
    title: `${id === '' ? by : id}: back to ${commit.slice(0, 10)}`,
    ...{ reason, trailers: [['In-force', commit] as const] },
  });
  await store.setBranch(MAIN, on);
  ports.say(
    'info',
    `branch ${MAIN} says with ${on.slice(0, 10)} that ${commit.slice(0, 10)} is in force`,
  );
}

/** File by file: what nobody has touched since the version before follows, what was edited stays. */
async function settleFiles(office: Office, store: ConfigStore): Promise<readonly string[]> {
  const version = versionInForce(office.book);
  if (version === null) return [];
  const { files: wanted } = await store.read(version.commit, version.content);
  const lies = filesOfFolder(office.folder);
  const before = await filesBefore(office, store);
  const edited: string[] = [];
  for (const name of differingFiles(lies, wanted)) {
    const bytes = wanted.get(name);
    const untouched = !lies.has(name) || sameBytes(lies.get(name), before.get(name));
    if (bytes === undefined) continue;
    if (untouched) replaceFile(office.folder, name, bytes);
    else edited.push(name);
  }
  await store.followIndex([...wanted.keys()]);
  if (edited.length === 0) return [];
  return [
    `${edited.join(', ')} in ${office.folder} ${edited.length === 1 ? 'was' : 'were'} edited and left as ${edited.length === 1 ? 'it is' : 'they are'}: not in force (septet config diff)`,
  ];
}

/** Whole or not at all: half a file would look as if somebody had edited it. */
function replaceFile(folder: string, name: string, bytes: Uint8Array): void {
  const temporary = join(folder, '.git', 'septet-file');
  writeFileSync(temporary, bytes);
  const file = openSync(temporary, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, join(folder, name));
}

/** Of the version that was in force before; empty when there was none. */
async function filesBefore({ book }: Office, store: ConfigStore): Promise<ConfigFiles> {
  const commit = book.past[0]?.ref.commit;
  const version = commit === undefined ? undefined : book.versions[commit];
  if (version === undefined) return new Map();
  return (await store.read(version.commit, version.content)).files;
}
