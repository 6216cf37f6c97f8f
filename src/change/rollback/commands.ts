/** What people and triggers ask of rollbacks, and what is refused in words. Pure. */
import type { ChangeFact, RollbackTrigger, VersionRef } from '../../domain/change.ts';
import type { EpochMs } from '../../domain/time.ts';
import { isRunning, nextStep, type Rollback, type RollbackBook, sameRef } from './book.ts';

/** What a rollback may go to, as the office knows it. */
export interface RollbackView {
  readonly book: RollbackBook;
  /** Null: nothing has ever been in force. */
  readonly inForce: VersionRef | null;
  /** Known-good or pinned, newest first. */
  readonly knownGood: readonly VersionRef[];
  readonly quarantined: readonly VersionRef[];
}

export interface RollbackRequest {
  readonly trigger: RollbackTrigger;
  readonly occurrence: string;
  readonly actor: string;
  readonly reason: string;
  readonly evidence: readonly string[];
  /** Beginning of a commit, or of a version id; null: the newest known-good one. */
  readonly to: string | null;
}

export type Ruled =
  | { readonly ok: true; readonly facts: readonly ChangeFact[]; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly text: string };

const refuse = (code: string, text: string): Ruled => ({ ok: false, code, text });

export const shortRef = ({ commit, version, build }: VersionRef): string =>
  `${commit.slice(0, 10)} (${version}, build ${build})`;

/** `automatic`: it begins at once; else it is proposed and waits for `septet rollback start`. */
export function requestRollback(
  view: RollbackView,
  request: RollbackRequest,
  automatic: boolean,
  at: EpochMs,
): Ruled {
  const { book, inForce } = view;
  const { open } = book;
  if (open !== null && isRunning(book)) {
    const text = `rollback ${open.id} is running (${open.trigger}): see \`septet rollback status\``;
    return refuse('ROLLBACK_RUNNING', text);
  }
  if (inForce === null) {
    return refuse('NOTHING_IN_FORCE', 'no version is in force: there is nothing to roll back from');
  }
  const target = targetOf(view, inForce, request.to);
  if ('code' in target) return target;
  const { to: _wanted, ...about } = request;
  // A person who starts what was proposed goes on with it, unless another version was named.
  const same = open !== null && sameRef(open.to, target) && sameRef(open.from, inForce);
  if (open !== null && same && !automatic) {
    const text = `rollback ${open.id} to ${shortRef(open.to)} is already proposed: septet rollback start begins it`;
    return refuse('ROLLBACK_PROPOSED', text);
  }
  const facts: ChangeFact[] = [];
  if (open !== null && !same) {
    const text = `replaced: ${request.actor} asks for ${shortRef(target)} (${request.reason})`;
    facts.push({ kind: 'rollback_ended', at, rollback: open.id, outcome: 'declined', text });
  }
  const id = open !== null && same ? open.id : `rb${book.count + 1}`;
  facts.push({
    kind: automatic ? 'rollback_begun' : 'rollback_proposed',
    at,
    rollback: id,
    from: inForce,
    to: target,
    ...about,
  });
  const verb = automatic ? 'begins' : 'is proposed, septet rollback start begins it';
  const text = `rollback ${id} ${verb}: from ${shortRef(inForce)} to ${shortRef(target)}`;
  return { ok: true, facts, text };
}

/** The newest known-good version but the one in force, or the one named. */
function targetOf(
  { knownGood, quarantined }: RollbackView,
  inForce: VersionRef,
  wanted: string | null,
): VersionRef | Extract<Ruled, { ok: false }> {
  const isQuarantined = (ref: VersionRef): boolean =>
    quarantined.some((other) => sameRef(other, ref));
  const fits = (ref: VersionRef): boolean =>
    wanted === null || ref.commit.startsWith(wanted) || ref.version.startsWith(wanted);
  const refused = (code: string, text: string) => ({ ok: false, code, text }) as const;
  if (wanted !== null && !knownGood.some(fits)) {
    if (quarantined.some(fits)) {
      const text = `${wanted} is quarantined: it was rolled back from, and needs a new review`;
      return refused('TARGET_QUARANTINED', text);
    }
    if (fits(inForce)) return refused('TARGET_IN_FORCE', `${wanted} is in force already`);
    const text = `${wanted} is no known-good version: there are ${list(knownGood)}; \`septet config pin\` makes one`;
    return refused('NOT_KNOWN_GOOD', text);
  }
  const candidates = knownGood.filter(fits);
  const others = candidates.filter((ref) => !sameRef(ref, inForce));
  if (wanted !== null && others.length === 0) {
    return refused('TARGET_IN_FORCE', `${shortRef(inForce)} is in force already`);
  }
  const target = others.find((ref) => !isQuarantined(ref));
  if (target !== undefined) return target;
  if (others.length > 0) {
    const text = `${list(others)} was rolled back from and is quarantined: it needs a new review`;
    return refused('TARGET_QUARANTINED', text);
  }
  const text =
    'there is no known-good version to go back to: one becomes known-good after phases A to C and 24 h of health, or by `septet config pin <commit> --reason`; `septet halt` stops entries meanwhile';
  return refused('NO_KNOWN_GOOD', text);
}

