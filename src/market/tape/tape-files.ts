/** The segments of a tape in its folder: written once, compressed when full, never changed. */
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Segment {
  readonly number: number;
  /** Without its ending. */
  readonly path: string;
  readonly compressed: boolean;
}

const NAME = /^tape-(\d{6})\.ndjson(\.gz)?$/;

export const segmentPath = (folder: string, number: number): string =>
  join(folder, `tape-${String(number).padStart(6, '0')}.ndjson`);

/** Ascending. One that is there in both forms counts as compressed: that form appeared whole. */
export function segmentsOf(folder: string): readonly Segment[] {
  if (!existsSync(folder)) return [];
  const compressed = new Map<number, boolean>();
  for (const name of readdirSync(folder)) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const number = Number(match[1]);
    compressed.set(number, match[2] !== undefined || compressed.get(number) === true);
  }
  return [...compressed]
    .sort(([a], [b]) => a - b)
    .map(([number, is]) => ({ number, path: segmentPath(folder, number), compressed: is }));
}

export const filePathOf = ({ path, compressed }: Segment): string =>
  compressed ? `${path}.gz` : path;

/** Its lines as bytes, from `offset` on; empty when it is not there. */
export function readSegment(segment: Segment, offset = 0): Buffer {
  const path = filePathOf(segment);
  if (!existsSync(path)) return Buffer.alloc(0);
  if (segment.compressed) return gunzipSync(readFileSync(path)).subarray(offset);
  const file = openSync(path, 'r');
  try {
    const content = Buffer.alloc(Math.max(0, fstatSync(file).size - offset));
    const read = readSync(file, content, 0, content.length, offset);
    return content.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

/** Bytes on the disk. */
export const tapeBytes = (folder: string): number =>
  segmentsOf(folder).reduce((sum, segment) => sum + statSync(filePathOf(segment)).size, 0);

/** What a crash between compressing and removing left. */
export function removeLeftovers(folder: string): void {
  for (const segment of segmentsOf(folder)) {
    if (segment.compressed && existsSync(segment.path)) unlinkSync(segment.path);
  }
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (name.endsWith('.tmp')) unlinkSync(join(folder, name));
  }
}

/** Something of a tape is not what was written. */
export class TapeDamaged extends Error {
  constructor(segment: Segment, line: number) {
    super(
      `${filePathOf(segment)} is damaged at line ${line}: what follows cannot be run again; begin the paper validation anew`,
    );
    this.name = 'TapeDamaged';
  }
}
