/** The first version of a home: from the folder it was started with, or its own repository. */
import type { ChangeFact, ConfigVersion } from '../domain/change.ts';
import type { Office } from './office-ports.ts';
import { settle } from './settle.ts';
import { type ConfigFiles, contentOf } from './store/content.ts';
import { validate } from './validate.ts';

export type Imported =
  | { readonly ok: true; readonly commit: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly text: string };

/**
 * Puts `files` in force as the first version. A repository that somebody made before stays as it
 * is: the commit goes on top of its branch.
 */
export async function importFirst(
  office: Office,
  files: ConfigFiles,
  folder: string,
  actor: string,
): Promise<Imported> {
  const checked = validate(files, folder);
  if (!checked.ok) return checked;
  const store = await office.store();
  const head = await store.branch('main');
  const stands = head === undefined ? undefined : await store.read(head);
  const content = contentOf(files);
  const at = office.ports.now();
  const reason = `first version of this home, from ${folder}`;
  const same = stands?.content === content ? stands.commit : undefined;
  const commit =
    same ??
    (await store.write({
      ...{ files, parents: head === undefined ? [] : [head], author: actor, at },
      ...{ title: 'First version of this home', reason: `From ${folder}.` },
      trailers: [['Configuration', checked.version]],
    }));
  const version: ConfigVersion = {
    ...{ commit, version: checked.version, content, parent: null, author: actor, reason, at },
    ...{ class: 'first', changed: [] },
  };
  const ref = { commit, version: checked.version, build: office.ports.build };
  const facts: readonly ChangeFact[] = [
    { kind: 'imported', at, version },
    { kind: 'in_force', at, ref, by: 'import', id: '', actor, reason },
  ];
  office.append(facts);
  return { ok: true, commit, notes: await settle(office) };
}
