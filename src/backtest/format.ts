/** How figures look to a person, in the terminal and in the HTML report. Always UTC, units last. */

const grouped = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

export const money = (value: number): string => grouped.format(value === 0 ? 0 : value);
export const signedMoney = (value: number): string =>
  value > 0 ? `+${money(value)}` : money(value);
export const percent = (fraction: number | null, digits = 2): string =>
  fraction === null ? '-' : `${(fraction * 100).toFixed(digits)} %`;
export const ratio = (value: number | null): string => (value === null ? '-' : value.toFixed(2));
export const count = (value: number): string => new Intl.NumberFormat('en-US').format(value);

/** `2025-05-04 00:00` UTC. */
export const instant = (at: number): string =>
  new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** `1 h 20 min`, `45 min`. */
export function minutes(value: number | null): string {
  if (value === null) return '-';
  if (value < 90) return `${value.toFixed(0)} min`;
  if (value < 2_880) return `${(value / 60).toFixed(1)} h`;
  return `${(value / 1_440).toFixed(1)} d`;
}
