import { type Segment, TapeDamaged } from './tape-files.ts';
import { decodeGroup, type TapeGroup } from './tape-line.ts';

const NEWLINE = 10;

export interface WholeLines {
  readonly groups: readonly TapeGroup[];
  /** Bytes they take; what follows is a torn line. */
  readonly bytes: number;
}

/**
 * The groups in `content`. `growing`: the segment is still written, so that its last line may be
 * torn; it is left out. Anything else that is not what was written throws `TapeDamaged`.
 */
export function wholeLines(
  segment: Segment,
  content: Buffer,
  growing: boolean,
  most = Number.POSITIVE_INFINITY,
): WholeLines {
  const groups: TapeGroup[] = [];
  let bytes = 0;
  while (groups.length < most) {
    const end = content.indexOf(NEWLINE, bytes);
    if (end < 0) break;
    const group = decodeGroup(content.toString('utf8', bytes, end));
    if (group === undefined) {
      // The last line may be torn and yet end, when a disk wrote its pages out of order.
      if (growing && end === content.length - 1) return { groups, bytes };
      throw new TapeDamaged(segment, groups.length + 1);
    }
    groups.push(group);
    bytes = end + 1;
  }
  const torn = groups.length < most && bytes < content.length;
  if (torn && !growing) throw new TapeDamaged(segment, groups.length + 1);
  return { groups, bytes };
}
