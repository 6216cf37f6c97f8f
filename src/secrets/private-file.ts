/** Files that hold a secret: read only while nobody but their owner can read them. */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

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
export function readPrivateFile(path: string, bytesMax = BYTES_MAX): PrivateText {
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
    if (size > bytesMax)
      return refused(`${path} has ${size} bytes, at most ${bytesMax} belong there`);
    return { ok: true, text: readFileSync(file, 'utf8') };
  } catch (error) {
    return refused(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
  } finally {
    closeSync(file);
  }
}

/** For this user alone; whole or not at all, and still there after the power failed. Throws. */
export function writePrivateFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const refused = (error: string): PrivateText => ({ ok: false, error });
