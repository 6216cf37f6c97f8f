import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { DataError, DataResult, ErrorList } from './data-error.ts';
import { latin1 } from './number-text.ts';

/** Largest decompressed file that is read, bytes: a guard against a wrong or hostile file. */
const MAX_BYTES = 1_000_000_000;

/** The bytes of a `.csv` or `.csv.gz` file, decompressed. */
export function readCsvBytes(path: string): DataResult<Uint8Array> {
  let raw: Uint8Array;
  try {
    raw = readFileSync(path);
  } catch (cause) {
    return { ok: false, errors: [readError(path, cause)] };
  }
  if (!path.endsWith('.gz')) return { ok: true, value: raw };
  if (raw.length === 0) return { ok: true, value: raw };
  try {
    return { ok: true, value: gunzipSync(raw, { maxOutputLength: MAX_BYTES }) };
  } catch (cause) {
    return { ok: false, errors: [gzipError(path, raw.length, cause)] };
  }
}

function readError(path: string, cause: unknown): DataError {
  const code = (cause as NodeJS.ErrnoException).code;
  const missing = code === 'ENOENT';
  return {
    code: missing ? 'missing_file' : 'unreadable',
    file: path,
    line: null,
    message: missing ? 'there is no such file' : `cannot be read (${code ?? String(cause)})`,
    remedy: missing ? 'check the name, or fetch the file again' : 'check type and permissions',
  };
}

function gzipError(path: string, size: number, cause: unknown): DataError {
  const text = cause instanceof Error ? cause.message : String(cause);
  const truncated = text.includes('unexpected end of file');
  return {
    code: truncated ? 'truncated_gzip' : 'broken_gzip',
    file: path,
    line: null,
    message: truncated
      ? `the gzip data end in the middle (after ${size} bytes)`
      : `the gzip data are broken (${text})`,
    remedy: 'copy or fetch the file again, and compare its checksum with the source',
  };
}

/**
 * Checks the header and returns where the first row starts; -1 when an error was added.
 * A byte-order mark and Windows line ends are accepted.
 */
export function checkHeader(bytes: Uint8Array, header: string, errors: ErrorList): number {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (bytes.length === mark) {
    errors.add('empty_file', null, 'the file is empty', `it must start with the line "${header}"`);
    return -1;
  }
  let end = bytes.indexOf(10, mark);
  if (end < 0) end = bytes.length;
  const last = end > mark && bytes[end - 1] === 13 ? end - 1 : end;
  const found = latin1(bytes, mark, last);
  if (found !== header) {
    errors.add(
      'wrong_header',
      1,
      `the header is "${found.slice(0, 80)}"`,
      `it must be "${header}"`,
    );
    return -1;
  }
  return Math.min(end + 1, bytes.length);
}
