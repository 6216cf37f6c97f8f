import { copyFileSync, fstatSync, ftruncateSync, writeSync } from 'node:fs';
import type { EpochMs } from '../domain/time.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (
  level: LogLevel,
  text: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
const STDOUT = 1;
/** A log file that has grown beyond this is copied to `<file>.1` and begun anew. */
const ROTATE_BYTES = 8 * 1024 * 1024;
const CHECK_EVERY = 256;

/**
 * One JSON object a line on standard output, which the supervisor points at the service's file.
 * A log that cannot be written never stops a service.
 */
export function createLog(least: LogLevel, now: () => EpochMs, file: string | null): Log {
  let lines = 0;
  return (level, text, details = {}) => {
    if (RANK[level] < RANK[least]) return;
    const record = { time: new Date().toISOString(), market: now(), level, text, ...details };
    try {
      writeSync(STDOUT, `${JSON.stringify(record)}\n`);
      lines += 1;
      if (file !== null && lines % CHECK_EVERY === 0) rotate(file);
    } catch {
      // A full disk costs log lines; what matters is in the journal.
    }
  };
}

/** Standard output appends, so truncating the file under it begins it anew. */
function rotate(file: string): void {
  const stat = fstatSync(STDOUT);
  if (!stat.isFile() || stat.size < ROTATE_BYTES) return;
  copyFileSync(file, `${file}.1`);
  ftruncateSync(STDOUT);
}
