import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { EpochMs } from '../../domain/time.ts';
import {
  readSegment,
  removeLeftovers,
  type Segment,
  segmentPath,
  segmentsOf,
  tapeBytes,
} from './tape-files.ts';
import { encodeGroup, type TapeGroup } from './tape-line.ts';
import { wholeLines } from './tape-lines.ts';

export interface TapeWriterOptions {
  /** On the disk; beyond it nothing more is recorded. */
  readonly maxBytes: number;
  /** A segment of this size, not compressed, is closed and compressed. */
  readonly segmentBytes: number;
}

/**
 * 1 GiB holds a month of three symbols with ten levels of book at a step of 5 s (docs/paper-
 * validation.md has the measurement). A segment of 4 MiB is compressed in some 100 ms.
 */
export const TAPE_LIMITS: TapeWriterOptions = {
  maxBytes: 1_073_741_824,
  segmentBytes: 4_194_304,
};

/** Lines written since the last one that is safe from a power cut. */
const SYNC_EVERY = 60;

/**
 * Appends groups to a tape. A killed process loses nothing that was appended, but for a torn last
 * line, which the next opening drops; a power cut loses at most a minute. One writer a folder.
 */
export class TapeWriter {
  /** Groups of the newest segment that has any, as found at the opening. */
  readonly tail: readonly TapeGroup[];
  private readonly folder: string;
  private readonly options: TapeWriterOptions;
  private segment: Segment;
  private file: number;
  private segmentSize: number;
  private closedSize: number;
  private unsynced = 0;
  private lastAt: EpochMs | null;

  /** Throws `TapeDamaged` when the last segment is damaged otherwise than at its end. */
  constructor(folder: string, options: TapeWriterOptions = TAPE_LIMITS) {
    this.folder = folder;
    this.options = options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    removeLeftovers(folder);
    const last = segmentsOf(folder).at(-1);
    const open = last === undefined || last.compressed ? null : last;
    this.segment = open ?? {
      number: (last?.number ?? 0) + 1,
      path: segmentPath(folder, (last?.number ?? 0) + 1),
      compressed: false,
    };
    this.closedSize = tapeBytes(folder) - (open === null ? 0 : sizeOf(open.path));
    this.file = openSync(this.segment.path, 'a', 0o600);
    const { groups, bytes } = wholeLines(this.segment, readSegment(this.segment), true);
    ftruncateSync(this.file, bytes);
    this.segmentSize = bytes;
    const before = groups.length > 0 ? [] : groupsOf(segmentsOf(folder).at(-2));
    this.tail = groups.length > 0 ? groups : before;
    this.lastAt = this.tail.at(-1)?.at ?? null;
  }

  /** Instant of the newest group; null: none yet. */
  get last(): EpochMs | null {
    return this.lastAt;
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.closedSize + this.segmentSize;
  }

  get full(): boolean {
    return this.bytes >= this.options.maxBytes;
  }

  /** False: the tape is full and this was not recorded. Throws when the disk does not take it. */
  append(group: TapeGroup): boolean {
    if (this.full) return false;
    const at: EpochMs = Math.max(group.at, this.lastAt ?? group.at);
    const line = Buffer.from(encodeGroup(at === group.at ? group : { ...group, at }));
    const before = this.segmentSize;
    try {
      for (let written = 0; written < line.length; ) {
        written += writeSync(this.file, line, written);
      }
    } catch (error) {
      // A half line must not stay in front of the next one.
      ftruncateSync(this.file, before);
      throw error;
    }
    this.segmentSize += line.length;
    this.lastAt = at;
    this.unsynced += 1;
    if (this.unsynced >= SYNC_EVERY) this.sync();
    if (this.segmentSize >= this.options.segmentBytes) this.turn();
    return true;
  }

  close(): void {
    this.sync();
    closeSync(this.file);
  }

  private sync(): void {
    fsyncSync(this.file);
    this.unsynced = 0;
  }

  /** Compresses the full segment and begins the next. */
  private turn(): void {
    this.sync();
    closeSync(this.file);
    const { path, number } = this.segment;
    const packed = gzipSync(readFileSync(path));
    const temporary = `${path}.gz.tmp`;
    const file = openSync(temporary, 'w', 0o600);
    for (let written = 0; written < packed.length; ) {
      written += writeSync(file, packed, written);
    }
    fsyncSync(file);
    closeSync(file);
    renameSync(temporary, `${path}.gz`);
    unlinkSync(path);
    this.closedSize += packed.length;
    this.segment = {
      number: number + 1,
      path: segmentPath(this.folder, number + 1),
      compressed: false,
    };
    this.file = openSync(this.segment.path, 'a', 0o600);
    this.segmentSize = 0;
  }
}

const sizeOf = (path: string): number => statSync(path).size;

const groupsOf = (segment: Segment | undefined): readonly TapeGroup[] =>
  segment === undefined ? [] : wholeLines(segment, readSegment(segment), false).groups;
