/**
 * Two ways on which an event reaches a client: as the answer to its own request, or pushed by the
 * venue. Each can be cut off by itself.
 */
import type { Ms } from '../../domain/time.ts';
import type { VenueCommand, VenueEvent } from '../../domain/venue.ts';

interface Ways {
  readonly answer: boolean;
  readonly pushed: boolean;
}

/** What the exchange said, on which ways, and how long an answer takes. */
export interface Said extends Ways {
  readonly event: VenueEvent;
  readonly answerAfter: Ms;
}

/** The command being executed. `muted`: its answer does not arrive. */
export interface Executing {
  readonly command: VenueCommand;
  readonly muted: boolean;
  readonly answerAfter: Ms;
}

const PUSHED: Ways = { answer: false, pushed: true };
const ANSWER: Ways = { answer: true, pushed: false };

/** `command`: what is being executed; null: the venue speaks by itself. */
export function waysOf(event: VenueEvent, command: VenueCommand | null): Ways {
  if (command === null) return PUSHED;
  if (command.kind !== 'place' && command.kind !== 'cancel') return ANSWER;
  if (event.kind === 'accepted' || event.kind === 'rejected' || event.kind === 'not_found') {
    return event.clientOrderId === command.clientOrderId ? ANSWER : PUSHED;
  }
  const ended = command.kind === 'cancel' && event.kind === 'order';
  return ended && event.clientOrderId === command.clientOrderId
    ? { answer: true, pushed: true }
    : PUSHED;
}
