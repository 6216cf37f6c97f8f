/** Which facts follow from what the shadow tells: pure, and nothing a second time. */
import type { ChangeFact, PaperProgress } from '../domain/change.ts';
import { type EpochMs, HOUR_MS } from '../domain/time.ts';
import type { Proposal } from './book/book.ts';
import { paperComplete } from './paper/progress.ts';
import type { PaperTold } from './paper-desk.ts';

/** `last`: it ends here, so that its time is written down as it is. */
export function paperFacts(
  { id: proposal, version, paper, report }: Proposal,
  told: PaperTold,
  at: EpochMs,
  last = false,
): readonly ChangeFact[] {
  const { content } = version;
  const { progress } = told;
  // A report that counts is the end of it: what runs on beside it changes nothing.
  if (progress.content !== content || report?.counts === true) return [];
  const facts: ChangeFact[] = [];
  const news = told.report !== null && told.report.report !== report?.report ? told.report : null;
  if (isDue(paper, progress, last || news !== null)) {
    facts.push({ kind: 'paper', at, proposal, progress });
  }
  if (news !== null) {
    facts.push({ kind: 'paper_report', at, proposal, report: { content, ...news } });
  }
  return facts;
}

/** At the start, hourly, when it is full, and when its terms change. */
function isDue(known: PaperProgress | null, now: PaperProgress, last: boolean): boolean {
  if (known === null || known.startedAt !== now.startedAt) return true;
  if (known.counts !== now.counts || known.needed !== now.needed) return true;
  const passed = now.counted + now.gaps - (known.counted + known.gaps);
  if (passed > 0 && (last || passed >= HOUR_MS)) return true;
  return paperComplete(now) && !paperComplete(known);
}
