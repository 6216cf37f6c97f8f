/**
 * Does the venue answer (requirement INC-1, API outage)? Silent: no private answer for the limit,
 * and at least two questions open, because one may be lost on its way. With orders under way that
 * is told at the limit; with nothing to ask but the snapshot, once that was asked for twice. What
 * the venue tells unasked is no answer: a stream may live on while nothing can be placed.
 */
import { type Ms, SECOND_MS } from '../domain/time.ts';
import type { VenueEvent } from '../domain/venue.ts';
import type { Session } from './session.ts';
import { NEVER } from './state.ts';

const QUESTIONS = 2;
/** What the second question gets to be answered. */
const GRACE: Ms = SECOND_MS;

/** A snapshot was asked for, or an order's answer did not come. */
export function noteQuestion({ watch, now }: Session): void {
  watch.questions += 1;
  // The start counts as an answer.
  if (watch.answeredAt === 0) watch.answeredAt = now;
  if (watch.questions === QUESTIONS) watch.secondAt = now;
}

const ANSWERS: readonly VenueEvent['kind'][] = [
  'account',
  'accepted',
  'rejected',
  'not_found',
  'countdown',
];

/** Called with every event of the venue, before it is handled. */
export function noteAnswer(session: Session, event: VenueEvent): Session {
  const { now, state, watch } = session;
  if (event.kind === 'unknown') noteQuestion(session);
  if (!ANSWERS.includes(event.kind)) return session;
  watch.answeredAt = now;
  watch.questions = 0;
  if (state.silentSince === null) return session;
  const since = state.silentSince;
  const text = `the venue answers again after ${Math.round((now - since) / 1_000)} s`;
  session.emit({ kind: 'venue', at: now, answers: true, since, text });
  return session;
}

/** Before the questions of this turn go out: those that are judged had their time. */
export function watchVenue(session: Session): void {
  const { now, watch } = session;
  if (now < silenceWake(session)) return;
  const since = watch.answeredAt;
  const text = `no private answer from the venue for ${Math.round((now - since) / 1_000)} s, ${watch.questions} questions open`;
  session.emit({ kind: 'venue', at: now, answers: false, since, text });
}

/** When the silence will be long enough; never once it was told, or with too few questions open. */
export function silenceWake({ state, watch, config }: Session): number {
  if (state.silentSince !== null || config.venueSilentAfter === 0) return NEVER;
  if (watch.questions < QUESTIONS) return NEVER;
  return Math.max(watch.answeredAt + config.venueSilentAfter, watch.secondAt + GRACE);
}
