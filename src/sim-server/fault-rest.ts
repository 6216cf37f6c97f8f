/** Requests on their way through the fault plan to the REST interface, and answers on their way back. */
import type { Ms } from '../domain/time.ts';
import { limitsNow } from '../venues/faults/conditions.ts';
import type { FaultSet } from '../venues/faults/fault-set.ts';
import {
  fillFraction,
  latencyOf,
  type RequestFate,
  requestFate,
} from '../venues/faults/request-fate.ts';
import type { Desk } from './desk.ts';
import type { FaultData } from './fault-data.ts';
import { faultRequest, orderOf } from './fault-requests.ts';
import { type Rest, type RestAnswer, type RestRequest, routeOf } from './rest.ts';

/** `silence`: the connection stays open, nothing is said; `reset`: it is broken off. */
export type RestOutcome =
  | { readonly kind: 'answer'; readonly answer: RestAnswer }
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' };

export interface FaultyRestParts {
  readonly rest: Rest;
  readonly desk: Desk;
  readonly set: FaultSet;
  readonly data: FaultData;
  readonly sleep: (length: Ms) => Promise<void>;
}

const TIMED_OUT =
  'Timeout waiting for response from backend server. Send status unknown; execution status unknown.';
/** Not market data: the clock, and what the venue offers. */
const NOT_DATA = /\/(ping|time|exchangeInfo)$/;

export class FaultyRest {
  private readonly parts: FaultyRestParts;

  constructor(parts: FaultyRestParts) {
    this.parts = parts;
  }

  async answer(request: RestRequest): Promise<RestOutcome> {
    const { rest, desk, set, sleep } = this.parts;
    if (set.isEmpty) {
      rest.limits = desk.limits;
      return { kind: 'answer', answer: rest.answer(request) };
    }
    const looked = faultRequest(desk, request, routeOf(request));
    const before = latencyOf(set, looked, 'request', desk.time);
    if (before > 0) await sleep(before);
    const fate = requestFate(set, looked, desk.time);
    const executed = fate.kind === 'pass' || fate.executed;
    const answer = executed ? this.execute(request) : undefined;
    const after = latencyOf(set, looked, 'answer', desk.time);
    if (after > 0) await sleep(after);
    return outcomeOf(fate, answer);
  }

  private execute(request: RestRequest): RestAnswer {
    const { rest, desk, set, data } = this.parts;
    const looked = faultRequest(desk, request, routeOf(request));
    const fraction = fillFraction(set, looked, desk.time);
    const order = fraction < 1 ? orderOf(desk, request) : undefined;
    if (order !== undefined) desk.exchange.thin(order, fraction);
    rest.limits = limitsNow(set, desk.limits, desk.time);
    const answer = rest.answer(request);
    this.note(answer, looked.name);
    if (looked.route !== 'market' || answer.status !== 200 || NOT_DATA.test(request.path)) {
      return answer;
    }
    const name = `${request.path}?${request.query}`;
    return { ...answer, body: data.answer(name, looked.symbol, answer.body) };
  }

  /** Lasting conditions are counted where they are felt. */
  private note({ status, body }: RestAnswer, name: string): void {
    const { set, desk } = this.parts;
    const { code } = (body ?? {}) as { readonly code?: unknown };
    const kind = status === 429 || status === 418 ? 'limits' : code === -1021 ? 'clock' : null;
    if (kind === null) return;
    for (const fault of set.inForce(kind, desk.time)) set.strikes(fault, desk.time, name);
  }
}

function outcomeOf(fate: RequestFate, answer: RestAnswer | undefined): RestOutcome {
  if (fate.kind === 'pass')
    return answer === undefined ? { kind: 'silence' } : { kind: 'answer', answer };
  if (fate.kind === 'no_answer') {
    if (fate.answer !== 'code') return { kind: fate.answer };
    return plain(408, -1007, TIMED_OUT, null);
  }
  if (fate.status === 403) return { kind: 'answer', answer: FIREWALL };
  return plain(fate.status, fate.code, fate.message, fate.retryAfter);
}

/** The firewall does not speak the venue's language. */
const FIREWALL: RestAnswer = {
  status: 403,
  headers: { 'Content-Type': 'text/html' },
  body: '<html><head><title>403 Forbidden</title></head></html>',
};

const plain = (
  status: number,
  code: number,
  msg: string,
  retryAfter: number | null,
): RestOutcome => ({
  kind: 'answer',
  answer: {
    status,
    headers: retryAfter === null ? {} : { 'Retry-After': String(retryAfter) },
    body: { code, msg },
  },
});
