/**
 * What comes of a command about changes: facts, or a refusal in words that changes nothing. Pure;
 * reading and storing files is the office's, and who somebody is was found out before.
 */
import type { ChangeFact, ConfigVersion, VersionRef } from '../../domain/change.ts';
import type { Standing } from '../../domain/people.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import { sameRef } from '../rollback/book.ts';
import {
  type Book,
  isQuarantined,
  nextProposalId,
  type Proposal,
  proposalOf,
  runningRollback,
} from './book.ts';
import { type Gate, gatesOf } from './gates.ts';

export interface DecideContext {
  readonly at: EpochMs;
  readonly who: Standing;
  /** Do the gates hold for the venue of this home, by the version in force? */
  readonly enforced: boolean;
  /** Before one operator alone confirms what needs two. */
  readonly wait: Ms;
}

export type Decided =
  | { readonly ok: true; readonly facts: readonly ChangeFact[]; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

export const refusal = (code: string, text: string): Decided => ({ ok: false, code, text });

/** Longest reason, so that a journal record stays readable. */
const REASON_MAX = 2_000;
/** Open at once: each keeps a branch, and a person has to keep track of them. */
const OPEN_MAX = 20;

export function reasonFault(reason: string): string | null {
  if (reason.trim() === '') return 'say why: a change without a reason cannot be reviewed';
  if (reason.length > REASON_MAX)
    return `the reason has ${reason.length} signs, at most ${REASON_MAX}`;
  return null;
}

/** `id`: a proposal whose content this replaces; null: a new one. */
export function decidePropose(
  book: Book,
  id: string | null,
  version: ConfigVersion,
  { at }: DecideContext,
): Decided {
  const before = id === null ? undefined : proposalOf(book, id);
  if (id !== null && before === undefined) return unknownProposal(book, id);
  if (before !== undefined && before.state === 'promoted') {
    return refusal('NOT_OPEN', `${before.id} is promoted: make a new proposal`);
  }
  const open = book.proposals.filter(({ state }) => state === 'open');
  const twin = open.find((each) => each.version.content === version.content && each.id !== id);
  if (twin !== undefined && twin.version.parent === version.parent) {
    return refusal('SAME_PROPOSAL', `${twin.id} has exactly these files already: approve that one`);
  }
  if (before === undefined && open.length >= OPEN_MAX) {
    const text = `${OPEN_MAX} proposals are open: withdraw or promote some first`;
    return refusal('TOO_MANY', text);
  }
  const proposal = id ?? nextProposalId(book);
  const given = before?.approvals.length ?? 0;
  const voids = before !== undefined && before.version.content !== version.content && given > 0;
  return {
    ok: true,
    facts: [{ kind: 'proposed', at, proposal, version }],
    text: `${proposal} is proposed as a ${version.class} change${voids ? `; ${given} approval${given === 1 ? '' : 's'} of what it was before are void` : ''}`,
  };
}

export function decideWithdraw(
  book: Book,
  id: string,
  reason: string,
  { at, who }: DecideContext,
): Decided {
  const found = openProposal(book, id);
  if ('ok' in found) return found;
  const fact = { kind: 'withdrawn', at, proposal: id, actor: who.name, reason } as const;
  return { ok: true, facts: [fact], text: `${id} is withdrawn` };
}

/** `content`: what the approver has read, or null for whatever it is now. */
export function decideApprove(
  book: Book,
  id: string,
  reason: string,
  content: string | null,
  context: DecideContext,
): Decided {
  const found = openProposal(book, id);
  if ('ok' in found) return found;
  const { version } = found;
  if (content !== null && !version.content.startsWith(content)) {
    const text = `${id} has changed since: its content is ${version.content.slice(0, 12)}, not ${content}; read it again (\`septet config diff ${id}\`)`;
    return refusal('CONTENT_CHANGED', text);
  }
  const { at, who } = context;
  const self = who.name === version.author;
  const fault = self ? selfFault(found, context) : null;
  if (fault !== null) return fault;
  const { name: actor, role } = who;
  const approval = { actor, role, at, reason, content: version.content, self };
  return {
    ok: true,
    facts: [{ kind: 'approved', at, proposal: id, approval }],
    text: self
      ? `${id} is confirmed by ${actor} alone, after the waiting time: that is shown wherever it is`
      : `${id} is approved by ${actor} (content ${version.content.slice(0, 12)})`,
  };
}

/** The single-operator ruling: with one who could confirm, or none registered, and only later. */
function selfFault({ id, version }: Proposal, { at, who, wait }: DecideContext): Decided | null {
  if (who.role !== null && who.confirmers > 1) {
    return refusal('SAME_PERSON', `${who.name} proposed ${id}: somebody else has to approve it`);
  }
  const left = version.at + wait - at;
  if (left <= 0) return null;
  const text = `${who.name} proposed ${id}: somebody else approves it, or ${who.name} alone once more in ${Math.ceil(left / 1_000)} s, when the waiting time is over`;
  return refusal('WAITING', text);
}

export interface PromotePlan {
  readonly proposal: Proposal;
  readonly gates: readonly Gate[];
  /** Not met and not enforced here, in words. */
  readonly wouldNeed: readonly string[];
}

/** May it be in force? The plan, or the refusal with everything that is missing. */
export function planPromotion(
  book: Book,
  id: string,
  { enforced }: Pick<DecideContext, 'enforced'>,
): { readonly ok: true; readonly plan: PromotePlan } | Extract<Decided, { ok: false }> {
  const proposal = proposalOf(book, id);
  if (proposal === undefined) return unknownProposal(book, id);
  const gates = gatesOf(book, proposal);
  const missing = gates.filter(({ met }) => !met);
  const holding = missing.filter(({ always }) => always || enforced);
  if (holding.length > 0) {
    const text = `${id} cannot be in force yet: ${holding.map((gate) => gate.text).join('; ')}`;
    return { ok: false, code: `GATE_${(holding[0]?.id ?? '').toUpperCase()}`, text };
  }
  return { ok: true, plan: { proposal, gates, wouldNeed: missing.map(({ text }) => text) } };
}

/** Vouches for a version that has been in force: a rollback may go there. */
export function decidePin(
  book: Book,
  ref: VersionRef,
  reason: string,
  { at, who }: DecideContext,
): Decided {
  const name = ref.commit.slice(0, 10);
  if (isQuarantined(book, ref.commit)) {
    const text = `${name} was rolled back from and is quarantined: propose it again, then pin it`;
    return refusal('QUARANTINED', text);
  }
  const was = [book.inForce, ...book.past].some((each) => each?.ref.commit === ref.commit);
  if (!was) return refusal('NEVER_IN_FORCE', `${name} was never in force: promote it first`);
  const fact = { kind: 'pinned', at, ref, actor: who.name, reason } as const;
  return { ok: true, facts: [fact], text: `${name} is pinned as known-good by ${who.name}` };
}

export function decideUnpin(
  book: Book,
  ref: VersionRef,
  reason: string,
  { at, who }: DecideContext,
): Decided {
  const name = ref.commit.slice(0, 10);
  const running = runningRollback(book);
  if (running !== null && sameRef(running.to, ref)) {
    return refusal('ROLLBACK', `rollback ${running.id} goes to ${name}: not while it runs`);
  }
  if (!book.knownGood.some((each) => sameRef(each.ref, ref))) {
    return refusal('NOT_PINNED', `${name} is not known-good: there is nothing to take back`);
  }
  const fact = { kind: 'unpinned', at, ref, actor: who.name, reason } as const;
  return { ok: true, facts: [fact], text: `${name} is known-good no more` };
}

export function openProposal(book: Book, id: string): Proposal | Extract<Decided, { ok: false }> {
  const found = proposalOf(book, id);
  if (found === undefined) return unknownProposal(book, id);
  if (found.state === 'open') return found;
  return { ok: false, code: 'NOT_OPEN', text: `${id} is ${found.state}: propose it again` };
}

function unknownProposal(book: Book, id: string): Extract<Decided, { ok: false }> {
  const open = book.proposals.filter(({ state }) => state === 'open').map((each) => each.id);
  const known = open.length === 0 ? 'none is open' : `open: ${open.join(', ')}`;
  return { ok: false, code: 'UNKNOWN_PROPOSAL', text: `there is no proposal ${id}; ${known}` };
}
