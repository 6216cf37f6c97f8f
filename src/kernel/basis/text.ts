/** Figures in words, without the engine's clock or locale. */
import { DAY_MS, type EpochMs } from '../../domain/time.ts';

export const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)} %`;

const two = (value: number): string => `${value}`.padStart(2, '0');

/** `2025-05-04 13:05:00 UTC`: civil date from days since the epoch. */
export function utc(at: EpochMs): string {
  const days = Math.floor(at / DAY_MS);
  const seconds = Math.floor((at - days * DAY_MS) / 1_000);
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const hour = Math.floor(seconds / 3_600);
  const minute = Math.floor(seconds / 60) % 60;
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(seconds % 60)} UTC`;
}

/** Any value in words, whatever came over a wire; never throws. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  return value === null || value === undefined ? 'missing' : `a ${typeof value}`;
}
