/**
 * What needs two people waits here for the second one (requirement CHG-4). One registered operator,
 * or none: the same person confirms again after a waiting time, and it shows so.
 */
import type { PendingRequest } from '../domain/overrides.ts';
import type { Standing } from '../domain/people.ts';
import { type EpochMs, HOUR_MS, type Ms } from '../domain/time.ts';
import { utc } from '../kernel/basis/text.ts';

/** After this, and the waiting time where there is one, it is forgotten. */
const LIFE: Ms = HOUR_MS;
/** Waiting at once; a further one is refused. */
export const REQUESTS_MAX = 20;

/** `command`: what is done when it is confirmed, exactly as it was asked for. */
export interface Waiting<C> {
  readonly request: PendingRequest;
  readonly command: C;
}

export interface Requests<C> {
  /** Number of the newest. */
  last: number;
  open: Waiting<C>[];
}

export const createRequests = <C>(): Requests<C> => ({ last: 0, open: [] });

/** Is there nobody but whoever asks who could confirm it? */
export function isAlone({ role, registered, confirmers }: Standing): boolean {
  if (registered === 0) return true;
  const others = role === 'risk' || role === 'admin' ? confirmers - 1 : confirmers;
  return others <= 0;
}

export function openRequest<C>(
  state: Requests<C>,
  asked: { readonly what: string; readonly reason: string; readonly command: C },
  by: Standing,
  wait: Ms,
  now: EpochMs,
): PendingRequest {
  state.last += 1;
  const aloneFrom = isAlone(by) ? now + wait : null;
  const request: PendingRequest = {
    id: `T${state.last}`,
    what: asked.what,
    actor: by.name,
    role: by.role,
    reason: asked.reason,
    at: now,
    aloneFrom,
    expiresAt: (aloneFrom ?? now) + LIFE,
  };
  state.open = [...state.open, { request, command: asked.command }];
  return request;
}

/** Null: `by` may confirm it now. Otherwise why not, and who may. */
export function confirmRefusal(request: PendingRequest, by: Standing, now: EpochMs): string | null {
  const { id, actor, role, aloneFrom } = request;
  const another = by.role !== null && role !== null && by.name !== actor;
  if (another) return null;
  if (role === null && by.registered > 0) {
    return `${id} was asked for by somebody who is not registered: ask for it again with a token`;
  }
  if (aloneFrom === null || !isAlone(by)) {
    return `${id} was asked for by ${actor}: another person with role risk or admin confirms it`;
  }
  if (now >= aloneFrom) return null;
  const nobody = by.registered === 0 ? 'nobody is registered' : 'nobody else is registered for it';
  return `${id}: ${nobody}, so you confirm it again from ${utc(aloneFrom)} UTC on`;
}

/** Takes it off the list. */
export function closeRequest<C>(state: Requests<C>, id: string): void {
  state.open = state.open.filter(({ request }) => request.id !== id);
}

/** Takes those that nobody confirmed in time. */
export function expireRequests<C>(state: Requests<C>, now: EpochMs): readonly PendingRequest[] {
  const over = state.open.filter(({ request }) => request.expiresAt <= now);
  if (over.length > 0) state.open = state.open.filter((each) => !over.includes(each));
  return over.map(({ request }) => request);
}

/** What follows from a request for whoever asked. */
export function waitingText({ id, aloneFrom, expiresAt }: PendingRequest): string {
  const until = `until ${utc(expiresAt)} UTC`;
  if (aloneFrom === null) {
    return `${id} waits for a second person (role risk or admin) ${until}: septet confirm ${id}`;
  }
  return `${id} needs two people and there is one: confirm it again from ${utc(aloneFrom)} UTC on, ${until}: septet confirm ${id}`;
}
