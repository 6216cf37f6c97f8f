/**
 * Keys that a later build calls otherwise or knows no more. The one place where a change of a schema
 * says so; the values stay the desk's own.
 */
import type { Path } from '../errors.ts';
import type { FileName } from '../files.ts';

export type KeyMove =
  /** The key alone is called otherwise; its section stays. */
  | { readonly kind: 'renamed'; readonly file: FileName; readonly path: Path; readonly to: string }
  /** Into another place, perhaps another file. */
  | {
      readonly kind: 'moved';
      readonly file: FileName;
      readonly path: Path;
      readonly toFile: FileName;
      readonly to: Path;
    }
  /** Decides nothing any more. */
  | { readonly kind: 'removed'; readonly file: FileName; readonly path: Path };

/** In the order they were made: what was moved twice is found at the end of its way. */
export const KEY_MOVES: readonly KeyMove[] = [];
