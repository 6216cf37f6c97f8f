/** The pure fold of the facts of change. Facts are true: what makes no sense is kept out of them. */
import type { ChangeFact, ConfigVersion, PaperProgress, VersionRef } from '../../domain/change.ts';
import { foldRollback, sameRef } from '../rollback/book.ts';
import {
  type Book,
  FIGURES_MAX,
  type KnownGood,
  lastValidated,
  PAST_MAX,
  type Proposal,
  proposalOf,
  REFUSALS_MAX,
} from './book.ts';
import { provenOf } from './gates.ts';

export const foldAll = (book: Book, facts: Iterable<ChangeFact>): Book => {
  let state = book;
  for (const fact of facts) state = fold(state, fact);
  return state;
};

export function fold(book: Book, fact: ChangeFact): Book {
  switch (fact.kind) {
    case 'imported': {
      const known = withVersion(book, fact.version);
      return { ...known, validated: [...book.validated, fact.version.commit] };
    }
    case 'completed':
      return completed(book, fact.version);
    case 'proposed':
      return proposed(withVersion(book, fact.version), fact.proposal, fact.version);
    case 'withdrawn':
      return onProposal(book, fact.proposal, (each) => ({ ...each, state: 'withdrawn' }));
    case 'approved':
      return onProposal(book, fact.proposal, (each) => {
        const { approval } = fact;
        if (approval.content !== each.version.content) return each;
        const others = each.approvals.filter(({ actor }) => actor !== approval.actor);
        return { ...each, approvals: [...others, approval] };
      });
    case 'paper':
      return onProposal(book, fact.proposal, (each) =>
        fact.progress.content === each.version.content ? onPaper(each, fact.progress) : each,
      );
    case 'paper_report':
      return onProposal(book, fact.proposal, (each) =>
        fact.report.content === each.version.content ? { ...each, report: fact.report } : each,
      );
    case 'in_force':
      return inForce(book, fact);
    case 'known_good': {
      const pinned = book.knownGood.find(({ ref }) => sameRef(ref, fact.ref));
      const entry = { pinnedBy: null, reason: 'proven', ...pinned, ref: fact.ref, at: fact.at };
      const { ref, figures } = fact;
      const others = book.figures.filter((each) => !sameRef(each.ref, ref));
      const kept = [{ ref, figures }, ...others].slice(0, FIGURES_MAX);
      return knownGood({ ...book, figures: kept }, entry);
    }
    case 'pinned':
      return knownGood(book, {
        ref: fact.ref,
        at: fact.at,
        pinnedBy: fact.actor,
        reason: fact.reason,
      });
    case 'unpinned':
      return { ...book, knownGood: without(book.knownGood, fact.ref) };
    case 'quarantined': {
      const { ref, at, rollback, reason } = fact;
      const content = book.versions[ref.commit]?.content ?? null;
      const entry = { ref, content, at, rollback, reason };
      return {
        ...book,
        quarantined: [...book.quarantined.filter((each) => !sameRef(each.ref, ref)), entry],
        knownGood: without(book.knownGood, ref),
      };
    }
    case 'rollback_proposed':
    case 'rollback_begun':
    case 'rollback_step':
    case 'rollback_ended':
      return { ...book, rollbacks: foldRollback(book.rollbacks, fact) };
    case 'refused':
      return { ...book, refusals: [...book.refusals, fact].slice(-REFUSALS_MAX) };
  }
}

/** What the build itself brings is no change of the desk's: what counted as validated still does. */
function completed(book: Book, version: ConfigVersion): Book {
  const known = withVersion(book, version);
  if (lastValidated(book)?.commit !== version.parent) return known;
  return { ...known, validated: [...book.validated, version.commit] };
}

const withVersion = (book: Book, version: ConfigVersion): Book => ({
  ...book,
  versions: { ...book.versions, [version.commit]: version },
});

/** The same id again is the same proposal, changed: what was given for other content is void. */
function proposed(book: Book, id: string, version: ConfigVersion): Book {
  const before = proposalOf(book, id);
  const same = before?.version.content === version.content;
  const fresh: Proposal = {
    id,
    version,
    state: 'open',
    // Whoever proposes it last is its author: a word of theirs is not that of a second person.
    approvals: same ? before.approvals.filter(({ actor }) => actor !== version.author) : [],
    voided: (before?.voided ?? 0) + (same ? 0 : (before?.approvals.length ?? 0)),
    paper: same ? before.paper : null,
    report: same ? before.report : null,
  };
  if (before === undefined) return { ...book, proposals: [...book.proposals, fresh] };
  return onProposal(book, id, () => fresh);
}

const onProposal = (book: Book, id: string, change: (each: Proposal) => Proposal): Book => ({
  ...book,
  proposals: book.proposals.map((each) => (each.id === id ? change(each) : each)),
});

/** Begun anew, what was found before is of another comparison. */
const onPaper = (each: Proposal, paper: PaperProgress): Proposal => ({
  ...each,
  paper,
  report: each.paper !== null && each.paper.startedAt !== paper.startedAt ? null : each.report,
});

function inForce(book: Book, fact: Extract<ChangeFact, { kind: 'in_force' }>): Book {
  const { kind: _, ...entry } = fact;
  const past = book.inForce === null ? book.past : [book.inForce, ...book.past].slice(0, PAST_MAX);
  const another = book.inForce?.ref.commit !== fact.ref.commit;
  const promotes = fact.by === 'promotion' ? fact.id : null;
  // Time on paper was beside the version before: that comparison is over.
  const proposals = book.proposals.map((each) =>
    another && each.state === 'open' && each.id !== promotes
      ? { ...each, paper: null, report: null }
      : each,
  );
  const moved: Book = { ...book, inForce: entry, past, proposals };
  const proposal = fact.by === 'promotion' ? proposalOf(book, fact.id) : undefined;
  if (proposal === undefined) return moved;
  // The commit on the main branch says who approved; its files are those of the proposal.
  const version = { ...proposal.version, commit: fact.ref.commit };
  const known = withVersion(moved, version);
  // Reviewed anew, or the gates would not have let it through: what it was rolled back for is over.
  const quarantined = book.quarantined.filter(({ content }) => content !== version.content);
  const promoted = onProposal({ ...known, quarantined }, fact.id, (each) => ({
    ...each,
    state: 'promoted',
  }));
  if (!provenOf(proposal)) return promoted;
  return { ...promoted, validated: [...book.validated, fact.ref.commit] };
}

const knownGood = (book: Book, entry: KnownGood): Book => ({
  ...book,
  knownGood: [entry, ...without(book.knownGood, entry.ref)],
});

const without = (list: readonly KnownGood[], ref: VersionRef): readonly KnownGood[] =>
  list.filter((each) => !sameRef(each.ref, ref));
