import type { EpochMs, Ms } from '../domain/time.ts';
import type { CandleColumns, Gap } from './candle-columns.ts';
import { checkHeader, readCsvBytes } from './csv-file.ts';
import { type DataResult, ErrorList, formatDay, formatTime } from './data-error.ts';
import { type DataFile, intervalText } from './data-file.ts';
import { FieldReader } from './number-text.ts';

export const CANDLE_HEADER = 'open_time,open,high,low,close,volume';
const NAMES = CANDLE_HEADER.split(',');
const RETURN = 13;
const NEWLINE = 10;

export interface CandleFileOptions {
  /** Take files with missing bars as they are; the gaps are listed in the result. */
  readonly allowGaps?: boolean;
}

/** Reads and checks a candle or mark-price file; all its errors at once, up to a limit. */
export function readCandleFile(
  file: DataFile,
  options: CandleFileOptions = {},
): DataResult<CandleColumns> {
  const bytes = readCsvBytes(file.path);
  if (!bytes.ok) return bytes;
  const errors = new ErrorList(file.path);
  const columns = parseCandles(bytes.value, file.interval, options, errors);
  if (errors.errors.length === 0) checkDays(file, columns.openTime, errors);
  return errors.errors.length > 0
    ? { ok: false, errors: errors.errors }
    : { ok: true, value: columns };
}

/** The days in the name and those of the rows must be the same: else rows are missing at an end. */
export function checkDays(file: DataFile, times: Float64Array, errors: ErrorList): void {
  const first = times[0]!;
  const last = times[times.length - 1]!;
  if (first < file.from || first >= file.from + 86_400_000) {
    const message = `the name says that the data begin on ${formatDay(file.from)}, the first row is of ${formatTime(first)}`;
    errors.add('name_mismatch', 2, message, 'fetch the missing rows, or rename the file');
  }
  if (last < file.to - 86_400_000 || last >= file.to) {
    const message = `the name says that the data end on ${formatDay(file.to - 86_400_000)}, the last row is of ${formatTime(last)}`;
    errors.add(
      'name_mismatch',
      times.length + 1,
      message,
      'fetch the missing rows, or rename the file',
    );
  }
}

/** Parses CSV bytes; the result is meaningful only if no error was added. */
export function parseCandles(
  bytes: Uint8Array,
  interval: Ms,
  options: CandleFileOptions,
  errors: ErrorList,
): CandleColumns {
  const start = checkHeader(bytes, CANDLE_HEADER, errors);
  // The shortest rows seen in practice have 40 bytes; the table grows if they are shorter.
  const table = new CandleTable(bytes.length / 40, interval, options.allowGaps === true, errors);
  if (start < 0) return table.columns();
  if (start >= bytes.length) {
    errors.add('empty_file', 1, 'there are no rows below the header', 'fetch the file again');
  }
  const reader = new FieldReader(bytes);
  const values = new Float64Array(6);
  let position = start;
  for (let line = 2; position < bytes.length && !errors.full; line += 1) {
    const complete = readRow(bytes, reader, position, values, line, errors);
    if (complete) {
      table.add(values, line);
      // Places are looked up on a sample: ticks do not change from row to row.
      if ((line & 63) === 2) table.seePlaces(rowPlaces(reader, position));
    }
    position = nextLine(bytes, complete ? reader.end : position);
  }
  return table.columns();
}

/** Reads six fields into `values`; false when an error was added. */
function readRow(
  bytes: Uint8Array,
  reader: FieldReader,
  start: number,
  values: Float64Array,
  line: number,
  errors: ErrorList,
): boolean {
  let position = start;
  let good = true;
  for (let field = 0; field < 6; field += 1) {
    const value = reader.number(position);
    const delimiter = bytes[reader.end];
    const ended = delimiter === undefined || delimiter === NEWLINE || delimiter === RETURN;
    if (ended !== (field === 5)) return wrongFields(line, errors);
    // True for NaN and, from an exponent, infinity.
    if (value - value !== 0) {
      good = false;
      badNumber(NAMES[field]!, reader.text(position), line, errors);
    }
    values[field] = value;
    position = reader.end + 1;
  }
  return good;
}

function badNumber(column: string, text: string, line: number, errors: ErrorList): void {
  const remedy = `${column} must be a plain decimal number like 94231.5`;
  errors.add('bad_number', line, `${column} is "${text.slice(0, 40)}"`, remedy);
}

function wrongFields(line: number, errors: ErrorList): false {
  const remedy = `every row has the six fields ${CANDLE_HEADER}`;
  errors.add('wrong_fields', line, 'the row does not have six fields', remedy);
  return false;
}

