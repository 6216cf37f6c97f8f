/**
 * The fault plan for the exchange in process: what a client over HTTP would be told becomes what
 * the executor sees of it. A refusal that proves that nothing was executed is a rejection of the
 * order; everything else is no answer. Same plan, same seed, same commands: same run.
 */
import type { EpochMs, Ms } from '../../domain/time.ts';
import type {
  ContractFilters,
  ListedContract,
  VenueCommand,
  VenueEvent,
  VenuePermissions,
} from '../../domain/venue.ts';
import { VenueError } from '../binance/errors.ts';
import { RateLimiter, type RateLimits } from '../binance/rate-limiter.ts';
import { deleverageByPlan } from '../faults/adl.ts';
import { clockOffset, isStreaming, limitsNow, listedNow, rightsNow } from '../faults/conditions.ts';
import { type EventFate, eventFate } from '../faults/event-fate.ts';
import type { FaultSet } from '../faults/fault-set.ts';
import type { EventClass, FaultKind, RouteClass } from '../faults/plan.ts';
import {
  type FaultRequest,
  fillFraction,
  latencyOf,
  type RequestFate,
  requestFate,
} from '../faults/request-fate.ts';
import type { SimulatedExchange } from './exchange.ts';

/** What a command meets on its way. `rejected`: it did not execute, and the answer says so. */
type CommandFate =
  | { readonly kind: 'pass' }
  | { readonly kind: 'unknown'; readonly executed: boolean }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string };

/** Outside of a squeeze nobody is counted out: a backtest sends faster than any client may. */
const UNLIMITED: RateLimits = {
  weightPerMinute: Number.POSITIVE_INFINITY,
  ordersPerMinute: Number.POSITIVE_INFINITY,
  ordersPerTenSeconds: Number.POSITIVE_INFINITY,
};
const PASS: CommandFate = { kind: 'pass' };
const WEIGHTS = { place: 0, cancel: 1, query: 1, account: 5, countdown: 10 } as const;
const ROUTES: Readonly<Record<VenueCommand['kind'], RouteClass>> = {
  place: 'order',
  cancel: 'cancel',
  countdown: 'cancel',
  query: 'query',
  account: 'account',
};

/** How far a client's clock may be behind and ahead of the venue's. */
const RECEIVE_WINDOW: Ms = 5_000;
const AHEAD: Ms = 1_000;

export class FaultInjector {
  private readonly set: FaultSet;
  private readonly exchange: SimulatedExchange;
  private readonly limiter = new RateLimiter();
  private streaming = true;
  /** Commands that will arrive too late for the venue to take them. */
  private readonly overdue = new WeakSet<VenueCommand>();

  constructor(set: FaultSet, exchange: SimulatedExchange) {
    this.set = set;
    this.exchange = exchange;
  }

  /** Does what the venue pushes arrive? */
  connected(now: EpochMs): boolean {
    const streaming = isStreaming(this.set, now);
    if (!streaming && this.streaming) this.struck(['disconnect', 'maintenance'], now, 'websocket');
    this.streaming = streaming;
    return streaming;
  }

  /** Contracts as the venue lists them. */
  listed<T extends ContractFilters>(
    contracts: readonly T[],
    now: EpochMs,
  ): readonly (T & ListedContract)[] {
    return listedNow(this.set, contracts, now);
  }

  /** When a window opens or closes next. */
  nextChange(now: EpochMs): EpochMs | null {
    return this.set.nextChange(now);
  }

  latency(command: VenueCommand, leg: 'request' | 'answer', now: EpochMs): Ms {
    if (this.set.isEmpty) return 0;
    const latency = latencyOf(this.set, this.request(command), leg, now);
    if (leg === 'request' && latency > RECEIVE_WINDOW) this.overdue.add(command);
    return latency;
  }

  onCommand(command: VenueCommand, now: EpochMs): CommandFate {
    if (this.set.isEmpty) return PASS;
    const request = this.request(command);
    const fate = requestFate(this.set, request, now);
    if (fate.kind !== 'pass') return toCommandFate(fate);
    const refusal = this.limited(command, now) ?? this.outOfTime(command, now);
    if (refusal !== undefined) return refusal;
    const fraction = fillFraction(this.set, request, now);
    if (fraction < 1 && command.kind === 'place') this.exchange.thin(command, fraction);
    return PASS;
  }

