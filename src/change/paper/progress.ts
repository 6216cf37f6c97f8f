/**
 * The seven days of a candidate (ruling on CHG-2): wall time without gaps. A change of the
 * candidate resets them, a restart does not, a hole in the data beyond the limit extends them by
 * its length. Time is counted at each arrival of data; what lies between two arrivals is counted
 * when it is at most the limit, and is a gap when it is longer.
 */
import type { PaperProgress } from '../../domain/change.ts';
import type { PaperConfig } from '../../domain/paper.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';

/** Data of every symbol of both versions has arrived up to here. */
export interface DataSeen {
  /** Wall clock. */
  readonly at: EpochMs;
  /** Machine time since the last arrival in this process, ms; null: the first after a start. */
  readonly elapsed: Ms | null;
}

/** Terms of the version in force at the beginning, and whether this market can count at all. */
export interface ProgressTerms extends Pick<PaperConfig, 'days' | 'gap'> {
  /** False: recorded data, or a speed other than 1. */
  readonly counts: boolean;
}

/** Goes on where it was with the same candidate, else begins. */
export function resumePaper(
  known: PaperProgress | null,
  content: string,
  at: EpochMs,
  terms: ProgressTerms,
): PaperProgress {
  const { days: needed, counts } = terms;
  // Time that counted and time that did not are never added up.
  if (known !== null && known.content === content && known.counts === counts) {
    return known.needed === needed ? known : { ...known, needed };
  }
  return { content, startedAt: at, counted: 0, needed, gaps: 0, updatedAt: at, counts };
}

/**
 * Within one process the machine's clock says how long it was, so that a wall clock that is set
 * neither shortens the days nor makes a gap; across a restart only the wall clock knows.
 */
export function seePaperData(
  progress: PaperProgress,
  { at, elapsed }: DataSeen,
  { gap }: Pick<ProgressTerms, 'gap'>,
): PaperProgress {
  const passed = Math.max(0, elapsed ?? at - progress.updatedAt);
  if (passed > gap) return { ...progress, gaps: progress.gaps + passed, updatedAt: at };
  const counted = Math.min(progress.needed, progress.counted + passed);
  return { ...progress, counted, updatedAt: at };
}

export const paperComplete = ({ counted, needed }: PaperProgress): boolean => counted >= needed;

/** Wall time of the end if no further gap comes. */
export const paperEnd = ({ counted, needed }: PaperProgress, now: EpochMs): EpochMs =>
  now + Math.max(0, needed - counted);