/** Most decimal places of the four prices of a row. */
function rowPlaces(reader: FieldReader, start: number): number {
  let position = start;
  let most = 0;
  for (let field = 0; field < 5; field += 1) {
    reader.number(position);
    if (field > 0) most = Math.max(most, reader.places(position));
    position = reader.end + 1;
  }
  return most;
}

function nextLine(bytes: Uint8Array, from: number): number {
  if (bytes[from] === NEWLINE) return from + 1;
  const end = bytes.indexOf(NEWLINE, from);
  return end < 0 ? bytes.length : end + 1;
}

/** Collects checked rows. */
class CandleTable {
  readonly #interval: Ms;
  readonly #allowGaps: boolean;
  readonly #errors: ErrorList;
  #column: readonly Float64Array[];
  readonly #gaps: Gap[] = [];
  #length = 0;
  #places = 0;
  #last: EpochMs = Number.NaN;

  constructor(rows: number, interval: Ms, allowGaps: boolean, errors: ErrorList) {
    this.#interval = interval;
    this.#allowGaps = allowGaps;
    this.#errors = errors;
    this.#column = NAMES.map(() => new Float64Array(Math.max(1, Math.ceil(rows))));
  }

  add(values: Float64Array, line: number): void {
    const at = values[0]!;
    const inOrder = at === this.#last + this.#interval || this.#checkTime(at, line);
    if (inOrder) this.#last = at;
    if (!this.#checkValues(values, line) || !inOrder) return;
    const index = this.#length;
    if (index === this.#column[0]!.length) this.#grow();
    const column = this.#column;
    for (let field = 0; field < 6; field += 1) column[field]![index] = values[field]!;
    this.#length = index + 1;
  }

  #grow(): void {
    this.#column = this.#column.map((column) => {
      const larger = new Float64Array(2 * column.length);
      larger.set(column);
      return larger;
    });
  }

  seePlaces(places: number): void {
    if (places > this.#places) this.#places = places;
  }

  columns(): CandleColumns {
    const [openTime, open, high, low, close, volume] = this.#column.map((column) =>
      column.subarray(0, this.#length),
    );
    return {
      length: this.#length,
      interval: this.#interval,
      openTime: openTime!,
      open: open!,
      high: high!,
      low: low!,
      close: close!,
      volume: volume!,
      places: this.#places,
      gaps: this.#gaps,
    };
  }

  #checkTime(at: EpochMs, line: number): boolean {
    const interval = this.#interval;
    const errors = this.#errors;
    if (at % interval !== 0 || at < 0) {
      const grid = intervalText(interval);
      const remedy = `it must be a whole multiple of ${interval} (${grid}) in epoch milliseconds UTC`;
      errors.add('off_grid', line, `open_time ${at} (${formatTime(at)}) is off the grid`, remedy);
      return false;
    }
    // False before the first row too, when the last time is NaN.
    if (at <= this.#last) {
      const same = at === this.#last;
      errors.add(
        same ? 'duplicate_row' : 'out_of_order',
        line,
        same
          ? `open_time ${at} (${formatTime(at)}) is there twice`
          : `open_time ${at} (${formatTime(at)}) comes after ${formatTime(this.#last)}`,
        same ? 'remove one of the two rows' : 'sort the rows by open_time',
      );
      return false;
    }
    if (at > this.#last + interval) this.#gap(at, line);
    return true;
  }

  #gap(at: EpochMs, line: number): void {
    const interval = this.#interval;
    const gap = {
      from: this.#last + interval,
      to: at - interval,
      bars: (at - this.#last) / interval - 1,
      line,
    };
    this.#gaps.push(gap);
    if (this.#allowGaps) return;
    this.#errors.add(
      'gap',
      line,
      `${gap.bars} bar${gap.bars === 1 ? '' : 's'} missing, ${formatTime(gap.from)} – ${formatTime(gap.to)}`,
      'fetch the missing bars, or pass --allow-gaps to use the file as it is',
    );
  }

  #checkValues(values: Float64Array, line: number): boolean {
    const open = values[1]!;
    const high = values[2]!;
    const low = values[3]!;
    const close = values[4]!;
    if (low > 0 && low <= open && low <= close && high >= open && high >= close) {
      if (values[5]! >= 0) return true;
      const remedy = 'it must be 0 or more';
      this.#errors.add('bad_volume', line, `volume is ${values[5]}`, remedy);
      return false;
    }
    const prices = `open ${open}, high ${high}, low ${low}, close ${close}`;
    if (!(low > 0 && open > 0 && high > 0 && close > 0)) {
      this.#errors.add('bad_prices', line, prices, 'all prices must be above 0');
    } else {
      const remedy = 'low must be lowest and high highest of the four';
      this.#errors.add('bad_prices', line, prices, remedy);
    }
    return false;
  }
}
