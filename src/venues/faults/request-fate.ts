/** What becomes of a request on its way to the venue, whichever way it travels. */
import type { SymbolId } from '../../domain/ids.ts';
import type { Side } from '../../domain/market.ts';
import { type EpochMs, type Ms, SECOND_MS } from '../../domain/time.ts';
import type { OrderAction, OrderType } from '../../domain/venue.ts';
import type { FaultSet } from './fault-set.ts';
import type { Match, RouteClass } from './plan.ts';

/** What a fault can tell requests apart by; null: does not apply, or is not known. */
export interface FaultRequest {
  readonly route: RouteClass;
  /** For the record of strikes. */
  readonly name: string;
  readonly symbol: SymbolId | null;
  readonly side: Side | null;
  readonly action: OrderAction | null;
  readonly type: OrderType | null;
  readonly clientOrderId: string | null;
  /** Does it change orders or settings? Keys that may not trade can still read. */
  readonly changes: boolean;
}

export type RequestFate =
  | { readonly kind: 'pass' }
  | {
      readonly kind: 'no_answer';
      readonly executed: boolean;
      readonly answer: 'silence' | 'code' | 'reset';
    }
  | {
      readonly kind: 'answer';
      readonly executed: boolean;
      /** Does the answer itself say that nothing was executed? */
      readonly final: boolean;
      readonly status: number;
      readonly code: number;
      readonly message: string;
      /** Seconds; null: not told. */
      readonly retryAfter: number | null;
    };

const PASS: RequestFate = { kind: 'pass' };

/** Longest time that a request is held up by all faults together. */
const MAX_LATENCY: Ms = 60 * SECOND_MS;

const answer = (
  status: number,
  code: number,
  message: string,
  rest: Partial<Extract<RequestFate, { kind: 'answer' }>> = {},
): RequestFate => ({
  ...{ kind: 'answer', executed: false, final: true, retryAfter: null },
  ...{ status, code, message },
  ...rest,
});

/** Outages first, then in the order of the plan: the first fault that strikes decides. */
export function requestFate(set: FaultSet, request: FaultRequest, now: EpochMs): RequestFate {
  if (set.isEmpty) return PASS;
  return outage(set, request, now) ?? single(set, request, now) ?? PASS;
}

function outage(set: FaultSet, request: FaultRequest, now: EpochMs): RequestFate | undefined {
  const { route, name, changes } = request;
  for (const fault of set.inForce('disconnect', now)) {
    if (fault.channels.includes('rest') && set.strikes(fault, now, name)) {
      return { kind: 'no_answer', executed: false, answer: 'reset' };
    }
  }
  for (const fault of set.inForce('ban', now)) {
    set.strikes(fault, now, name);
    const end = set.endOf(fault);
    const seconds = end === null ? 3_600 : Math.max(1, Math.ceil((end - now) / SECOND_MS));
    const text = `Way too many requests; IP banned for ${seconds} seconds. Please use the websocket for live updates to avoid bans.`;
    return fault.status === 418
      ? answer(418, -1003, text, { retryAfter: seconds })
      : answer(403, -1003, 'Request blocked by the web application firewall.');
  }
  for (const fault of set.inForce('maintenance', now)) {
    set.strikes(fault, now, name);
    return answer(503, -1016, fault.message);
  }
  for (const fault of set.inForce('permissions', now)) {
    if (fault.trade !== false || !changes || route === 'market') continue;
    set.strikes(fault, now, name);
    return answer(401, -2015, 'Invalid API-key, IP, or permissions for action.');
  }
  return undefined;
}

function single(set: FaultSet, request: FaultRequest, now: EpochMs): RequestFate | undefined {
  for (const { fault, inForce } of set.status(now)) {
    if (!inForce) continue;
    if (fault.kind !== 'timeout' && fault.kind !== 'error' && fault.kind !== 'reject') continue;
    if (!fault.routes.includes(request.route) || !matches(fault.match, request)) continue;
    if (!set.strikes(fault, now, request.name)) continue;
    if (fault.kind === 'timeout') {
      return { kind: 'no_answer', executed: fault.executed, answer: fault.answer };
    }
    const { status, code, message } = fault;
    if (fault.kind === 'reject') return answer(status, code, message);
    return answer(status, code, message, { executed: fault.executed, final: false });
  }
  return undefined;
}

/** How long a request is held up on one leg of its way. */
export function latencyOf(
  set: FaultSet,
  request: FaultRequest,
  leg: 'request' | 'answer',
  now: EpochMs,
): Ms {
  let total = 0;
  for (const fault of set.inForce('latency', now)) {
    if (fault.leg !== leg || !fault.routes.includes(request.route)) continue;
    if (!matches(fault.match, request) || !set.strikes(fault, now, request.name)) continue;
    total += set.draw(fault, fault.by);
  }
  return Math.min(total, MAX_LATENCY);
}

/** The fraction that an order may take of what is there for it; 1 when no fault strikes. */
export function fillFraction(set: FaultSet, request: FaultRequest, now: EpochMs): number {
  if (request.route !== 'order') return 1;
  for (const fault of set.inForce('partial_fill', now)) {
    if (matches(fault.match, request) && set.strikes(fault, now, request.name)) {
      return fault.fraction;
    }
  }
  return 1;
}

function matches(match: Match | undefined, request: FaultRequest): boolean {
  if (match === undefined) return true;
  const { symbol, side, action, type, clientOrderId } = match;
  return (
    (symbol === undefined || symbol === request.symbol) &&
    (side === undefined || side === request.side) &&
    (action === undefined || action === request.action) &&
    (type === undefined || type === request.type) &&
    (clientOrderId === undefined || (request.clientOrderId ?? '').startsWith(clientOrderId))
  );
}
