/** What the checks of meaning work with: the readable parts of all files, and a way to report. */
import type { Path } from './errors.ts';
import type { FileName, PartialContents } from './files.ts';

export interface Finding {
  readonly file: FileName;
  readonly path: Path;
  /** The key is what is wrong, not its value. */
  readonly onKey?: boolean;
  readonly message: string;
  readonly remedy: string;
}

/** One concern: reports what is wrong; silent about parts that could not be read. */
export type Rule = (contents: PartialContents, report: (finding: Finding) => void) => void;

/** Members of a record whose value could be read at all. */
export function entriesOf<T>(
  record: Readonly<Record<string, T | undefined>> | undefined,
): readonly (readonly [string, T])[] {
  return Object.entries(record ?? {}).filter(
    (entry): entry is [string, T] => entry[1] !== undefined,
  );
}

/** Known names for a check of references; undefined when they could not be read. */
export function keysOf(record: object | undefined): readonly string[] | undefined {
  return record === undefined ? undefined : Object.keys(record);
}

/** The value at a path of a partly read file; undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[part];
  }
  return value;
}
