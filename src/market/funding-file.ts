import { type EpochMs, HOUR_MS, MINUTE_MS } from '../domain/time.ts';
import { checkDays } from './candle-file.ts';
import { checkHeader, readCsvBytes } from './csv-file.ts';
import { type DataResult, ErrorList, formatTime } from './data-error.ts';
import type { DataFile } from './data-file.ts';
import { FieldReader } from './number-text.ts';

export const FUNDING_HEADER = 'funding_time,funding_rate';

/** Settlements by column, oldest first; a positive rate is paid by longs to shorts. */
export interface FundingColumns {
  readonly at: Float64Array;
  readonly rate: Float64Array;
}

export interface FundingFileOptions {
  readonly allowGaps?: boolean;
}

/** Reads and checks a funding file. Shorter intervals than the name's are accepted, longer are gaps. */
export function readFundingFile(
  file: DataFile,
  options: FundingFileOptions = {},
): DataResult<FundingColumns> {
  const bytes = readCsvBytes(file.path);
  if (!bytes.ok) return bytes;
  const errors = new ErrorList(file.path);
  const start = checkHeader(bytes.value, FUNDING_HEADER, errors);
  const at: number[] = [];
  const rate: number[] = [];
  const reader = new FieldReader(bytes.value);
  let position = start < 0 ? bytes.value.length : start;
  for (let line = 2; position < bytes.value.length && !errors.full; line += 1) {
    const row = readRow(bytes.value, reader, position, line, errors);
    if (row && isInOrder(row.at, at.at(-1), line, file, options, errors)) {
      at.push(row.at);
      rate.push(row.rate);
    }
    const end = bytes.value.indexOf(10, position);
    position = end < 0 ? bytes.value.length : end + 1;
  }
  if (start >= 0 && at.length === 0 && errors.errors.length === 0) {
    errors.add('empty_file', 1, 'there are no rows below the header', 'fetch the file again');
  }
  const columns = { at: Float64Array.from(at), rate: Float64Array.from(rate) };
  if (errors.errors.length === 0) checkDays(file, columns.at, errors);
  return errors.errors.length > 0
    ? { ok: false, errors: errors.errors }
    : { ok: true, value: columns };
}

function readRow(
  bytes: Uint8Array,
  reader: FieldReader,
  start: number,
  line: number,
  errors: ErrorList,
): { at: EpochMs; rate: number } | undefined {
  const time = reader.number(start);
  const timeText = Number.isNaN(time) ? reader.text(start) : '';
  const comma = reader.end;
  const rate = bytes[comma] === 44 ? reader.number(comma + 1) : Number.NaN;
  const delimiter = bytes[reader.end];
  if (bytes[comma] !== 44 || !(delimiter === undefined || delimiter === 10 || delimiter === 13)) {
    const remedy = `every row has the two fields ${FUNDING_HEADER}`;
    errors.add('wrong_fields', line, 'the row does not have two fields', remedy);
    return undefined;
  }
  if (!Number.isInteger(time) || time < 0) {
    const message = `funding_time is "${timeText || time}"`;
    errors.add('bad_number', line, message, 'it must be epoch milliseconds UTC');
    return undefined;
  }
  if (!Number.isFinite(rate)) {
    const message = `funding_rate is "${reader.text(comma + 1).slice(0, 40)}"`;
    errors.add('bad_number', line, message, 'it must be a plain decimal number like 0.0001');
    return undefined;
  }
  if (Math.abs(rate) >= 0.1) {
    const remedy = 'rates are fractions (0.0001 is 0.01 %), in size below 0.1';
    errors.add('bad_rate', line, `funding_rate is ${rate}`, remedy);
    return undefined;
  }
  return { at: onTheHour(time), rate };
}

function isInOrder(
  at: EpochMs,
  last: EpochMs | undefined,
  line: number,
  file: DataFile,
  options: FundingFileOptions,
  errors: ErrorList,
): boolean {
  if (last === undefined) return true;
  if (at <= last) {
    const same = at === last;
    errors.add(
      same ? 'duplicate_row' : 'out_of_order',
      line,
      same
        ? `the settlement of ${formatTime(at)} is there twice`
        : `${formatTime(at)} comes after ${formatTime(last)}`,
      same ? 'remove one of the two rows' : 'sort the rows by funding_time',
    );
    return false;
  }
  if (at > last + file.interval && options.allowGaps !== true) {
    const missing = Math.max(1, Math.round((at - last) / file.interval) - 1);
    errors.add(
      'gap',
      line,
      `${missing} settlement${missing === 1 ? '' : 's'} missing between ${formatTime(last)} and ${formatTime(at)}`,
      'fetch the missing rows, or pass --allow-gaps to use the file as it is',
    );
  }
  return true;
}

/** Venues stamp settlements up to some minutes after the hour; they belong to the hour. */
const LATEST_STAMP = 10 * MINUTE_MS;

function onTheHour(at: EpochMs): EpochMs {
  return at % HOUR_MS < LATEST_STAMP ? at - (at % HOUR_MS) : at - (at % MINUTE_MS);
}
