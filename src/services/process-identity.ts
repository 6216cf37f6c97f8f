import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A process by id and start time: ids are used again, the pair never is. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
  /**
   * Boot of the host it was started in. Start times count from the boot: after a reboot another
   * process may have both. Absent: the system does not tell, or a build that did not record it.
   */
  readonly boot?: string;
}

const BOOT_FILE = '/proc/sys/kernel/random/boot_id';
let boot: string | null | undefined;

/** Id of this boot of the host; null where the system does not tell. */
function bootId(): string | null {
  if (boot === undefined) {
    try {
      boot = readFileSync(BOOT_FILE, 'utf8').trim();
    } catch {
      boot = null;
    }
  }
  return boot;
}

const HAS_PROC = existsSync('/proc/self/stat');
const PAGE_BYTES = 4_096;

/** Start time of a living process in the system's own words; null when there is no such process. */
export function startTimeOf(pid: number): string | null {
  return HAS_PROC ? fromProc(pid) : fromPs(pid);
}

export function identityOf(pid: number): ProcessIdentity | null {
  const startedAt = startTimeOf(pid);
  if (startedAt === null) return null;
  const of = bootId();
  return { pid, startedAt, ...(of === null ? {} : { boot: of }) };
}

export const isAlive = (process: ProcessIdentity): boolean =>
  (process.boot === undefined || process.boot === (bootId() ?? process.boot)) &&
  startTimeOf(process.pid) === process.startedAt;

function fromProc(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name in parentheses may hold anything; fields are counted after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  // A zombie has ended; nobody has collected it yet.
  if (state === undefined || state === 'Z' || state === 'X') return null;
  return fields[19] ?? null;
}

function fromPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

/** Resident memory of a process, bytes; null where the system does not tell. */
export function residentBytes(pid: number): number | null {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return Number.isFinite(pages) ? pages * PAGE_BYTES : null;
  } catch {
    return null;
  }
}

/** Resident memory with pages shared among processes counted once (proportional set size). */
export function proportionalBytes(pid: number): number | null {
  try {
    const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return match === null ? null : Number(match[1]) * 1_024;
  } catch {
    return null;
  }
}
