/**
 * The candidate and the version in force over one tape. A pair knows nothing but the tape and the
 * two configurations: a new one over the same tape comes to the same figures, which is how a
 * validation goes on after a restart.
 */
import type { SideFigures } from '../../domain/paper.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { TapeReader } from '../../market/tape/tape-reader.ts';
import { PaperSide, type SideOptions } from './side.ts';

export interface PairOptions {
  readonly inForce: SideOptions;
  readonly candidate: SideOptions;
  readonly reader: Pick<TapeReader, 'next'>;
}

export class PaperPair {
  private readonly inForce: PaperSide;
  private readonly candidate: PaperSide;
  private readonly reader: Pick<TapeReader, 'next'>;
  private stepCount = 0;
  private filledCount = 0;
  private position: EpochMs;

  constructor({ inForce, candidate, reader }: PairOptions) {
    this.inForce = new PaperSide(inForce);
    this.candidate = new PaperSide(candidate);
    this.reader = reader;
    this.position = inForce.head.startsAt;
  }

  /** Market time up to which both have been run. */
  get at(): EpochMs {
    return this.position;
  }

  /** Price steps on the tape so far, and those of them made afterwards of 1m candles. */
  get steps(): { readonly all: number; readonly filled: number } {
    return { all: this.stepCount, filled: this.filledCount };
  }

  /** Runs both over what comes next, at most `groups` instants; 0: the tape has no more yet. */
  advance(groups: number): number {
    const next = this.reader.next(groups);
    for (const group of next) {
      this.inForce.take(group);
      this.candidate.take(group);
      this.position = group.at;
      const steps = group.outputs.filter(({ kind }) => kind === 'price').length;
      this.stepCount += steps;
      if (group.filled) this.filledCount += steps;
    }
    return next.length;
  }

  figures(): { readonly inForce: SideFigures; readonly candidate: SideFigures } {
    return { inForce: this.inForce.figures(), candidate: this.candidate.figures() };
  }
}
