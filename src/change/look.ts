/** Looking at versions: what differs between two of them, and what was in force when. */
import { readableContents } from '../config/load.ts';
import type { ChangeAnswer, ChangeReply } from '../domain/change-office.ts';
import { type Book, type InForce, isQuarantined } from './book/book.ts';
import { changedKeys, classOf } from './classify/classify.ts';
import { namedVersion } from './naming.ts';
import type { Office } from './office-ports.ts';
import { type ConfigFiles, differingFiles, filesOfFolder } from './store/content.ts';

/** `files`: what lies in the folder of the repository. */
const FOLDER = 'files';

export async function diffAnswer(office: Office, from: string, to: string): Promise<ChangeReply> {
  const before = await filesNamed(office, from);
  if (!before.ok) return before;
  const after = await filesNamed(office, to);
  if (!after.ok) return after;
  const changed = changedKeys(readableContents(before.files), readableContents(after.files));
  const answer: ChangeAnswer = {
    ...{ kind: 'diff', from: before.name, to: after.name, class: classOf(changed), changed },
    files: differingFiles(before.files, after.files),
  };
  return { ok: true, text: '', answer };
}

async function filesNamed(
  office: Office,
  name: string,
): Promise<
  | { readonly ok: true; readonly files: ConfigFiles; readonly name: string }
  | { readonly ok: false; readonly code: string; readonly text: string }
> {
  if (name === FOLDER)
    return { ok: true, files: filesOfFolder(office.folder), name: office.folder };
  const named = namedVersion(office.book, name);
  if (!named.ok) return named;
  const { commit, version } = named.version;
  const files = await office.filesOf(named.version);
  return { ok: true, files, name: `${commit.slice(0, 10)} (${version})` };
}

export function historyAnswer(book: Book, limit: number): ChangeAnswer {
  const all = book.inForce === null ? [] : [book.inForce, ...book.past];
  return { kind: 'history', entries: all.slice(0, limit).map((each) => entryOf(book, each)) };
}

function entryOf(book: Book, each: InForce) {
  const { commit } = each.ref;
  const version = book.versions[commit];
  const proposal = book.proposals.find(({ id }) => id === each.id);
  const good = book.knownGood.find(({ ref }) => ref.commit === commit);
  const marks = [
    ...(each === book.inForce ? ['in force'] : []),
    ...(book.validated.includes(commit) ? ['validated'] : []),
    ...(good === undefined ? [] : [good.pinnedBy === null ? 'known-good' : 'pinned']),
    ...(isQuarantined(book, commit) ? ['quarantined'] : []),
  ];
  return {
    ...{ at: each.at, commit, version: each.ref.version, by: each.by, id: each.id },
    ...{ actor: each.actor, reason: version?.reason ?? each.reason },
    class: version?.class ?? null,
    author: version?.author ?? each.actor,
    approvedBy: (each.by === 'promotion' ? (proposal?.approvals ?? []) : []).map(
      ({ actor, self }) => (self ? `${actor} (alone)` : actor),
    ),
    report: each.by === 'promotion' ? (proposal?.report?.report ?? null) : null,
    marks,
  };
}
