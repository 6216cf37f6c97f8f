import { PAPER_REPORT_SCHEMA, type PaperConfig, type PaperReport } from '../../domain/paper.ts';
import type { EpochMs } from '../../domain/time.ts';
import { compareSides } from './compare.ts';
import type { PaperPair } from './pair.ts';

export type PaperReportAbout = Pick<
  PaperReport,
  'proposal' | 'content' | 'build' | 'counts' | 'counted' | 'gaps' | 'notes'
> & { readonly from: EpochMs; readonly limits: PaperConfig };

/** What both sides of a pair did so far, held against the limits. */
export function paperReport(pair: PaperPair, about: PaperReportAbout): PaperReport {
  const { limits, notes, ...rest } = about;
  const { inForce, candidate } = pair.figures();
  const { all: steps, filled } = pair.steps;
  const lacking = (side: typeof inForce, name: string): readonly string[] =>
    side.missing.map((symbol) => `${symbol} of ${name} is not on the tape and was left out`);
  return {
    schema: PAPER_REPORT_SCHEMA,
    ...rest,
    to: pair.at,
    steps,
    filled,
    inForce,
    candidate,
    ...compareSides(inForce, candidate, limits),
    notes: [
      ...notes,
      ...lacking(inForce, 'the version in force'),
      ...lacking(candidate, 'the candidate'),
    ],
  };
}
