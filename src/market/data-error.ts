/** What can be wrong with recorded market data. */
export type DataErrorCode =
  | 'missing_directory'
  | 'missing_file'
  | 'unreadable'
  | 'bad_name'
  | 'truncated_gzip'
  | 'broken_gzip'
  | 'empty_file'
  | 'wrong_header'
  | 'wrong_fields'
  | 'bad_number'
  | 'off_grid'
  | 'duplicate_row'
  | 'out_of_order'
  | 'gap'
  | 'bad_prices'
  | 'bad_volume'
  | 'bad_rate'
  | 'name_mismatch'
  | 'no_data'
  | 'more_errors';

export interface DataError {
  readonly code: DataErrorCode;
  /** Path of the file or directory. */
  readonly file: string;
  /** 1-based, the header is line 1; null where no line can be named. */
  readonly line: number | null;
  /** What is wrong. */
  readonly message: string;
  /** What would be right, or what to do. */
  readonly remedy: string;
}

export type DataResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly DataError[] };

/** `file:line: what is wrong; what would be right`. */
export function formatDataError(error: DataError): string {
  const place = error.line === null ? error.file : `${error.file}:${error.line}`;
  return `${place}: ${error.message}; ${error.remedy}`;
}

/** Errors listed per file; the rest is counted out as "further errors". */
export const MAX_ERRORS_PER_FILE = 20;

/** Collects a file's errors up to the limit. */
export class ErrorList {
  readonly #errors: DataError[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** In file order. Gaps in rows that are out of order are no gaps yet, and left out. */
  get errors(): readonly DataError[] {
    const unsorted = this.#errors.some((error) => error.code === 'out_of_order');
    return unsorted ? this.#errors.filter((error) => error.code !== 'gap') : this.#errors;
  }

  get full(): boolean {
    return this.#errors.length > MAX_ERRORS_PER_FILE;
  }

  add(code: DataErrorCode, line: number | null, message: string, remedy: string): void {
    if (this.full) return;
    if (this.#errors.length < MAX_ERRORS_PER_FILE) {
      this.#errors.push({ code, file: this.#file, line, message, remedy });
      return;
    }
    this.#errors.push({
      code: 'more_errors',
      file: this.#file,
      line,
      message: `more than ${MAX_ERRORS_PER_FILE} errors; the rest of the file was not read`,
      remedy: 'repair those above first',
    });
  }
}

/** `2025-05-04 15:36` UTC; seconds and milliseconds only where there are any. */
export function formatTime(at: number): string {
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return String(at);
  const text = new Date(at).toISOString();
  const seconds = at % 60_000 === 0 ? '' : text.slice(16, at % 1000 === 0 ? 19 : 23);
  return `${text.slice(0, 10)} ${text.slice(11, 16)}${seconds}`;
}

/** `2025-05-04`. */
export const formatDay = (at: number): string => formatTime(at).slice(0, 10);
