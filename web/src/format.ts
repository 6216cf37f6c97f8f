const grouped = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

export const money = (value: number | null): string =>
  value === null ? '–' : grouped.format(value);
export const percent = (fraction: number | null, digits = 2): string =>
  fraction === null ? '–' : `${(fraction * 100).toFixed(digits)} %`;
/** `01-05 06:30:00` UTC. */
export const instant = (at: number | null): string =>
  at === null ? '–' : new Date(at).toISOString().slice(5, 19).replace('T', ' ');
export const price = (value: number | string | null): string =>
  value === null ? '–' : Number(value).toLocaleString('en-US', { maximumSignificantDigits: 8 });

/** `14 min 05 s`. */
export function duration(ms: number | null): string {
  if (ms === null) return '–';
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
