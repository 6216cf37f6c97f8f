import { readSegment, type Segment, segmentsOf } from './tape-files.ts';
import type { TapeGroup } from './tape-line.ts';
import { wholeLines } from './tape-lines.ts';

/**
 * Reads a tape from its beginning, also while it is written: what is not there yet comes with a
 * later call. Holds one segment in memory.
 */
export class TapeReader {
  private readonly folder: string;
  private number = 0;
  /** Bytes of the segment that have been read, before compression. */
  private offset = 0;
  /** What was read of the segment and not given out yet. */
  private rest: Buffer | null = null;
  /** It was still written when `rest` was read: there may be more of it. */
  private partial = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The next groups, at most `most`; none: nothing more yet. Throws `TapeDamaged`. */
  next(most: number): readonly TapeGroup[] {
    for (;;) {
      const segments = segmentsOf(this.folder);
      const segment = segments.find(({ number }) => number >= this.number);
      if (segment === undefined) return [];
      if (segment.number > this.number) this.enter(segment);
      const growing = !segment.compressed;
      if (this.partial && !growing) this.rest = null;
      this.rest ??= readSegment(segment, this.offset);
      this.partial = growing;
      const { groups, bytes } = wholeLines(segment, this.rest, growing, most);
      this.offset += bytes;
      this.rest = growing && groups.length < most ? null : this.rest.subarray(bytes);
      if (groups.length > 0) return groups;
      const last = segments.at(-1)?.number ?? 0;
      // Both forms appear before the next segment does: with a later one there, this one is read.
      if (segment.number === last || growing) return [];
      this.number = segment.number + 1;
      this.offset = 0;
      this.rest = null;
    }
  }

  private enter({ number }: Segment): void {
    this.number = number;
    this.offset = 0;
    this.rest = null;
  }
}