const list = (refs: readonly VersionRef[]): string =>
  refs.length === 0 ? 'none' : refs.slice(0, 5).map(shortRef).join(', ');

export type RollbackVerb = 'start' | 'retry' | 'decline' | 'confirm';

interface Asked {
  readonly actor: string;
  readonly reason: string;
}

/** Begins what was proposed. */
export function startProposed({ book }: RollbackView, asked: Asked, at: EpochMs): Ruled {
  const { open } = book;
  if (open === null) return refuse('NO_ROLLBACK', 'no rollback is proposed');
  if (open.begunAt !== null) {
    return refuse('ROLLBACK_RUNNING', `rollback ${open.id} is running already`);
  }
  const { id: rollback, trigger, occurrence, from, to, evidence } = open;
  const about = { rollback, trigger, occurrence, from, to, evidence };
  const { actor, reason } = asked;
  const facts = [{ kind: 'rollback_begun' as const, at, ...about, actor, reason }];
  return { ok: true, facts, text: `rollback ${rollback} begins: to ${shortRef(to)}` };
}

/** Does the step that failed once more. */
export function retryRollback({ book }: RollbackView, asked: Asked, at: EpochMs): Ruled {
  const held = heldOf(book);
  if ('code' in held) return held;
  const { open, step } = held;
  const evidence = [`retried by ${asked.actor}: ${asked.reason}`];
  const begun = { id: step, state: 'begun' as const, at, evidence };
  const facts = [{ kind: 'rollback_step' as const, at, rollback: open.id, step: begun }];
  return { ok: true, facts, text: `${step} of rollback ${open.id} is tried again` };
}

/** Ends what is proposed or held. What is in force stays in force, and a halt stays a halt. */
export function declineRollback({ book }: RollbackView, asked: Asked, at: EpochMs): Ruled {
  const { open } = book;
  if (open === null) return refuse('NO_ROLLBACK', 'no rollback is open');
  const next = nextStep(open);
  if (next.kind === 'act') {
    const text = `rollback ${open.id} is at ${next.step}: it can be declined while it is proposed or held`;
    return refuse('ROLLBACK_RUNNING', text);
  }
  const text = `declined by ${asked.actor}: ${asked.reason}`;
  const ended = { rollback: open.id, outcome: 'declined' as const, text };
  const facts = [{ kind: 'rollback_ended' as const, at, ...ended }];
  const after =
    open.begunAt === null
      ? ''
      : '; entries stay halted, now in your name: septet resume lifts it when all is well';
  return { ok: true, facts, text: `rollback ${open.id} is declined${after}` };
}

/** A person ends the validation before its time. */
export function confirmRollback({ book }: RollbackView, asked: Asked, at: EpochMs): Ruled {
  const { open } = book;
  const next = nextStep(open);
  if (open === null || next.kind !== 'act' || next.step !== 'RB-7') {
    const text = 'only a rollback whose validation (RB-7) is running can be confirmed';
    return refuse('NOT_IN_VALIDATION', text);
  }
  const text = `confirmed by ${asked.actor} before the validation ended: ${asked.reason}`;
  const step = { id: 'RB-7' as const, state: 'done' as const, at, evidence: [text] };
  const facts: ChangeFact[] = [
    { kind: 'rollback_step', at, rollback: open.id, step },
    { kind: 'rollback_ended', at, rollback: open.id, outcome: 'confirmed', text },
  ];
  return { ok: true, facts, text: `rollback ${open.id} is confirmed` };
}

function heldOf(
  book: RollbackBook,
):
  | { readonly open: Rollback; readonly step: Rollback['log'][number]['id'] }
  | Extract<Ruled, { ok: false }> {
  const next = nextStep(book.open);
  if (book.open === null || next.kind !== 'held') {
    return { ok: false, code: 'NOT_HELD', text: 'no step of a rollback failed: nothing to retry' };
  }
  return { open: book.open, step: next.step.id };
}
