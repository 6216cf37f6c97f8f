import { type CandleColumns, joinColumns } from './candle-columns.ts';
import { readCandleFile } from './candle-file.ts';
import type { DataError } from './data-error.ts';
import type { DataFile } from './data-file.ts';

/** Reads candle files once each, and remembers every error met on the way. */
export class CandleLibrary {
  readonly errors: DataError[] = [];
  readonly #read = new Map<string, CandleColumns | null>();

  /** Undefined when the file has errors, which are then in `errors`. */
  read(file: DataFile, allowGaps: boolean): CandleColumns | undefined {
    const key = `${allowGaps} ${file.path}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known ?? undefined;
    const result = readCandleFile(file, { allowGaps });
    this.#read.set(key, result.ok ? result.value : null);
    if (result.ok) return result.value;
    this.errors.push(...result.errors);
    return undefined;
  }

  /** Several files of one symbol, venue and timeframe as one series. */
  readAll(files: readonly DataFile[], allowGaps: boolean): CandleColumns | undefined {
    const parts: CandleColumns[] = [];
    for (const file of files) {
      const columns = this.read(file, allowGaps);
      if (columns) parts.push(columns);
    }
    return parts.length === files.length && parts.length > 0 ? joinColumns(parts) : undefined;
  }
}
