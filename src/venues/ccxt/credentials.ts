/** The key of the venue: from the environment, or from a file that only its owner can read. */
import { readPrivateFile } from '../../secrets/private-file.ts';
import type { VenueCredentials } from './client.ts';

/** The same names in the environment and in the file. */
export const KEY_NAME = 'SEPTET_API_KEY';
export const SECRET_NAME = 'SEPTET_API_SECRET';

export interface CredentialSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Lines `NAME=value`; null: there is none. Read only when the environment has neither name. */
  readonly keyFile: string | null;
}

export type LoadedCredentials =
  | { readonly ok: true; readonly credentials: VenueCredentials }
  /** Each in words, with what mends it; never with anything of a secret. */
  | { readonly ok: false; readonly errors: readonly string[] };

/** Never throws; half a pair is an error, and a file is refused unless its mode is 0600 or narrower. */
export function loadCredentials(sources: CredentialSources): LoadedCredentials {
  const { environment, keyFile } = sources;
  if (environment[KEY_NAME] || environment[SECRET_NAME]) {
    return credentialsOf(environment, 'the environment');
  }
  if (keyFile === null) {
    const text = `there is no API key: set ${KEY_NAME} and ${SECRET_NAME} in the environment, or name a file of mode 0600 that holds both`;
    return { ok: false, errors: [text] };
  }
  const read = readPrivateFile(keyFile);
  if (!read.ok) return { ok: false, errors: [read.error] };
  const lines = linesOf(read.text, keyFile);
  return lines.ok ? credentialsOf(lines.values, keyFile) : lines;
}

/** The line's number instead of its text: a stray line may well be the secret itself. */
function linesOf(
  text: string,
  file: string,
):
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly errors: readonly string[] } {
  const values: Record<string, string> = {};
  const errors: string[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([A-Z_]+)\s*=\s*(.*)$/.exec(line) ?? [];
    const place = `${file}:${index + 1}`;
    if (name !== KEY_NAME && name !== SECRET_NAME) {
      errors.push(`${place}: write ${KEY_NAME}=... or ${SECRET_NAME}=..., one a line`);
    } else if (values[name] !== undefined) errors.push(`${place}: ${name} stands twice`);
    else values[name] = unquoted(value ?? '');
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, values };
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;

function credentialsOf(
  values: Readonly<Record<string, string | undefined>>,
  where: string,
): LoadedCredentials {
  const errors: string[] = [];
  for (const name of [KEY_NAME, SECRET_NAME]) {
    const value = values[name];
    if (!value) errors.push(`${name} is missing in ${where}: both belong together`);
    else if (!/^[\x21-\x7e]{1,256}$/.test(value)) {
      errors.push(`${name} in ${where} holds blanks or unusual characters: copy it again`);
    }
  }
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    credentials: { apiKey: values[KEY_NAME] as string, secret: values[SECRET_NAME] as string },
  };
}
