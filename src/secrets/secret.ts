/** A secret by reference: configuration says where it is, never what it is. */
import { readPrivateFile } from './private-file.ts';

/** `env:NAME`, or `file:/path` of a file with mode 0600. */
export const SECRET_REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]{0,127}|file:\/.{1,1023})$/;

export type Secret =
  | { readonly ok: true; readonly value: string }
  /** In words, with what mends it; never with anything of the secret. */
  | { readonly ok: false; readonly error: string };

/** One line of printable text; blanks around it (a line end in a file) do not belong to it. */
export function readSecret(
  reference: string,
  environment: Readonly<Record<string, string | undefined>>,
): Secret {
  const colon = reference.indexOf(':');
  const kind = reference.slice(0, colon);
  const place = reference.slice(colon + 1);
  if (kind === 'file') {
    const read = readPrivateFile(place);
    return read.ok ? checked(read.text, place) : read;
  }
  const value = environment[place];
  if (!value) return { ok: false, error: `${place} is not set in the environment: set it` };
  return checked(value, `${place} in the environment`);
}

function checked(text: string, where: string): Secret {
  const value = text.trim();
  if (value === '') return { ok: false, error: `${where} is empty: write the secret there` };
  if (!/^[\x21-\x7e]+$/.test(value)) {
    const error = `${where} holds blanks, line ends or unusual characters: write one secret alone`;
    return { ok: false, error };
  }
  return { ok: true, value };
}
