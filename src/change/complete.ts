/**
 * A build that asks for more than the version in force has: files and keys that came later. What is
 * missing is put there as this build has it, in a version of its own that says so, and nothing else
 * is touched (requirement OPS-7).
 */
import { completed } from '../config/complete/complete.ts';
import { readableContents } from '../config/load.ts';
import type { ChangedKey, ChangeFact, ConfigVersion } from '../domain/change.ts';
import type { ChangeReply } from '../domain/change-office.ts';
import type { SeptetConfig } from '../domain/config.ts';
import { runningRollback, versionInForce } from './book/book.ts';
import { changedKeys, classOf } from './classify/classify.ts';
import { done } from './done.ts';
import type { Office } from './office-ports.ts';
import { settle } from './settle.ts';
import { type ConfigFiles, contentOf } from './store/content.ts';
import { loadVersion, validate } from './validate.ts';

export interface CompletionPlan {
  /** The version in force. */
  readonly version: ConfigVersion;
  readonly files: ConfigFiles;
  readonly config: SeptetConfig;
  /** Id of the figures that decide. */
  readonly id: string;
  /** What is added, in words. */
  readonly added: readonly string[];
  readonly changed: readonly ChangedKey[];
  readonly class: 'minor' | 'major';
  /** Do the gates of changes hold on this home? Then a person puts it in force. */
  readonly enforced: boolean;
}

export type Completable =
  /** Null: the version in force has all that this build asks for, or nothing is in force. */
  | { readonly ok: true; readonly plan: CompletionPlan | null }
  | { readonly ok: false; readonly text: string };

/** Name under which the program itself changes something. */
const SELF = 'septet';

export async function planCompletion(office: Office): Promise<Completable> {
  const version = versionInForce(office.book);
  if (version === null) return { ok: true, plan: null };
  const before = await office.filesOf(version);
  const checked = loadVersion(before, version.commit);
  if (checked.ok) return { ok: true, plan: null };
  const { files, done: added } = completed(before, office.ports.defaults());
  const name = `version ${version.commit.slice(0, 10)}`;
  const now = validate(files, `${name} with what this build adds`);
  if (!now.ok || added.length === 0) return { ok: false, text: now.ok ? checked.text : now.text };
  const { config, version: id } = now;
  const changed = changedKeys(readableContents(before), readableContents(files));
  const venue = office.ports.venueKind() ?? config.venue.kind;
  const enforced = config.changes.enforcedFor.includes(venue);
  const plan = { version, files, config, id, added, changed, class: classOf(changed), enforced };
  return { ok: true, plan };
}

/** All of them are in the fact. */
const NAMED_MAX = 40;

const named = (added: readonly string[]): string =>
  added.length <= NAMED_MAX
    ? added.join(', ')
    : `${added.slice(0, NAMED_MAX).join(', ')} and ${added.length - NAMED_MAX} more`;

/** The files of any version, or of a folder, as this build would have them: to compare with. */
export const asOfThisBuild = (office: Office, files: ConfigFiles): ConfigFiles =>
  completed(files, office.ports.defaults()).files;

/** `actor` null: the program itself, at a start where the gates are told and not enforced. */
export async function complete(
  office: Office,
  plan: CompletionPlan,
  actor: string | null,
  why: string,
): Promise<{ readonly version: ConfigVersion; readonly notes: readonly string[] }> {
  const { version: parent, files, id, added, changed } = plan;
  const { build, now } = office.ports;
  const store = await office.store();
  const at = now();
  const author = actor ?? SELF;
  const what = `completed for build ${build}: added ${named(added)}`;
  const reason = why === '' ? what : `${why}; ${what}`;
  const commit = await store.write({
    ...{ files, parents: [parent.commit], author, at },
    ...{ title: `Completed for build ${build}`, reason },
    trailers: [
      ['Class', plan.class],
      ['Configuration', id],
    ],
  });
  const version: ConfigVersion = {
    ...{ commit, version: id, content: contentOf(files), parent: parent.commit, author, reason },
    ...{ at, class: plan.class, changed },
  };
  const ref = { commit, version: id, build };
  const facts: readonly ChangeFact[] = [
    { kind: 'completed', at, version, build, added },
    { kind: 'in_force', at, ref, by: 'completion', id: '', actor: author, reason },
  ];
  office.append(facts);
  const open = office.book.proposals.filter(({ state }) => state === 'open');
  const behind = open.map(
    (each) =>
      `${each.id} was made on the version before: bring its files up to date (\`septet config complete\`) and propose them again with --as ${each.id}`,
  );
  return { version, notes: [...(await settle(office)), ...behind] };
}

/** `septet upgrade`: a person does it, wherever the gates hold. */
export async function completeByCommand(
  office: Office,
  reason: string,
  actor: string,
): Promise<ChangeReply> {
  const found = await planCompletion(office);
  if (!found.ok) return { ok: false, code: 'INVALID', text: found.text };
  const { plan } = found;
  if (plan === null) {
    const text = 'the version in force has all that this build asks for';
    return { ok: false, code: 'NOTHING_CHANGED', text };
  }
  const running = runningRollback(office.book);
  if (running !== null) {
    const text = `rollback ${running.id} is under way: wait until it has ended (septet rollback status)`;
    return { ok: false, code: 'ROLLBACK', text };
  }
  const misfit = office.ports.misfit(plan.config);
  if (misfit !== null) return { ok: false, code: 'MISFIT', text: misfit };
  const { version, notes } = await complete(office, plan, actor, reason);
  const { commit } = version;
  const answer = { ...done('', [], notes, plan.changed), commit, class: plan.class };
  return {
    ok: true,
    text: `${commit.slice(0, 10)} (${version.version}) is in force: ${version.reason}`,
    answer,
  };
}
