/** A proposal: files that make sense, compared with the last validated version, as a commit. */
import { completed } from '../config/complete/complete.ts';
import { completionHint } from '../config/complete/hint.ts';
import { readableContents } from '../config/load.ts';
import type { ConfigVersion } from '../domain/change.ts';
import type { ChangeCommand, ChangeReply } from '../domain/change-office.ts';
import type { Standing } from '../domain/people.ts';
import { lastValidated, versionInForce } from './book/book.ts';
import { decidePropose } from './book/decide.ts';
import { changedKeys, classOf } from './classify/classify.ts';
import { asOfThisBuild } from './complete.ts';
import { done } from './done.ts';
import type { Office } from './office-ports.ts';
import { settle } from './settle.ts';
import { contentOf, filesOfFolder } from './store/content.ts';
import { validate } from './validate.ts';

type Propose = Extract<ChangeCommand, { kind: 'propose' }>;

export async function propose(
  office: Office,
  { from, as, reason }: Propose,
  who: Standing,
): Promise<ChangeReply> {
  const store = await office.store();
  if (from === null) store.refuseUnfinished();
  const folder = from ?? office.folder;
  const files = filesOfFolder(folder);
  const checked = validate(files, folder);
  if (!checked.ok) {
    const { done: lacking } = completed(files, office.ports.defaults());
    const text = [checked.text, ...completionHint(lacking, folder)].join('\n');
    return { ok: false, code: 'INVALID', text };
  }
  const misfit = office.ports.misfit(checked.config);
  if (misfit !== null) return { ok: false, code: 'MISFIT', text: misfit };
  const context = await office.context(who);
  const current = versionInForce(office.book);
  const content = contentOf(files);
  if (current?.content === content) {
    const text = `${folder} is exactly what is in force (${current.commit.slice(0, 10)}): there is nothing to propose`;
    return { ok: false, code: 'NOTHING_CHANGED', text };
  }
  const base = lastValidated(office.book);
  // Of an older build, with what this one has added since: that is no change of the proposal's.
  const before =
    base === null ? {} : readableContents(asOfThisBuild(office, await office.filesOf(base)));
  const changed = changedKeys(before, readableContents(files));
  const kind = classOf(changed);
  const parents = current === null ? [] : [current.commit];
  const commit = await store.write({
    files,
    parents,
    author: who.name,
    at: context.at,
    title: firstLine(reason),
    reason: restOf(reason),
    trailers: [
      ['Class', kind],
      ['Configuration', checked.version],
    ],
  });
  const version: ConfigVersion = {
    ...{ commit, version: checked.version, content, parent: current?.commit ?? null },
    ...{ author: who.name, reason, at: context.at, class: kind, changed },
  };
  const decided = decidePropose(office.book, as, version, context);
  if (!decided.ok) return { ok: false, code: decided.code, text: decided.text };
  office.append(decided.facts);
  const notes = await settle(office);
  const id = decided.facts[0]?.kind === 'proposed' ? decided.facts[0].proposal : '';
  return { ok: true, text: decided.text, answer: done(id, decided.facts, notes, changed) };
}

const TITLE_MAX = 72;

export function firstLine(reason: string): string {
  const [line = ''] = reason.trim().split('\n');
  return line.length <= TITLE_MAX ? line : `${line.slice(0, TITLE_MAX - 3)}...`;
}

/** What the title does not say already. */
export function restOf(reason: string): string {
  const text = reason.trim();
  return firstLine(text) === text ? '' : text;
}
