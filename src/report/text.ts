/** How figures look in a report: always UTC, units last, a sign where it matters. */
import type { DayRate } from '../domain/daily-report.ts';
import type { EpochMs, Ms } from '../domain/time.ts';

const grouped = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

export const money = (value: number): string => grouped.format(Math.abs(value) < 0.005 ? 0 : value);
export const signed = (value: number): string =>
  value >= 0.005 ? `+${money(value)}` : money(value);
export const percent = (fraction: number | null): string =>
  fraction === null ? '-' : `${(fraction * 100).toFixed(2)} %`;

/** `2025-04-04 13:05:00` */
export const utc = (at: EpochMs): string =>
  new Date(at).toISOString().slice(0, 19).replace('T', ' ');
/** `13:05` */
export const clock = (at: EpochMs): string => new Date(at).toISOString().slice(11, 16);

/** `04-04 13:05` */
export const monthDay = (at: EpochMs): string =>
  new Date(at).toISOString().slice(5, 16).replace('T', ' ');

/** `45 s`, `12 min`, `3 h 20 min` */
export function span(ms: Ms): string {
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A ratio with its samples; too few samples are said so. */
export const ratio = ({ value, samples }: DayRate, show: (value: number) => string): string =>
  value === null ? `insufficient (${samples} samples)` : `${show(value)} (${samples} samples)`;

export const bps = (value: number): string => `${value.toFixed(2)} bps`;