  onEvent(event: VenueEvent, now: EpochMs): EventFate {
    const kind = eventClass(event);
    if (kind === null) return { delay: 0, copies: [] };
    const name = 'clientOrderId' in event ? `${event.kind} ${event.clientOrderId}` : event.kind;
    return eventFate(this.set, kind, name, now);
  }

  /** After the step of an instant: what the venue takes by itself. */
  onStep(now: EpochMs): void {
    if (!this.set.isEmpty) deleverageByPlan(this.set, this.exchange, now);
  }

  clockOffset(now: EpochMs): Ms {
    return clockOffset(this.set, now);
  }

  permissions(usual: VenuePermissions, now: EpochMs): VenuePermissions {
    const { trade, withdraw, transfer, ipRestricted } = rightsNow(this.set, now);
    return {
      ...usual,
      canTradeFutures: trade ?? usual.canTradeFutures,
      canWithdraw: withdraw ?? usual.canWithdraw,
      canTransfer: transfer ?? usual.canTransfer,
      ipRestricted: ipRestricted ?? usual.ipRestricted,
    };
  }

  /** Requests count while limits are squeezed: 429, and 418 for those who go on. */
  private limited(command: VenueCommand, now: EpochMs): CommandFate | undefined {
    this.limiter.limits = limitsNow(this.set, UNLIMITED, now);
    try {
      this.limiter.count(WEIGHTS[command.kind], command.kind === 'place', now);
      return undefined;
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      const { code, message } = error;
      this.struck(['limits'], now, this.request(command).name);
      return { kind: 'rejected', code: String(code), message };
    }
  }

  /** A client that signs with the machine's clock, and a request that was under way too long. */
  private outOfTime(command: VenueCommand, now: EpochMs): CommandFate | undefined {
    const offset = clockOffset(this.set, now);
    const inTime = offset <= RECEIVE_WINDOW && offset > -AHEAD;
    if (inTime && !this.overdue.has(command)) return undefined;
    if (!inTime) this.struck(['clock'], now, this.request(command).name);
    const message = 'Timestamp for this request is outside of the recvWindow.';
    return { kind: 'rejected', code: '-1021', message };
  }

  /** Lasting conditions are counted where they are felt. */
  private struck(kinds: readonly FaultKind[], now: EpochMs, what: string): void {
    for (const kind of kinds) {
      for (const fault of this.set.inForce(kind, now)) this.set.strikes(fault, now, what);
    }
  }

  private request(command: VenueCommand): FaultRequest {
    const route = ROUTES[command.kind];
    const changes = command.kind !== 'query' && command.kind !== 'account';
    if (command.kind === 'account' || command.kind === 'countdown') {
      const symbol = command.kind === 'countdown' ? command.symbol : null;
      const nothing = { side: null, action: null, type: null, clientOrderId: null };
      return { route, name: command.kind, changes, symbol, ...nothing };
    }
    const { clientOrderId, symbol } = command;
    const order = command.kind === 'place' ? command : this.exchange.order(clientOrderId);
    return {
      ...{ route, name: `${command.kind} ${clientOrderId}`, symbol, clientOrderId, changes },
      side: order?.positionSide ?? null,
      action: order?.action ?? null,
      type: order?.type ?? null,
    };
  }
}

function toCommandFate(fate: Exclude<RequestFate, { kind: 'pass' }>): CommandFate {
  if (fate.kind === 'no_answer' || !fate.final) return { kind: 'unknown', executed: fate.executed };
  return { kind: 'rejected', code: String(fate.code), message: fate.message };
}

function eventClass(event: VenueEvent): EventClass | null {
  switch (event.kind) {
    case 'accepted':
    case 'rejected':
    case 'order':
      return 'order';
    case 'fill':
      return 'fill';
    case 'funding':
    case 'transfer':
      return 'money';
    default:
      return null;
  }
}
