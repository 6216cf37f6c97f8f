/**
 * What goes wrong between an adapter and its venue, as data. Faults act on commands and events on
 * their way; the engine itself never lies. Same plan and same random sequence: same run.
 */
import type { Side } from '../../domain/market.ts';
import type { EpochMs, Ms } from '../../domain/time.ts';
import type { OrderAction, OrderType, VenueCommand, VenueEvent } from '../../domain/venue.ts';

/** Uniform in [0, 1); seeded by the caller. */
export type Random = () => number;

interface FaultBounds {
  /** In force while from <= t < until, market time. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Chance per command or event, 0 to 1. */
  readonly probability: number;
  /** Strikes at most this often; absent: no bound but the window. */
  readonly times?: number;
}

/** Narrows a fault to some orders; an absent field matches any. Place commands only have all. */
interface CommandMatch {
  readonly symbol?: string;
  readonly positionSide?: Side;
  readonly action?: OrderAction;
  readonly type?: OrderType;
}

type EventKinds = 'all' | readonly VenueEvent['kind'][];

export type Fault = FaultBounds &
  (
    | {
        /** No answer (`unknown`), and the command did or did not execute. */
        readonly kind: 'timeout';
        readonly operation: 'place' | 'cancel' | 'query';
        readonly executed: boolean;
        readonly match?: CommandMatch;
      }
    /** An order is refused before it reaches the engine. */
    | {
        readonly kind: 'reject';
        readonly code: string;
        readonly message: string;
        readonly match?: CommandMatch;
      }
    /** Events arrive late; later ones may overtake them. */
    | { readonly kind: 'delay'; readonly events: EventKinds; readonly by: Ms }
    /** Events arrive once more, `after` later. */
    | { readonly kind: 'duplicate'; readonly events: EventKinds; readonly after: Ms }
    /** Commands fail as `unknown` without executing; events are lost. */
    | { readonly kind: 'disconnect' }
  );

export interface FaultPlan {
  readonly faults: readonly Fault[];
}

type CommandFate =
  | { readonly kind: 'pass' }
  | { readonly kind: 'timeout'; readonly executed: boolean }
  | { readonly kind: 'reject'; readonly code: string; readonly message: string };

interface EventFate {
  /** Delay of the event, ms. */
  readonly delay: Ms;
  /** Delay of each further copy, ms, after the event's own time. */
  readonly copies: readonly Ms[];
}

const PASS: CommandFate = { kind: 'pass' };
const PROMPT: EventFate = { delay: 0, copies: [] };

export class FaultInjector {
  private readonly faults: readonly Fault[];
  private readonly random: Random;
  private readonly strikes: number[];

  constructor(plan: FaultPlan, random: Random) {
    this.faults = plan.faults;
    this.random = random;
    this.strikes = plan.faults.map(() => 0);
  }

  connected(now: EpochMs): boolean {
    return !this.faults.some(
      (fault) => fault.kind === 'disconnect' && now >= fault.from && now < fault.until,
    );
  }

  /** The first fault of the plan that strikes decides. */
  onCommand(command: VenueCommand, now: EpochMs): CommandFate {
    for (const [index, fault] of this.faults.entries()) {
      if (fault.kind === 'timeout') {
        if (fault.operation !== command.kind || !matches(fault.match, command)) continue;
        if (this.strikesNow(index, now)) return { kind: 'timeout', executed: fault.executed };
      } else if (fault.kind === 'reject') {
        if (command.kind !== 'place' || !matches(fault.match, command)) continue;
        if (this.strikesNow(index, now)) {
          return { kind: 'reject', code: fault.code, message: fault.message };
        }
      }
    }
    return PASS;
  }

  /** Delays add up, each duplicate adds a copy. */
  onEvent(event: VenueEvent, now: EpochMs): EventFate {
    let delay = 0;
    const copies: Ms[] = [];
    for (const [index, fault] of this.faults.entries()) {
      if (fault.kind !== 'delay' && fault.kind !== 'duplicate') continue;
      if (fault.events !== 'all' && !fault.events.includes(event.kind)) continue;
      if (!this.strikesNow(index, now)) continue;
      if (fault.kind === 'delay') delay += fault.by;
      else copies.push(fault.after);
    }
    return delay === 0 && copies.length === 0 ? PROMPT : { delay, copies };
  }

  /** A random number is drawn only when the outcome hangs on it. */
  private strikesNow(index: number, now: EpochMs): boolean {
    const fault = this.faults[index];
    if (fault === undefined || now < fault.from || now >= fault.until) return false;
    const struck = this.strikes[index] ?? 0;
    if (fault.times !== undefined && struck >= fault.times) return false;
    if (fault.probability < 1 && this.random() >= fault.probability) return false;
    this.strikes[index] = struck + 1;
    return true;
  }
}

function matches(match: CommandMatch | undefined, command: VenueCommand): boolean {
  if (match === undefined) return true;
  if (command.kind === 'account') return Object.keys(match).length === 0;
  if (match.symbol !== undefined && match.symbol !== command.symbol) return false;
  if (command.kind !== 'place') {
    return (
      match.positionSide === undefined && match.action === undefined && match.type === undefined
    );
  }
  return (
    (match.positionSide === undefined || match.positionSide === command.positionSide) &&
    (match.action === undefined || match.action === command.action) &&
    (match.type === undefined || match.type === command.type)
  );
}
