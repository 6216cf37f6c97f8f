/** Figures with their units, instants in UTC; what is not known is a dash, never a zero. */
const grouped = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const NOT_KNOWN = '–';

export const money = (value: number | null | undefined): string =>
  value == null ? NOT_KNOWN : unsignedZero(grouped.format(value));
export const signed = (value: number | null): string =>
  value === null ? NOT_KNOWN : `${value > 0 ? '+' : ''}${grouped.format(value)}`;
export const percent = (fraction: number | null | undefined, digits = 2): string =>
  fraction == null ? NOT_KNOWN : `${unsignedZero((fraction * 100).toFixed(digits))} %`;
/** What rounds to nothing has no sign. */
const unsignedZero = (text: string): string => text.replace(/^-(0(\.0+)?)$/, '$1');
export const price = (value: number | string | null): string =>
  value === null
    ? NOT_KNOWN
    : Number(value).toLocaleString('en-US', { maximumSignificantDigits: 8 });
/** Six digits that matter. */
export const figure = (value: number | null): string =>
  value === null ? NOT_KNOWN : Number(value.toPrecision(6)).toString();
export const words = (id: string): string => id.replaceAll('_', ' ');

/** `01-05 06:30:00` UTC. */
export const instant = (at: number | null): string =>
  at === null ? NOT_KNOWN : new Date(at).toISOString().slice(5, 19).replace('T', ' ');
export const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);
export const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
/** As this machine's people write it, for hovering. */
export const local = (at: number): string => `${new Date(at).toLocaleString()} on this computer`;

/** `14 min 05 s`, `3 h 20 min`, `6 d 4 h`. */
export function duration(ms: number | null): string {
  if (ms === null) return NOT_KNOWN;
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `in 14 min 05 s`; `now` when it has come. */
export const fromNow = (at: number, now: number): string =>
  at <= now ? 'now' : `in ${duration(at - now)}`;

export const symbol = (id: string): string => id.replace(/\/USDT:USDT$/, '');
