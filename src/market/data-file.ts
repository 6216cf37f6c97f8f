import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type SymbolId, symbolOfMarketId } from '../domain/ids.ts';
import { DAY_MS, type EpochMs, type Ms } from '../domain/time.ts';
import { isTimeframe, type Timeframe } from '../domain/timeframe.ts';
import { type DataError, type DataResult, formatDay } from './data-error.ts';

export type DataKind = 'candles' | 'mark' | 'funding';

/** One recorded file, as its name tells. */
export interface DataFile {
  readonly path: string;
  readonly name: string;
  /** `BTCUSDT`. */
  readonly marketId: string;
  /** Undefined for another quote currency than USDT. */
  readonly symbol: SymbolId | undefined;
  /** `um`, `spot`, `okxswap`, `hl`, or whatever the name says. */
  readonly venue: string;
  readonly kind: DataKind;
  /** Length of a bar or of a funding interval, ms. */
  readonly interval: Ms;
  /** Null for funding, and for lengths that the system does not build candles of. */
  readonly timeframe: Timeframe | null;
  /** Start of the first day, and end of the last one (exclusive). */
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const NAME =
  /^([A-Z0-9]+)-([a-z0-9]+)-(mark-|funding-)?(\d{1,4})([mhd])-(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})\.csv(\.gz)?$/;
const UNIT: Readonly<Record<string, Ms>> = { m: 60_000, h: 3_600_000, d: DAY_MS };

export const NAME_FORMAT = 'SYMBOL-VENUE-[mark-|funding-]TIMEFRAME-FIRSTDAY_LASTDAY.csv[.gz]';

/** Reads a file name; undefined when it does not have the form `NAME_FORMAT`. */
export function parseDataFileName(directory: string, name: string): DataFile | undefined {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, marketId = '', venue = '', prefix, count = '', unit = '', first = '', last = ''] = match;
  const from = parseDay(first);
  const lastDay = parseDay(last);
  const interval = Number(count) * (UNIT[unit] ?? 0);
  if (from === undefined || lastDay === undefined || lastDay < from || interval === 0) {
    return undefined;
  }
  const kind = prefix === 'mark-' ? 'mark' : prefix === 'funding-' ? 'funding' : 'candles';
  const timeframe = `${Number(count)}${unit}`;
  return {
    path: join(directory, name),
    name,
    marketId,
    symbol: symbolOfMarketId(marketId),
    venue,
    kind,
    interval,
    timeframe: kind !== 'funding' && isTimeframe(timeframe) ? timeframe : null,
    from,
    to: lastDay + DAY_MS,
  };
}

export interface Catalogue {
  readonly directory: string;
  /** Sorted by name. */
  readonly files: readonly DataFile[];
  /** Names of files that are not candles, mark prices or funding. */
  readonly ignored: readonly string[];
}

/** Lists what a directory of recorded data holds. Reads names only. */
export function findFiles(directory: string): DataResult<Catalogue> {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (cause) {
    return { ok: false, errors: [directoryError(directory, cause)] };
  }
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const files: DataFile[] = [];
  const ignored: string[] = [];
  for (const name of names.sort()) {
    const file = parseDataFileName(directory, name);
    if (file) files.push(file);
    else ignored.push(name);
  }
  return { ok: true, value: { directory, files, ignored } };
}

function directoryError(directory: string, cause: unknown): DataError {
  const code = (cause as NodeJS.ErrnoException).code;
  const missing = code === 'ENOENT';
  const message = missing
    ? 'there is no such directory'
    : code === 'ENOTDIR'
      ? 'this is a file, not a directory'
      : `the directory cannot be read (${code ?? String(cause)})`;
  return {
    code: missing ? 'missing_directory' : 'unreadable',
    file: directory,
    line: null,
    message,
    remedy: `name a directory with files called ${NAME_FORMAT}`,
  };
}

/** `um 1m 2025-05-04 – 2025-06-24`. */
export const describeFile = (file: DataFile): string =>
  `${file.venue} ${intervalText(file.interval)} ${formatDay(file.from)} – ${formatDay(file.to - DAY_MS)}`;

export const intervalText = (interval: Ms): string =>
  interval % DAY_MS === 0
    ? `${interval / DAY_MS}d`
    : interval % 3_600_000 === 0
      ? `${interval / 3_600_000}h`
      : `${interval / 60_000}m`;

function parseDay(text: string): EpochMs | undefined {
  const at = Date.parse(`${text}T00:00:00Z`);
  // The parser accepts 2025-02-30 on some engines and moves it to March.
  return Number.isNaN(at) || formatDay(at) !== text ? undefined : at;
}
