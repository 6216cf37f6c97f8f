import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Kernels hold about 104 bytes of a socket's path; a little is kept in reserve. */
const MAX_PATH_BYTES = 100;

/**
 * Where a service of this home listens: `<home>/run/<service>.sock`, or a short hashed path in the
 * machine's temporary directory when that would be longer than a socket address holds.
 */
export function socketPath(home: string, service: string): string {
  const name = `${service.replace(/[^A-Za-z0-9_-]/g, '-')}.sock`;
  const direct = join(resolve(home), 'run', name);
  if (Buffer.byteLength(direct) <= MAX_PATH_BYTES) return direct;
  const digest = createHash('sha256').update(resolve(home)).digest('hex').slice(0, 16);
  return join(tmpdir(), `septet-${userInfo().uid}-${digest}`, name);
}

/**
 * Makes the socket's directory, readable by its owner alone; throws when somebody else owns it
 * (a shared temporary directory is writable by everyone).
 */
export function prepareSocketDirectory(path: string): void {
  const directory = dirname(path);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stat = lstatSync(directory);
  const uid = userInfo().uid;
  if (!stat.isDirectory() || (uid >= 0 && stat.uid !== uid)) {
    throw new Error(`${directory} is not a directory of this user: refusing to listen there`);
  }
  chmodSync(directory, 0o700);
}
