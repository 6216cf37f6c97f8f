/** Versions by the names people give them. */
import type { ConfigVersion } from '../domain/change.ts';
import { type Book, lastValidated, proposalOf, versionInForce } from './book/book.ts';

export type Named =
  | { readonly ok: true; readonly version: ConfigVersion }
  | { readonly ok: false; readonly code: string; readonly text: string };

/** Fewer digits name too much by accident. */
const DIGITS_MIN = 4;

/** `in-force`, `validated`, a proposal, or the first digits of a commit or of a version id. */
export function namedVersion(book: Book, name: string): Named {
  const unknown = (text: string): Named => ({ ok: false, code: 'UNKNOWN_VERSION', text });
  const special = { 'in-force': versionInForce, validated: lastValidated }[name];
  const found = special?.(book) ?? proposalOf(book, name)?.version;
  if (found !== undefined && found !== null) return { ok: true, version: found };
  if (special !== undefined) return unknown(`there is no version ${name} on this home yet`);
  const digits = name.toLowerCase();
  if (!/^(c-)?[0-9a-f]+$/.test(digits) || digits.replace('c-', '').length < DIGITS_MIN) {
    return unknown(
      `"${name}" names no version: write in-force, validated, files, a proposal like p-1, or at least ${DIGITS_MIN} digits of a commit (septet config history)`,
    );
  }
  const all = Object.values(book.versions).filter(
    ({ commit, version }) => commit.startsWith(digits) || version.startsWith(digits),
  );
  const [first, ...others] = all;
  if (first === undefined) {
    return unknown(`there is no version ${name} here (septet config history lists them)`);
  }
  // Several commits with the same files are one version; the newest stands for them.
  if (others.every(({ content }) => content === first.content)) {
    return { ok: true, version: all.at(-1) ?? first };
  }
  const commits = all.map(({ commit }) => commit.slice(0, 10)).join(', ');
  return unknown(`${name} could be ${commits}: give more digits`);
}
