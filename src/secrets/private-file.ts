/** Files that hold a secret: read only while nobody but their owner can read them. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/** A secret file is small; anything longer is some other file. */
const BYTES_MAX = 4_096;
/** Any right of group or others. */
const OTHERS = 0o077;

export type PrivateText =
  | { readonly ok: true; readonly text: string }
  /** In words, with what mends it; never with anything of the content. */
  | { readonly ok: false; readonly error: string };

/**
 * Text of a file of this user with mode 0600 or narrower. Mode and content are of one and the same
 * open file, so a swap between the two looks gains nothing.
 */
export function readPrivateFile(path: string): PrivateText {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return refused(`${path} is not there: make it, for this user alone (chmod 600 ${path})`);
    }
    return refused(`${path} cannot be read (${code}): it must belong to the user who runs septet`);
  }
  try {
    const { mode, uid, size } = fstatSync(file);
    const own = userInfo().uid;
    const open = (mode & OTHERS).toString(8).padStart(2, '0');
    if ((mode & 0o170000) !== 0o100000) return refused(`${path} is no regular file`);
    if (own >= 0 && uid !== own) {
      return refused(`${path} belongs to user ${uid}, not to ${own}: chown ${own} ${path}`);
    }
    if ((mode & OTHERS) !== 0) {
      return refused(`others can read or change ${path} (mode ..${open}): chmod 600 ${path}`);
    }
    if (size > BYTES_MAX)
      return refused(`${path} has ${size} bytes, at most ${BYTES_MAX} belong there`);
    return { ok: true, text: readFileSync(file, 'utf8') };
  } catch (error) {
    return refused(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
  } finally {
    closeSync(file);
  }
}

const refused = (error: string): PrivateText => ({ ok: false, error });
