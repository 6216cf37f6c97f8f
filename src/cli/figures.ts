import type { EpochMs } from '../domain/time.ts';

/** `2025-01-06 09:00:05`, UTC. */
export const instant = (at: EpochMs): string =>
  new Date(at).toISOString().slice(0, 19).replace('T', ' ');
/** `09:00:05`, UTC. */
export const timeOfDay = (at: EpochMs): string => new Date(at).toISOString().slice(11, 19);

/** `100,000.00`. */
export const money = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `-1.25 %` of a fraction; `-` when there is none. */
export const percent = (fraction: number | null, places = 2): string =>
  fraction === null ? '-' : `${(fraction * 100).toFixed(places)} %`;

/** `+0.12 %`. */
export const signedPercent = (fraction: number | null): string =>
  fraction === null ? '-' : `${fraction > 0 ? '+' : ''}${percent(fraction)}`;

/** At most `places` decimals, trailing zeros off. */
export const figure = (value: number, places = 6): string =>
  Number.isFinite(value) ? String(Number(value.toFixed(places))) : String(value);

/** `14:05` of a duration in ms, hours in front when there are any. */
export function countdown(duration: number): string {
  const seconds = Math.max(0, Math.ceil(duration / 1_000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
