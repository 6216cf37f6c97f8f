import type { Clock, EpochMs, Ms } from '../domain/time.ts';
import { readJson, writeJson } from './json-file.ts';

/**
 * One instant at which market time and machine time were matched. All processes of a home share
 * one anchor, so they agree on market time without asking each other. Machine time is the
 * kernel's monotonic clock, which all processes of a machine read alike and no clock correction
 * moves.
 */
export interface ClockAnchor {
  readonly market: EpochMs;
  readonly monotonic: Ms;
  /** Market seconds per machine second, > 0. */
  readonly speed: number;
}

/** Milliseconds of the machine's monotonic clock, the same in every process of the machine. */
export const machineMonotonic = (): Ms => Number(process.hrtime.bigint() / 1_000n) / 1_000;

/** Market time by the anchor, whole milliseconds. */
export const marketTime = (anchor: ClockAnchor, monotonic: Ms): EpochMs =>
  Math.floor(anchor.market + (monotonic - anchor.monotonic) * anchor.speed);

/** Machine milliseconds until market time reaches `at`, at least 0. */
export const machineWait = (anchor: ClockAnchor, at: EpochMs, monotonic: Ms): Ms =>
  Math.max(0, (at - anchor.market) / anchor.speed + anchor.monotonic - monotonic);

export function marketClock(anchor: ClockAnchor, monotonic: () => Ms = machineMonotonic): Clock {
  return { now: () => marketTime(anchor, monotonic()), monotonic };
}

/** The clock of this host, which signs and is compared with others; corrections move it. */
export const hostClock: Clock = { now: () => Date.now(), monotonic: machineMonotonic };

interface SavedClock {
  readonly anchor: ClockAnchor;
  /** No process of this home has seen a market time at or beyond this one. */
  readonly notBefore: EpochMs;
}

/** How often the supervisor saves the clock, machine time. */
export const CLOCK_SAVE_INTERVAL_MS: Ms = 1_000;
/** While running, saved ahead by this much: what survives a power cut is never behind a journal. */
const RESERVE_MS: Ms = 10 * CLOCK_SAVE_INTERVAL_MS;

/** Saves where market time stands; `final` when every process has ended. */
export function saveClock(path: string, anchor: ClockAnchor, monotonic: Ms, final = false): void {
  const ahead = final ? 0 : RESERVE_MS;
  const saved: SavedClock = { anchor, notBefore: marketTime(anchor, monotonic + ahead) };
  writeJson(path, saved);
}

/** Undefined when there is none, or it cannot be read. */
export function loadClock(path: string): SavedClock | undefined {
  const value = readJson(path);
  if (typeof value !== 'object' || value === null) return undefined;
  const { anchor, notBefore } = value as { anchor?: unknown; notBefore?: unknown };
  const parsed = parseAnchor(anchor);
  if (parsed === undefined || typeof notBefore !== 'number') return undefined;
  return { anchor: parsed, notBefore };
}

export function parseAnchor(value: unknown): ClockAnchor | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { market, monotonic, speed } = value as Readonly<Record<string, unknown>>;
  if (typeof market !== 'number' || typeof monotonic !== 'number' || typeof speed !== 'number') {
    return undefined;
  }
  if (!Number.isFinite(market) || !Number.isFinite(monotonic) || !(speed > 0)) return undefined;
  return { market, monotonic, speed };
}

/** The anchor of a start at machine time `monotonic`: goes on where the last run ended. */
export function startAnchor(
  saved: { readonly notBefore: EpochMs } | undefined,
  marketStartsAt: EpochMs,
  speed: number,
  monotonic: Ms,
): ClockAnchor {
  return { market: Math.max(marketStartsAt, saved?.notBefore ?? 0), monotonic, speed };
}
