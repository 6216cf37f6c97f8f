/** Actions that need two people (requirement CHG-4): who waits for whom, and what is done then. */
import type { CommandReply, OperatorCommand } from '../../bus/messages.ts';
import { DEFAULT_CHANGES } from '../../domain/changes-config.ts';
import type { PendingRequest } from '../../domain/overrides.ts';
import {
  closeRequest,
  confirmRefusal,
  expireRequests,
  openRequest,
  REQUESTS_MAX,
  waitingText,
} from '../../runbook/two-people.ts';
import { sendMessage } from './alerts.ts';
import type { CoreContext } from './context.ts';
import { givenBy } from './given-by.ts';

/** The second word. */
export interface Confirmation {
  /** Whoever gave it; the name of whoever asked where one person is all there is. */
  readonly by: string;
}

const changesOf = ({ config }: CoreContext) => config.changes ?? DEFAULT_CHANGES;

/** Does it wait for a second person at this venue? Elsewhere that is told. */
export const isEnforced = (core: CoreContext): boolean =>
  changesOf(core).enforcedFor.includes(core.config.venue.kind);

export const TOLD = ' (at a venue that enforces it, this would wait for a second person)';

/** The reply to what has to wait. */
export function waitForSecond(
  core: CoreContext,
  command: OperatorCommand,
  what: string,
): CommandReply {
  const { requests } = core.state;
  const by = givenBy(command);
  const same = requests.open.find(
    ({ request }) => request.what === what && request.actor === by.name,
  );
  if (same !== undefined) return { ok: true, text: waitingText(same.request) };
  if (requests.open.length >= REQUESTS_MAX) {
    const text = `${REQUESTS_MAX} actions wait for a second person already: confirm or withdraw some`;
    return { ok: false, code: 'TOO_MANY_REQUESTS', text };
  }
  const asked = { what, reason: command.reason, command };
  const request = openRequest(requests, asked, by, changesOf(core).twoPerson.wait, core.now);
  const text = waitingText(request);
  moved(
    core,
    'opened',
    request,
    `${what}, asked for by ${request.actor} (${request.reason}): ${text}`,
  );
  return { ok: true, text };
}

type Of<K extends OperatorCommand['kind']> = Extract<OperatorCommand, { readonly kind: K }>;

export function confirmRequest(
  core: CoreContext,
  command: Of<'confirm'>,
  act: (command: OperatorCommand, confirmation: Confirmation) => CommandReply,
): CommandReply {
  const waiting = find(core, command.request);
  if ('ok' in waiting) return waiting;
  const by = givenBy(command);
  const refusal = confirmRefusal(waiting.request, by, core.now);
  if (refusal !== null) return { ok: false, code: 'NOT_CONFIRMED', text: refusal };
  const reply = act(waiting.command, { by: by.registered === 0 ? waiting.request.actor : by.name });
  // What cannot be done now may be confirmed again until the request is over.
  if (!reply.ok) return reply;
  closeRequest(core.state.requests, waiting.request.id);
  const { id, what, actor } = waiting.request;
  const alone = by.name === actor || by.registered === 0;
  const who = alone ? `${by.name}, the only operator there is` : by.name;
  moved(
    core,
    'confirmed',
    waiting.request,
    `${id} ${what}, asked for by ${actor}: confirmed by ${who}`,
  );
  return { ok: true, text: `${id} confirmed: ${reply.text}` };
}

export function withdrawRequest(core: CoreContext, command: Of<'withdraw'>): CommandReply {
  const waiting = find(core, command.request);
  if ('ok' in waiting) return waiting;
  const { request } = waiting;
  closeRequest(core.state.requests, request.id);
  const text = `${request.id} ${request.what}: withdrawn by ${command.actor} (${command.reason})`;
  moved(core, 'withdrawn', request, text);
  return { ok: true, text };
}

export function tickRequests(core: CoreContext): void {
  for (const request of expireRequests(core.state.requests, core.now)) {
    const { id, what, actor } = request;
    moved(
      core,
      'expired',
      request,
      `${id} ${what}, asked for by ${actor}: nobody confirmed it in time`,
    );
  }
}

function find(core: CoreContext, id: string) {
  const { open } = core.state.requests;
  const waiting = open.find(({ request }) => request.id === id);
  if (waiting !== undefined) return waiting;
  const ids = open.map(({ request }) => request.id).join(', ');
  const there = ids === '' ? 'nothing waits' : `waiting: ${ids}`;
  return {
    ok: false,
    code: 'UNKNOWN_REQUEST',
    text: `there is no request "${id}"; ${there}`,
  } as const;
}

function moved(
  core: CoreContext,
  change: 'opened' | 'confirmed' | 'withdrawn' | 'expired',
  request: PendingRequest,
  text: string,
): void {
  core.out.push({ kind: 'request', change, request, text });
  sendMessage(core, {
    at: core.now,
    causeAt: request.at,
    kind: 'override',
    severity: change === 'opened' ? 'warning' : 'info',
    about: request.id,
    title: `${request.id} ${change}: ${request.what}`,
    lines: [text],
    incident: null,
  });
}
